"""Diagnostics → SARIF 2.1.0, which code scanning and editors read."""

from __future__ import annotations

import json
import re
from hashlib import sha256
from typing import TYPE_CHECKING, Any, Final

from msgspec import Struct

from tfgen.errors import Severity, format_path
from tfgen.report.cut import cut
from tfgen.report.places import from_base, uri
from tfgen.report.visible import visible

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from pathlib import Path

    from tfgen.errors import Diagnostic, Location
    from tfgen.report.cut import Cut

SCHEMA: Final = "https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json"
FINGERPRINT: Final = "tfgenDiagnostic/v1"
"""Name of the fingerprint: code, file and path in the spec, which an edit elsewhere in the file leaves as they are."""

_ROOT: Final = "%SRCROOT%"
_WORD: Final = re.compile(r"[a-z]+(?:[ ,;:]|$)")


class Rule(Struct, frozen=True):
    """What SARIF wants to know of a code: its title, a short noun phrase, and its page in Markdown."""

    code: str
    title: str
    page: str

    @property
    def name(self) -> str:
        """The title as one word, as SARIF names rules: `UnknownKey`."""
        letters = "".join(character if character.isalnum() else " " for character in self.title)
        return "".join(word[0].upper() + word[1:] for word in letters.split())


def render_sarif(
    diagnostics: Sequence[Diagnostic], rules: Mapping[str, Rule], *, version: str, base: Path, limit: int | None = None
) -> str:
    """Return a SARIF log of one run, pure ASCII; `rules` has the rule of each code, `version` is tfgen's.

    Files are given as seen from the folder `base`, an absolute path. Columns count code points, and the end
    column is one behind, as in tfgen itself.
    """
    kept = cut(diagnostics, limit)
    used = sorted({diagnostic.code for diagnostic in kept.shown})
    results = _Results(used, base)
    run: dict[str, Any] = {
        "tool": {"driver": {"name": "tfgen", "version": version, "rules": [_rule(rules[code]) for code in used]}},
        "columnKind": "unicodeCodePoints",
        "originalUriBaseIds": {_ROOT: {"description": {"text": "The top of the checkout."}}},
        "results": [results.result(diagnostic) for diagnostic in kept.shown],
    }
    if kept.omitted:
        run["invocations"] = [_invocation(kept)]
    return json.dumps({"$schema": SCHEMA, "version": "2.1.0", "runs": [run]}, indent=2) + "\n"


def _rule(rule: Rule) -> dict[str, Any]:
    return {
        "id": rule.code,
        "name": rule.name,
        "shortDescription": {"text": _sentence(rule.title)},
        "help": {"text": rule.page, "markdown": rule.page},
    }


def _invocation(kept: Cut) -> dict[str, Any]:
    notice = {"level": "warning", "message": {"text": _sentence(kept.omission)}}
    return {"executionSuccessful": True, "toolExecutionNotifications": [notice]}


class _Results:
    """Diagnostics → results, which refer to the rules by number and differ in their fingerprints."""

    def __init__(self, codes: Sequence[str], base: Path) -> None:
        self._codes = codes
        self._base = base
        self._alike: dict[str, int] = {}

    def result(self, diagnostic: Diagnostic) -> dict[str, Any]:
        result: dict[str, Any] = {
            "ruleId": diagnostic.code,
            "ruleIndex": self._codes.index(diagnostic.code),
            "level": "error" if diagnostic.severity is Severity.ERROR else "warning",
            "message": {"text": _message(diagnostic)},
            "partialFingerprints": {FINGERPRINT: self._fingerprint(diagnostic)},
        }
        if diagnostic.location is not None:
            logical = [{"fullyQualifiedName": format_path(diagnostic.path)}] if diagnostic.path else []
            place = {"physicalLocation": self._physical(diagnostic.location)}
            result["locations"] = [place | ({"logicalLocations": logical} if logical else {})]
        if diagnostic.related:
            result["relatedLocations"] = [
                {
                    "id": number,
                    "physicalLocation": self._physical(related.location),
                    "message": {"text": _sentence(related.message)},
                }
                for number, related in enumerate(diagnostic.related)
            ]
        return result

    def _physical(self, location: Location) -> dict[str, Any]:
        name = from_base(location.file, self._base)
        artifact = {"uri": uri(name)}
        if not artifact["uri"].startswith("file:"):
            artifact["uriBaseId"] = _ROOT
        region = {
            "startLine": location.line,
            "startColumn": location.column,
            "endLine": location.end_line,
            "endColumn": location.end_column,
        }
        return {"artifactLocation": artifact, "region": region}

    def _fingerprint(self, diagnostic: Diagnostic) -> str:
        file = from_base(diagnostic.location.file, self._base) if diagnostic.location else ""
        about = "\n".join([diagnostic.code, file, format_path(diagnostic.path)])
        number = self._alike[about] = self._alike.get(about, -1) + 1
        return f"{sha256(about.encode('utf-8', 'backslashreplace')).hexdigest()[:32]}:{number}"


def _message(diagnostic: Diagnostic) -> str:
    """Return sentence and hint as two sentences; a bracket that would begin a link of SARIF's is escaped."""
    text = " ".join(_sentence(part) for part in (diagnostic.message, diagnostic.hint) if part)
    return text.replace("](", "\\](")


def _sentence(text: str) -> str:
    """Return a text as SARIF wants sentences, with capital and full stop; a name that begins it stays as it is."""
    shown = visible(text)
    begin = shown[:1].upper() if _WORD.match(shown) else shown[:1]
    return f"{begin}{shown[1:]}{'' if shown[-1:] in '.?!' else '.'}"
