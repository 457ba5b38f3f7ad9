"""What a template reads of its view: where two views agree in that, the text is the same, and is made once."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from jinja2 import nodes

if TYPE_CHECKING:
    from collections.abc import Callable, Hashable

    from jinja2 import Environment

WORTH_A_LOOK: Final = 24
"""How often values were others than before, until they are taken for others most of the time."""

MOST_KEPT: Final = 8
"""Texts of one template that are kept: what is the same in many stacks comes in few forms."""

_PLAIN = frozenset({str, int, float, bool, type(None)})


def attributes_read(environment: Environment, source: Callable[[str], str | None], name: str) -> tuple[str, ...] | None:
    """Return the attributes of `view` that a template reads, sorted; None if it may read anything of it.

    Only what says `view.<name>` is understood, and includes of templates that are named as they are.
    """
    found: set[str] = set()
    todo, seen = [name], {name}
    while todo:
        text = source(todo.pop())
        if text is None:
            return None
        tree = environment.parse(text)
        named = [node for node in tree.find_all(nodes.Name) if node.name == "view"]
        read = [node for node in tree.find_all(nodes.Getattr) if _is_view(node.node)]
        others = tree.find_all((nodes.Extends, nodes.Import, nodes.FromImport, nodes.ContextReference))
        if len(named) != len(read) or any(True for _ in others):
            return None
        found |= {node.attr for node in read}
        for include in tree.find_all(nodes.Include):
            if not isinstance(include.template, nodes.Const) or not isinstance(include.template.value, str):
                return None
            if include.template.value not in seen:
                seen.add(include.template.value)
                todo.append(include.template.value)
    return tuple(sorted(found))


class Texts:
    """The texts that one template made last, by what it read for them."""

    def __init__(self, attributes: tuple[str, ...]) -> None:
        self._attributes = attributes
        self._kept: dict[Hashable, tuple[str, list[Any]]] = {}
        self._asked = self._missed = 0

    @property
    def is_of_use(self) -> bool:
        """Whether looking is worth while: not where most views give another text."""
        return self._missed < WORTH_A_LOOK or self._missed * 3 < self._asked * 2

    def text(self, view: object, make: Callable[[], str]) -> str:
        """Return what was made for a view that is the same to the template, or make it."""
        self._asked += 1
        values = [getattr(view, name) for name in self._attributes]
        key = tuple(map(_key, values))
        kept = self._kept.get(key)
        if kept is None:
            self._missed += 1
            if len(self._kept) >= MOST_KEPT:
                del self._kept[next(iter(self._kept))]
            # The values are kept, too: a key has the identity of an object, and another must not get the same.
            kept = self._kept[key] = (make(), values)
        return kept[0]


def _is_view(node: nodes.Node) -> bool:
    return isinstance(node, nodes.Name) and node.name == "view" and node.ctx == "load"


def _key(value: Any) -> Hashable:
    """Return what tells values apart that give different texts; the same objects give the same."""
    kind = type(value)
    if kind is tuple:
        return tuple([(type(one), one) if type(one) in _PLAIN else id(one) for one in value])
    return (kind, value) if kind in _PLAIN else id(value)
