"""What the data of a spec gets wrong by its JSON Schema, in the user's terms: one mistake, one diagnostic."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any, Final

from tfgen.check import codes
from tfgen.check.braces import join_cut_text, join_tight
from tfgen.check.misplaced import join_misplaced
from tfgen.check.own_file import join_repeated_id, named_by_file
from tfgen.check.replaced import join_parted, join_replaced
from tfgen.check.schema_forms import meant_violations
from tfgen.check.schema_keys import missing_keys, unknown_key, unknown_keys
from tfgen.check.schema_text import SchemaText
from tfgen.check.schema_types import wrong_type
from tfgen.check.schema_values import Finding, choices_of, value_findings
from tfgen.check.shallow import join_shallow
from tfgen.check.sound import value_at
from tfgen.check.violations import violations
from tfgen.errors import Diagnostic, Location, Related

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

    from tfgen.check.acceptance import Acceptance
    from tfgen.check.violations import Violation
    from tfgen.errors import SpecPath
    from tfgen.loader import Source

_COMMENTED: Final = re.compile(r"[\"']?\s*:\s+#")
_COMMENT_HINT: Final = "give it a value; text that begins with '#' is a comment unless it stands in quotes"

# Of several findings about the same value, only the first kind is told: the others follow from it.
_ORDER: Final = (
    codes.SCHEMA_TYPE,
    codes.SCHEMA_FORM,
    codes.SCHEMA_CHOICE,
    codes.SCHEMA_UNKNOWN_KEY,
    codes.SCHEMA_PATTERN,
    codes.SCHEMA_RANGE,
    codes.SCHEMA_SIZE,
    codes.SCHEMA_REPEATED,
)


def schema_findings(source: Source, schema: Mapping[str, Any], acceptance: Acceptance) -> list[Diagnostic]:
    """Return what a spec gets wrong by a JSON Schema, in order of place; see check_schema."""
    making = _Findings(source, schema)
    findings = _one_per_mistake(making.of(violations(source.data, schema, acceptance)))
    findings = join_cut_text(join_shallow(join_tight(findings, source), making.empty, source, making.text), source)
    findings = join_misplaced(findings, making.empty, source, making.text)
    findings = join_replaced(join_repeated_id(findings, source, making.text), source, making.text)
    findings = join_parted(findings, source)
    diagnostics = [
        Diagnostic(
            finding.code,
            finding.message,
            finding.hint,
            finding.about,
            _place(source, finding),
            related=() if finding.first is None else (Related(source.locate(finding.first), "first listed here"),),
        )
        for finding in findings
        if finding.about not in source.unread and not _is_merged(finding, source)
    ]
    return sorted(diagnostics, key=lambda diagnostic: diagnostic.sort_key)


class _Findings:
    """Violations of one schema by one source → findings."""

    def __init__(self, source: Source, schema: Mapping[str, Any]) -> None:
        self._source = source
        self.text = SchemaText(schema)
        self.empty: dict[SpecPath, Any] = {}
        """By path, the schema of each value that is missing where a map is expected."""

    def of(self, found: Iterable[Violation]) -> Iterator[Finding]:
        for violation in found:
            yield from self._of_one(violation)

    def _of_one(self, violation: Violation) -> Iterator[Finding]:
        keyword = violation.keyword
        if keyword in {"oneOf", "anyOf"}:
            inner, findings = meant_violations(violation, self.text, self._written(violation))
            yield from findings
            yield from self.of(inner)
        elif violation.of_key:
            yield from self._of_key(violation)
        elif keyword in {"additionalProperties", "unevaluatedProperties"}:
            yield from unknown_keys(violation, self.text, self._source.data)
        elif keyword == "required":
            yield from missing_keys(violation, self.text)
        elif keyword == "type":
            wanted = [violation.limit] if isinstance(violation.limit, str) else violation.limit
            if violation.value is None and "object" in wanted and violation.path:
                self.empty[violation.path] = violation.schema
            written = self._written(violation)
            smallest = self.text.smallest(violation.schema) if "object" in wanted else None
            examples = {} if smallest is None else {"examples": [smallest]}
            described = {**examples, **violation.schema}
            if "items" in violation.schema:
                described["items"] = self.text.resolved(violation.schema["items"])
            maps = self.text.smallest_maps(violation.schema) if "object" in wanted else {}
            finding = wrong_type(violation.path, violation.value, wanted, written, described, inner=maps)
            is_cut = violation.value is None and self._is_commented_out(violation.path)
            yield finding._replace(hint=_COMMENT_HINT) if is_cut else finding
        else:
            yield from value_findings(violation)

    def _of_key(self, violation: Violation) -> Iterator[Finding]:
        key = violation.value
        if violation.keyword in {"enum", "const"}:
            allowed = {choice for choice in choices_of(violation) if isinstance(choice, str)}
            yield unknown_key(violation.path, key, allowed, value_at(self._source.data, violation.path))
        else:
            for finding in value_findings(violation, value_at(self._source.data, violation.path)):
                is_file = violation.path == ("agencies",) and key in self._source.parts
                yield named_by_file(finding, key) if is_file else finding._replace(key=key)

    def _is_commented_out(self, path: SpecPath) -> bool:
        """Tell whether what was to be the value of a key is a comment, since it begins with '#'."""
        place = self._source.locate(path, key=True)
        lines = self._source.texts.get(place.file, "").splitlines()
        return place.line <= len(lines) and bool(_COMMENTED.match(lines[place.line - 1], place.end_column - 1))

    def _written(self, violation: Violation) -> str:
        """Return the source text of a number or a truth value, whose own form forgets how it was written."""
        if violation.of_key or not isinstance(violation.value, bool | int | float):
            return ""
        aliased = self._source.aliased(violation.path)
        return self._source.text_at(aliased.value if aliased else self._source.locate(violation.path))


def _one_per_mistake(findings: Iterable[Finding]) -> Sequence[Finding]:
    """Drop what follows from another finding.

    These are further rules about the same value, a missing key that is misspelt beside it, and too few
    keys where one is missing.
    """
    kept: dict[tuple[SpecPath, str | None, bool], Finding] = {}
    for finding in findings:
        about = (finding.path, finding.key, finding.missing)
        if about not in kept or _rank(finding) < _rank(kept[about]):
            kept[about] = finding
    misspelt = {(finding.path, finding.meant) for finding in kept.values()}
    incomplete = {finding.path for finding in kept.values() if finding.missing}
    # Two items without a comma between them are one item too few as well.
    incomplete |= {finding.path[:-1] for finding in kept.values() if finding.path and isinstance(finding.path[-1], int)}
    return [
        finding
        for finding in kept.values()
        if not (finding.missing and (finding.path, finding.key) in misspelt)
        and not (finding.code == codes.SCHEMA_SIZE and finding.key is None and finding.path in incomplete)
    ]


def _rank(finding: Finding) -> int:
    return _ORDER.index(finding.code) if finding.code in _ORDER else len(_ORDER)


def _is_merged(finding: Finding, source: Source) -> bool:
    """Whether a map lacks what its merge key would bring; load has reported that one."""
    lacks = finding.missing or (finding.key is None and finding.code == codes.SCHEMA_SIZE)
    return lacks and (*finding.path, "<<") in source.unread


def _place(source: Source, finding: Finding) -> Location:
    """Return the place of the key, for a finding about one; else of the value, large ones by their key."""
    if finding.key is not None and not finding.missing:
        return source.locate((*finding.path, finding.key), key=True)
    if finding.until is not None:
        first, last = source.locate(finding.path), source.locate(finding.until, key=True)
        return Location(first.file, first.line, first.column, last.end_line, last.end_column)
    value = value_at(source.data, finding.path)
    place = source.locate(finding.path, key=finding.missing or isinstance(value, dict | list))
    is_empty = (place.line, place.column) == (place.end_line, place.end_column)
    return source.locate(finding.path, key=True) if value is None and is_empty else place
