"""Ids that agencies and data sets had before: the first stays in every name in AWS, each leads to the next in state."""

from __future__ import annotations

from collections import Counter
from itertools import pairwise
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Mapping

KEY = "renamed_from"
"""What says it in the spec, of an agency and of a data set."""


def former_ids(entry: Mapping[str, Any]) -> tuple[str, ...]:
    """Return the ids that an agency or a data set of the spec had before, oldest first.

    >>> former_ids({"renamed_from": "dot"}), former_ids({"renamed_from": ["dot", "roads"]}), former_ids({})
    (('dot',), ('dot', 'roads'), ())
    """
    stated = entry.get(KEY)
    if isinstance(stated, str):
        return (stated,)
    return tuple(one for one in stated if isinstance(one, str)) if isinstance(stated, list) else ()


def first_id(key: str, entry: Mapping[str, Any]) -> str:
    """Return the id that the names in AWS come from: the first that an agency or a data set had."""
    return (*former_ids(entry), key)[0]


def first_ids(entries: Mapping[str, Mapping[str, Any]]) -> Mapping[str, str]:
    """Return the first id of each agency, or of each data set of one; one that two lay claim to is nobody's.

    >>> first_ids({"dot": {}, "roads": {"renamed_from": "rail"}, "paths": {"renamed_from": "dot"}})
    {'dot': 'dot', 'roads': 'rail', 'paths': 'paths'}
    """
    found = {key: first_id(key, entry) for key, entry in entries.items()}
    claims = Counter(found.values())
    return {key: first if claims[first] == 1 else key for key, first in found.items()}


def moves(ids: tuple[str, ...]) -> tuple[tuple[str, str], ...]:
    """Return the steps from each id to the next, oldest first, with the present one at the end of `ids`.

    An id that comes back counts where it stands last, since Terraform follows no circle.

    >>> moves(("a", "b", "c")), moves(("a", "b", "a")), moves(("a",))
    ((('a', 'b'), ('b', 'c')), (('b', 'a'),), ())
    """
    return tuple(pairwise([*dict.fromkeys(reversed(ids))][::-1]))
