"""The job's package, packed as the render packs it, and on the path from there, as on Glue's."""

from __future__ import annotations

import atexit
import shutil
import sys
import tempfile
from pathlib import Path

from tfgen.archive import archive

SOURCES = Path(__file__).parents[2] / "templates" / "modules" / "glue_pipeline" / "scripts" / "package.zip"


def _packed() -> Path:
    packed = Path(tempfile.mkdtemp(prefix="tfgen-loading-")) / "package.zip"
    files = sorted(path for path in SOURCES.rglob("*.py") if "__pycache__" not in path.parts)
    packed.write_bytes(archive((path.relative_to(SOURCES).as_posix(), path.read_bytes()) for path in files))
    return packed


PACKED = _packed()
sys.path.insert(0, str(PACKED))
atexit.register(shutil.rmtree, PACKED.parent, ignore_errors=True)
