"""The picture of a README: what the arrows of its concerns connect."""

from __future__ import annotations

from typing import TYPE_CHECKING

from msgspec import Struct

if TYPE_CHECKING:
    from collections.abc import Iterable

    from tfgen.views.stacks.concern import Edge


class Node(Struct, frozen=True):
    """A box: its id within the picture, and its text."""

    id: str
    text: str


class Arrow(Struct, frozen=True):
    """An arrow between two boxes, by their ids; the label may be empty."""

    source: str
    target: str
    label: str


class Picture(Struct, frozen=True):
    """Boxes in the order in which they first occur, and the arrows between them, each once."""

    nodes: tuple[Node, ...]
    arrows: tuple[Arrow, ...]


def picture(edges: Iterable[Edge]) -> Picture:
    """Draw edges: whatever has the same text is the same box."""
    ids: dict[str, str] = {}
    arrows: dict[Arrow, None] = {}
    for edge in edges:
        source, target = (ids.setdefault(text, f"n{len(ids) + 1}") for text in (edge.source, edge.target))
        arrows[Arrow(source, target, edge.label)] = None
    return Picture(tuple(Node(identity, text) for text, identity in ids.items()), tuple(arrows))
