"""A small spec as data, for tests that change one thing and look at what follows."""

from __future__ import annotations

import hashlib
import json
from pathlib import Path
from typing import TYPE_CHECKING, Any

from tfgen import pipeline
from tfgen.own_templates import template_set
from tfgen.plan import plan
from tfgen.refresh import outputs as outputs_of
from tfgen.selection import Selection
from tfgen.templating.engine import Engine
from tfgen.units import MANIFEST, unit_of, within

if TYPE_CHECKING:
    from tfgen.checked import Checked
    from tfgen.render import Output

REPOSITORY = Path(__file__).parents[1]


def small() -> dict[str, Any]:
    """Give a new spec of two environments and two agencies: four stacks of agencies, two of platforms."""
    return {
        "version": 1,
        "platform": {
            "name": "civic",
            "application": "agency-data-platform",
            "owner": "data-platform@example.gov",
            "repository": "example-gov/agency-data-platform",
        },
        "environments": {
            name: {
                "account_id": account,
                "region": "us-east-1",
                "state": {"bucket": f"example-gov-terraform-state-{name}"},
                "notify": {"email": ["data-platform@example.gov"]},
            }
            for name, account in (("dev", "111122223333"), ("prod", "444455556666"))
        },
        "agencies": {
            "dot": agency("Department of Transportation"),
            "doh": agency("Department of Health"),
        },
    }


def agency(name: str) -> dict[str, Any]:
    """Give a new agency with one data set."""
    return {
        "name": name,
        "datasets": {
            "records": {
                "source": {"files": {"format": "csv"}},
                "columns": {"id": "string", "taken_on": "date"},
                "key": ["id"],
            }
        },
    }


def write_spec(folder: Path, data: Any) -> Path:
    """Write a spec into a folder, as JSON, which is YAML too."""
    spec = folder / "agencies.yaml"
    spec.write_text(json.dumps(data, indent=1), encoding="utf-8")
    return spec


def rendered(spec: Path, selection: Selection | None = None) -> dict[str, Output]:
    """Render a spec without errors in memory; warnings are no matter here."""
    return outputs(pipeline.check(spec), selection)


def outputs(checked: Checked, selection: Selection | None = None) -> dict[str, Output]:
    """Render a checked spec without errors in memory: what each path of the output holds, without manifests."""
    assert checked.deployment is not None, checked.diagnostics
    templates = template_set()
    engine = Engine(templates)
    units = list(plan(checked.deployment, templates.templates, selection or Selection()))
    return {path: output for files in outputs_of(units, templates, engine) for path, output in files.items()}


def own(out: Path, path: str) -> None:
    """Let a file of the output be tfgen's: enter it in the manifest of its unit."""
    manifest = out / unit_of(path) / MANIFEST
    digest = hashlib.sha256((out / path).read_bytes()).hexdigest()
    with manifest.open("a", encoding="utf-8") as file:
        file.write(f"{digest}  {within(unit_of(path), path)}\n")


def _is_empty(path: Path) -> bool:
    return path.is_dir() and not path.is_symlink() and not any(path.iterdir())


def tree(folder: Path, *, manifests: bool = False) -> dict[str, bytes | str]:
    """Read all files of a folder, links as their targets, hidden ones too; tfgen's manifests only where asked for.

    With them come folders that are empty, as `path/`.
    """
    empty = [path for path in folder.rglob("*") if manifests and _is_empty(path)]
    return {f"{path.relative_to(folder).as_posix()}/": "" for path in empty} | {
        path.relative_to(folder).as_posix(): path.readlink().as_posix() if path.is_symlink() else path.read_bytes()
        for path in folder.rglob("*")
        if (path.is_symlink() or path.is_file()) and (manifests or path.name != MANIFEST)
    }
