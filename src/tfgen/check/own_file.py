"""An agency's own file that begins as the main file would: with the agency's id, or with keys of the whole spec."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tfgen.check import codes
from tfgen.check.repairs import meant
from tfgen.check.sound import value_at
from tfgen.check.wording import shown

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from tfgen.check.schema_text import SchemaText
    from tfgen.check.schema_values import Finding
    from tfgen.loader import Source

_IN_FILE = 2
"""Steps of a path that leads to the top of an agency's file."""

_ID = "^[a-z][a-z0-9]{1,19}$"
"""What an agency may be called, as the schema has it, to guess by."""


def join_repeated_id(findings: Iterable[Finding], source: Source, text: SchemaText) -> Sequence[Finding]:
    """Say of keys at the top of an agency's file that they are the main file's, or what the file's name says already.

    What is missing at the top then stands below such a key, or is told after it is gone.
    """
    kept = list(findings)
    strange: set[str] = set()
    for number, one in enumerate(kept):
        agency = one.path[1] if len(one.path) == _IN_FILE and one.path[0] == "agencies" else None
        is_in_file = isinstance(agency, str) and agency in source.parts
        if not is_in_file or one.code != codes.SCHEMA_UNKNOWN_KEY or one.key is None:
            continue
        hint = None
        if one.key == "agencies" or (one.key == agency and isinstance(value_at(source.data, one.about), dict)):
            hint = (
                f"the file's name says already that this is the agency {shown(agency)}: begin it with `name:`, "
                "without a step of indentation"
            )
            strange.add(str(agency))
        elif one.key in text.keys_at(()):
            hint = f"write it in {source.file}; what stands here is of the agency {shown(agency)} alone"
        if hint is not None:
            kept[number] = one._replace(hint=hint, lost=False)
    return [one for one in kept if not (one.missing and one.path[:1] == ("agencies",) and _is_of(one, strange))]


def named_by_file(finding: Finding, agency: str) -> Finding:
    """Say of an id that does not fit that the file is called so."""
    message = finding.message.replace(f"the key {shown(agency)}", f"the file's name, {shown(agency)},")
    likely = meant(agency, _ID)
    example = f", for example to {likely}.yaml" if likely is not None else ""
    hint = f"rename the file{example}: its name without the suffix is the agency's id"
    return finding._replace(key=agency, message=message, hint=hint)


def _is_of(finding: Finding, agencies: set[str]) -> bool:
    return len(finding.path) == _IN_FILE and finding.path[1] in agencies
