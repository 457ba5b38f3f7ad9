"""Print, as constraints for pip, the oldest release of each dependency that pyproject.toml admits."""

from __future__ import annotations

import re
import tomllib
from pathlib import Path


def main() -> None:
    """Print one constraint a line."""
    project = tomllib.loads((Path(__file__).parents[1] / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    extras = project["optional-dependencies"]
    for requirement in (*project["dependencies"], *extras["sandbox"], *extras["watch"]):
        print(re.sub(r"^([\w-]+)(?:\[.*\])?>=([\d.]+)$", r"\1==\2", requirement))


if __name__ == "__main__":
    main()
