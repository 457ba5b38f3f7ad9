"""Where templates of users run: in Jinja's sandbox, with limits to how long they take and how much they make.

The limits end what goes on by mistake. They are no wall against somebody who means harm: memory is not limited.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from jinja2 import TemplateRuntimeError, nodes
from jinja2.sandbox import MAX_RANGE, ImmutableSandboxedEnvironment

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from jinja2.runtime import Context

MOST_STEPS = 250_000
"""Rounds of loops, calls and includes that a template of a user's may take for one file."""

MOST_TEXT = 10_000_000
"""Characters that a template of a user's may make: a hundred times the longest file that anybody reviews."""

MOST_POWER = 1_000


class LimitError(TemplateRuntimeError):
    """A template goes on for too long."""


class Sandbox(ImmutableSandboxedEnvironment):
    """Jinja's sandbox, in which a template takes a limited number of steps to a text of limited length."""

    intercepted_binops = frozenset({"*", "**"})

    def __init__(self, **options: Any) -> None:
        super().__init__(**options)
        self.filters["counted"] = self._counted
        self._steps = 0

    def bounded(self, parts: Iterable[str]) -> str:
        """Join the parts of a text, as long as they keep to the limits."""
        self._steps = 0
        kept: list[str] = []
        length = 0
        for part in parts:
            length += len(part)
            if length > MOST_TEXT:
                raise LimitError(f"it makes more than {MOST_TEXT:,} characters")
            kept.append(part)
        return "".join(kept)

    def call(self, context: Context, called: Any, /, *args: Any, **named: Any) -> Any:
        """Count a call."""
        self._step()
        return super().call(context, called, *args, **named)

    def join_path(self, template: str, parent: str) -> str:
        """Count an include."""
        self._step()
        return super().join_path(template, parent)

    def call_binop(self, context: Context, operator: str, left: Any, right: Any) -> Any:
        """Keep products of texts and lists, and powers, to the limits."""
        if operator == "**" and isinstance(right, int | float) and abs(right) > MOST_POWER:
            raise LimitError(f"an exponent is greater than {MOST_POWER:,}")
        for many, times in ((left, right), (right, left)):
            if hasattr(many, "__len__") and isinstance(times, int) and len(many) * times > MAX_RANGE:
                raise LimitError(f"a product is longer than {MAX_RANGE:,}")
        return super().call_binop(context, operator, left, right)

    def _generate(
        self, source: nodes.Template, name: str | None, filename: str | None, defer_init: bool = False
    ) -> str:
        """Let every loop count its rounds; Jinja means this method to be replaced."""
        for loop in source.find_all(nodes.For):
            loop.iter = nodes.Filter(loop.iter, "counted", [], [], None, None, lineno=loop.lineno)
        return super()._generate(source, name, filename, defer_init)

    def _counted(self, items: Iterable[Any]) -> Iterator[Any]:
        for item in items:
            self._step()
            yield item

    def _step(self) -> None:
        self._steps += 1
        if self._steps > MOST_STEPS:
            raise LimitError(f"it takes more than {MOST_STEPS:,} rounds and calls")
