"""What is found without jsonschema is what jsonschema finds."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from test_check_acceptance import DEFINITIONS, VALUES, keywords

from tfgen import pipeline
from tfgen.check import violations as module
from tfgen.check.acceptance import ANNOTATIONS, Acceptance
from tfgen.check.jsonschema_errors import JsonSchemaErrors
from tfgen.check.violations import Violation, violations

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

CASES = Path(__file__).parent / "cases"

# A bare false is left out: jsonschema does not say in which form it stands.
TRUTH = st.sampled_from([True, {"not": {}}])
SCHEMAS = st.recursive(TRUTH | keywords(TRUTH), keywords, max_leaves=5)


def by_jsonschema(data: Any, schema: Any) -> list[Violation]:
    return [module._violation(error, module._Position()) for error in JsonSchemaErrors(schema).of(schema, data)]


def alike(found: Iterable[Violation]) -> list[str]:
    return sorted(map(repr, found))


@settings(max_examples=500, deadline=None)
@given(SCHEMAS, st.lists(VALUES, min_size=1, max_size=5))
def test_violations_of_any_schema_are_those_of_jsonschema(inner: Any, values: list[Any]) -> None:
    schema = {"items": {"allOf": [inner]}, "$defs": DEFINITIONS}
    assert alike(violations(values, schema, Acceptance(schema))) == alike(by_jsonschema(values, schema))


@pytest.mark.parametrize("case", sorted(path.name for path in (CASES / "invalid").iterdir()))
def test_violations_of_a_spec_are_those_of_jsonschema(case: str) -> None:
    schema = pipeline.schema()
    data = pipeline.check(CASES / "invalid" / case / "agencies.yaml").source.data
    assert alike(violations(data, schema, Acceptance(schema))) == alike(by_jsonschema(data, schema))


def subschemas(schema: Any) -> Iterator[dict[str, Any]]:
    if isinstance(schema, dict):
        yield schema
        for keyword, inner in schema.items():
            if keyword in {"$defs", "properties"}:
                for one in inner.values():
                    yield from subschemas(one)
            elif keyword in {"additionalProperties", "items", "propertyNames"}:
                yield from subschemas(inner)
            elif keyword in {"allOf", "anyOf", "oneOf"}:
                for one in inner:
                    yield from subschemas(one)


def test_our_schema_needs_no_jsonschema() -> None:
    mistaken = [CASES / "invalid" / name / "agencies.yaml" for name in ("ten_mistakes", "wrong_types", "no_form_fits")]
    program = (
        "import sys\nfrom pathlib import Path\nfrom tfgen import pipeline\n"
        "for name in sys.argv[1:]:\n    assert pipeline.check(Path(name)).diagnostics\n"
        "sys.exit('jsonschema' in sys.modules)"
    )
    done = subprocess.run([sys.executable, "-c", program, *map(str, mistaken)], check=False)
    assert done.returncode == 0
    search = module._Search(pipeline.schema(), Acceptance(pipeline.schema()))
    known = ANNOTATIONS | module._OF_FORMS | module._OF_MAPS | {"$ref", "allOf", "items"}
    for schema in subschemas(pipeline.schema()):
        for keyword in schema:
            if keyword not in known and not keyword.startswith("x-"):
                assert search._acceptance._judgement(search._part(keyword, schema)).exact, keyword
