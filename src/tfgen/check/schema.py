"""The data of a spec against its JSON Schema: a quick yes, or all that is wrong with it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from tfgen.check.acceptance import Acceptance

if TYPE_CHECKING:
    from collections.abc import Mapping

    from tfgen.errors import Diagnostic
    from tfgen.loader import Source


def check_schema(source: Source, schema: Mapping[str, Any]) -> list[Diagnostic]:
    """Return what a spec gets wrong by a JSON Schema (draft 2020-12), in order of place; empty without data.

    The schema's `title`, `examples` and two keywords of ours make the sentences: `x-pattern-message` beside
    a `pattern`, and `x-type-message` beside a `oneOf` or `anyOf`. What load has reported is not told again.
    """
    if source.accepted:
        return []
    acceptance = Acceptance(schema)
    if source.data is None or acceptance.accepts(schema, source.data):
        return []
    from tfgen.check.schema_findings import schema_findings  # noqa: PLC0415  # a valid spec does without

    return schema_findings(source, schema, acceptance)
