"""What Lake Formation reads as a row filter, and what it does not."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tfgen.check.row_filter_form import wrong_form
from tfgen.check.row_filter_tokens import tokens_of

COLUMNS = ["county", "lanes", "open", "date", "Road Name"]

VALUES = st.sampled_from(
    ["'King'", "'it''s'", "3", "-2.5", "TRUE", "DATE '2024-01-31'", "county", '"Road Name"', "(lanes)"]
)


def joined(inner: st.SearchStrategy[str]) -> st.SearchStrategy[str]:
    return st.one_of(
        st.builds("{} {} {}".format, inner, st.sampled_from(["AND", "or"]), inner),
        st.builds("({})".format, inner),
        st.builds("NOT {}".format, inner),
    )


SIMPLE = st.one_of(
    st.builds("{} {} {}".format, VALUES, st.sampled_from(["=", "<>", "!=", "<", ">="]), VALUES),
    st.builds(
        "{}{} IN ({})".format, VALUES, st.sampled_from(["", " NOT"]), st.lists(VALUES, min_size=1).map(", ".join)
    ),
    st.builds("{} BETWEEN {} AND {}".format, VALUES, VALUES, VALUES),
    st.builds("{} not like {}".format, VALUES, VALUES),
    st.builds("{} IS {}NULL".format, VALUES, st.sampled_from(["", "NOT "])),
    st.just("open"),
)
CONDITIONS = st.recursive(SIMPLE, joined, max_leaves=8)


@given(CONDITIONS)
def test_conditions_are_accepted(condition: str) -> None:
    assert wrong_form(condition, COLUMNS) is None


@given(CONDITIONS, st.data())
def test_half_a_condition_is_refused(condition: str, data: st.DataObject) -> None:
    tokens = tokens_of(condition)
    joins = [index for index, token in enumerate(tokens) if token.lower in {"and", "or", "=", "<", "like", "in"}]
    if joins:
        cut = tokens[data.draw(st.sampled_from(joins))]
        wrong = wrong_form(condition[: cut.end], COLUMNS)
        assert wrong is not None
        assert wrong.start < cut.end


@given(st.text("()'\",=<>andorIN lanescounty.-+!", max_size=30))
def test_any_text_is_judged(text: str) -> None:
    wrong = wrong_form(text, COLUMNS)
    assert wrong is None or 0 <= wrong.start <= wrong.end <= len(text)


@pytest.mark.parametrize(
    ("condition", "blamed", "hint"),
    [
        ("county = ", "=", "write what to compare with"),
        ("county = 'King' AND", "AND", "add one, or remove the AND"),
        ("county 'King'", "'King'", "write = between them"),
        ("county IN 'a', 'b'", "'a'", "write IN ('one', 'two')"),
        ("county IN ('a' 'b')", "'b'", "put a ',' between the values"),
        ("county IN ()", "(", "write what to compare with"),
        ("WHERE county = 'a'", "WHERE", "begin with a column"),
        ("county contains 'x'", "contains", "write LIKE '%…%'"),
        ("county = 'a', lanes = 3", ",", "join conditions with AND or OR"),
        ("county = 'a' lanes = 3", "lanes", "join conditions with AND or OR"),
        ("lanes BETWEEN 1", "1", "write BETWEEN 1 AND 5"),
        ("county IS 'a'", "'a'", "write IS NULL, or compare with ="),
        ("county NOT 'a'", "'a'", "write NOT in front of the condition"),
        ("upper(county) = 'A'", "upper", "compare the column itself"),
        ("()", "(", "add one, or remove the ("),
        ("", "", "write it like county = 'King'"),
        ("(" * 5000 + "open" + ")" * 5000, None, "make it simpler"),
    ],
)
def test_what_is_no_condition_is_told_where_it_breaks(condition: str, blamed: str | None, hint: str) -> None:
    wrong = wrong_form(condition, COLUMNS)
    assert wrong is not None
    assert hint in wrong.hint
    assert blamed is None or condition[wrong.start : wrong.end] == blamed
