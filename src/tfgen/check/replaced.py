"""A key that is called something else than what it is: one mistake, which leaves a strange key and a missing one."""

from __future__ import annotations

import re
from collections import defaultdict
from typing import TYPE_CHECKING, Any, Final

from tfgen.check import codes
from tfgen.check.sound import value_at
from tfgen.check.wording import shown

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from tfgen.check.schema_text import SchemaText
    from tfgen.check.schema_values import Finding
    from tfgen.errors import SpecPath
    from tfgen.loader import Source

_PARTED: Final = re.compile(r"[^@\s,]+@[\w-]+,[a-z][\w.-]*")
"""An address with a ',' in place of a '.'; the part before it would be none by itself."""
_TYPES: Final = {"array": list, "object": dict, "string": str}


def join_replaced(findings: Iterable[Finding], source: Source, text: SchemaText) -> Sequence[Finding]:
    """Put one finding in the place of two: a key like none that is known, and the missing one that its value fits."""
    kept = list(findings)
    missing: defaultdict[SpecPath, list[Finding]] = defaultdict(list)
    for one in kept:
        if one.missing:
            missing[one.path].append(one)
    for finding in list(kept):
        if finding.code != codes.SCHEMA_UNKNOWN_KEY or not finding.lost or finding.path not in missing:
            continue
        value = value_at(source.data, finding.about)
        absent = next((one for one in missing[finding.path] if _is_of_type(value, one, text)), None)
        if absent is not None:
            missing[finding.path].remove(absent)
            hint = f"did you mean {shown(absent.key)}, which is missing?"
            kept = [
                one._replace(hint=hint, meant=absent.key) if one is finding else one
                for one in kept
                if one is not absent
            ]
    return kept


def join_parted(findings: Iterable[Finding], source: Source) -> Sequence[Finding]:
    """Put one finding in the place of two about items of a list that a ',' parts where one has a '.'."""
    kept: list[Finding] = []
    for one in findings:
        last = kept[-1] if kept else None
        if last is not None and _is_rest(last, one):
            first, second = value_at(source.data, last.path), value_at(source.data, one.path)
            if isinstance(first, str) and isinstance(second, str) and _PARTED.fullmatch(f"{first},{second}"):
                message = f"{shown(first)} and {shown(second)} are two items, and neither is an e-mail address"
                kept[-1] = last._replace(message=message, hint=f"write a '.' in place of the ',': {first}.{second}")
                continue
        kept.append(one)
    return kept


def _is_rest(first: Finding, second: Finding) -> bool:
    """Tell whether two findings are about items of one list, one behind the other, of a wrong form both."""
    both = first.path[-1:], second.path[-1:]
    numbers = [step for steps in both for step in steps if isinstance(step, int)]
    return (
        first.code == second.code == codes.SCHEMA_PATTERN
        and first.path[:-1] == second.path[:-1]
        and len(numbers) == len(both)
        and numbers[1] == numbers[0] + 1
    )


def _is_of_type(value: Any, missing: Finding, text: SchemaText) -> bool:
    kind = text.lookup(text.at((*missing.path, str(missing.key))), "type")
    if not isinstance(kind, str):  # one of several forms
        return isinstance(value, str | dict)
    return kind in _TYPES and isinstance(value, _TYPES[kind])
