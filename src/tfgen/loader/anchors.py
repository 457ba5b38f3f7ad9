"""Anchors and aliases, with a bound on what they expand to."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final, NamedTuple

from tfgen.check import codes

if TYPE_CHECKING:
    from tfgen.errors import SpecPath

MAX_DEPTH: Final = 100
"""Deepest nesting of maps and lists, aliases followed; a spec needs about ten levels."""

_FREE_NODES: Final = 10_000
_FREE_FACTOR: Final = 10


class Anchor(NamedTuple):
    """A named node: its value, how many nodes it expands to and how many levels of containers it has."""

    value: Any
    size: int
    height: int


class Refusal(NamedTuple):
    """Why an alias is not followed."""

    code: str
    message: str
    hint: str


class _Opening(NamedTuple):
    """An anchored container whose end has not been read: what stood in the counters when it began."""

    name: str
    container: Any
    nodes: int
    depth: int
    deepest: int


class Anchors:
    """The anchors seen so far in one document.

    Aliases share values, so an alias costs no memory here; but whoever walks the data pays for the expansion.
    """

    __slots__ = ("_deepest", "_extra", "_known", "_open", "unused")

    def __init__(self) -> None:
        self._known: dict[str, Anchor | None] = {}
        self._open: list[_Opening] = []
        self._extra = 0
        self._deepest = 0
        self.unused: dict[str, tuple[int, SpecPath]] = {}
        """Anchors of scalars that no alias has named so far: where each stands, and the path of its value."""

    def define(self, name: str, value: Any, start: int, path: SpecPath) -> None:
        """Name a scalar; a later anchor of the same name replaces it, as YAML has it."""
        self.unused[name] = (start, path)
        self._known[name] = Anchor(value, 1, 0)

    def open(self, name: str, container: Any, nodes: int, depth: int) -> None:
        """Name a container that begins as node number `nodes` at this depth; it is no use before its end."""
        self._known[name] = None
        self._open.append(_Opening(name, container, nodes + self._extra, depth, self._deepest))
        self._deepest = depth

    def reach(self, depth: int) -> None:
        """Note that a container stands at this depth, for the height of the anchors around it."""
        self._deepest = max(self._deepest, depth)

    def close(self, container: Any, nodes: int) -> None:
        """Note that a container ends; nothing happens if it has no anchor."""
        if not self._open or self._open[-1].container is not container:
            return
        opening = self._open.pop()
        size = nodes + self._extra - opening.nodes
        self._known[opening.name] = Anchor(container, size, self._deepest - opening.depth + 1)
        self._deepest = max(self._deepest, opening.deepest)

    def follow(self, name: str, nodes: int, depth: int) -> Anchor | Refusal:
        """Return the node that an alias at this depth names, or why it is refused."""
        if name not in self._known:
            return Refusal(
                codes.YAML_ALIAS_UNDEFINED,
                f"'*{name}' names no anchor above it",
                f"put '&{name}' in front of the value that is meant, or put the text in quotes",
            )
        self.unused.pop(name, None)
        anchor = self._known[name]
        if anchor is None:
            return Refusal(
                codes.YAML_ALIAS_TOO_LARGE,
                f"'*{name}' stands inside the very value that it names",
                "write the value out; nothing can contain itself",
            )
        if nodes + self._extra + anchor.size > _FREE_FACTOR * nodes + _FREE_NODES:
            return Refusal(
                codes.YAML_ALIAS_TOO_LARGE,
                f"with '*{name}' the aliases expand to more than {_FREE_FACTOR} times what the file says",
                "put what agencies have in common under 'defaults' instead of repeating it through aliases",
            )
        if depth + anchor.height > MAX_DEPTH:
            return Refusal(
                codes.YAML_TOO_DEEP,
                f"with '*{name}' the spec is nested deeper than {MAX_DEPTH} levels",
                "nest less; a spec needs about ten levels",
            )
        self._extra += anchor.size
        self.reach(depth + anchor.height)
        return anchor
