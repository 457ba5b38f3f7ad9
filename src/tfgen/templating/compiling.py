"""A user's own templates, compiled without being rendered: what is wrong with them whatever the spec says."""

from __future__ import annotations

from typing import TYPE_CHECKING

from jinja2 import TemplateSyntaxError, nodes
from msgspec import Struct

from tfgen.errors import Location
from tfgen.templating.engine import Engine

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tfgen.templating.sets import Template, TemplateSet


class Problem(Struct, frozen=True):
    """What is wrong in a template, in one sentence, and its line there."""

    template: Template
    line: int
    sentence: str

    @property
    def location(self) -> Location:
        """The text of the line."""
        text = "".join(self.template.source.splitlines()[self.line - 1 : self.line])
        start = len(text) - len(text.lstrip()) + 1
        return Location(str(self.template.file), self.line, start, self.line, len(text.rstrip()) + 1)


def problems(templates: TemplateSet) -> Iterator[Problem]:
    """Compile each of the user's templates: syntax, filters and tests that there are, templates that they name."""
    environment = Engine(templates).environment
    for template in templates.own:
        if not template.path.endswith(".j2"):
            continue
        try:
            environment.compile(template.source, template.path, str(template.file))
            tree = environment.parse(template.source, template.path)
        except TemplateSyntaxError as error:
            yield Problem(template, error.lineno, str(error.message).strip().rstrip("."))
            continue
        for node in tree.find_all((nodes.Extends, nodes.FromImport, nodes.Import, nodes.Include)):
            named = getattr(node, "template", None)
            if (
                isinstance(named, nodes.Const)
                and named.value not in templates.templates
                and not getattr(node, "ignore_missing", False)
            ):
                yield Problem(template, node.lineno, f"there is no template '{named.value}'")
