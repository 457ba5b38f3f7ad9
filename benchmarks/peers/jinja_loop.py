"""The least that has to be done: a loop over agencies and templates, with Jinja, and nothing checked.

`python jinja_loop.py TEMPLATES AGENCIES.json OUT`
"""

from __future__ import annotations

import json
import sys
from pathlib import Path

from jinja2 import Environment, FileSystemLoader, StrictUndefined


def main() -> None:
    """Render every template for every agency."""
    templates, agencies, out = map(Path, sys.argv[1:])
    environment = Environment(
        loader=FileSystemLoader(templates),
        undefined=StrictUndefined,
        keep_trailing_newline=True,
        autoescape=False,  # noqa: S701 - it makes Terraform, not HTML
    )
    for agency in json.loads(agencies.read_text(encoding="utf-8")):
        for name in environment.list_templates():
            file = out / agency["agency"] / name
            file.parent.mkdir(parents=True, exist_ok=True)
            file.write_text(environment.get_template(name).render(agency), encoding="utf-8")


if __name__ == "__main__":
    main()
