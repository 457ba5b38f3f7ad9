"""The HCL encoders: what they write, and what they refuse."""

from __future__ import annotations

import doctest
import math
import re
import sys
import unicodedata
from decimal import Decimal
from typing import Any

import pytest

from tfgen import hcl
from tfgen.hcl import Expression, Value, attributes, encode, identifier, template


def test_doctests_hold() -> None:
    results = doctest.testmod(hcl)
    assert results.attempted > 0
    assert results.failed == 0


@pytest.mark.parametrize("category", ["Cc", "Cf", "Zl", "Zp", "Co"])
def test_invisible_characters_are_escaped(category: str) -> None:
    invisible = [c for c in map(chr, range(sys.maxunicode + 1)) if unicodedata.category(c) == category]
    assert invisible
    assert [c for c in invisible if c in encode(c)] == []


def test_visible_text_stays_readable() -> None:
    text = "Straßen- & Brückenbau, Ñandú, 道路, Дороги, דרכים, हिन्दी, 🚀 (100 %)"
    assert encode(text) == f'"{text}"'


@pytest.mark.parametrize("text", ["\ud800", "a\udfff", "\ud83d\ude80"])
def test_lone_surrogates_are_refused(text: str) -> None:
    with pytest.raises(ValueError, match="surrogate"):
        encode(text)
    with pytest.raises(ValueError, match="surrogate"):
        encode({text: 1})


@pytest.mark.parametrize("number", [math.inf, -math.inf, math.nan, 2**513, -(2**600)])
def test_numbers_that_terraform_cannot_hold_are_refused(number: float) -> None:
    with pytest.raises(ValueError, match=r"number|integer"):
        encode(number)


@pytest.mark.parametrize(
    ("number", "text"),
    [
        (1.0, "1"),
        (-0.0, "0"),
        (0.1, "0.1"),
        (1e-7, "0.0000001"),
        (1e22, "1" + "0" * 22),
        (-1.5e300, "-15" + "0" * 299),
        (10**40, "1" + "0" * 40),
        (True, "true"),
    ],
)
def test_numbers_are_written_without_exponents(number: float, text: str) -> None:
    assert encode(number) == text


@pytest.mark.parametrize("value", [b"x", {"a"}, object(), {1: "x"}, {None: 1}, [b"x"], Decimal(1)])
def test_other_types_are_refused(value: Any) -> None:
    with pytest.raises(TypeError):
        encode(value)


def test_keys_that_terraform_would_take_for_the_same_are_refused() -> None:
    with pytest.raises(ValueError, match="twice"):
        encode({"\u00e9": 1, "e\u0301": 2})
    with pytest.raises(ValueError, match="twice: name"):
        attributes([("name", 1), ("name", 2)])


def test_list_of_scalars_breaks_at_the_limit() -> None:
    fits: list[Value] = ["x" * (hcl.LIST_COLUMNS - len('["", 1]')), 1]
    assert "\n" not in encode(fits)
    assert encode(fits, 1) == f'[\n   "{fits[0]}",\n   1,\n ]'


def test_keys_are_bare_where_hcl_reads_them_as_names() -> None:
    keys = ["a-b", "_x", "for", "true", "null", "3d", "a.b", "é", ""]
    written = encode(dict.fromkeys(keys, 1))
    assert re.findall(r"^ +(.*?) += 1$", written, re.MULTILINE) == [
        "a-b", "_x", '"for"', '"true"', '"null"', '"3d"', '"a.b"', '"é"', '""',
    ]  # fmt: skip


@pytest.mark.parametrize("name", ["", "3d", "a b", "a.b", "é", "-a", "a\n", "${x}", "a\u200b"])
def test_names_that_are_no_identifiers_are_refused(name: str) -> None:
    with pytest.raises(ValueError, match="identifier"):
        identifier(name)
    with pytest.raises(ValueError, match="identifier"):
        attributes([(name, 1)])


def test_template_of_one_expression_is_that_expression() -> None:
    assert template(Expression("var.region")) == Expression("var.region")


def test_order_is_kept() -> None:
    assert encode({"b": 1, "a": 2}) == "{\n  b = 1\n  a = 2\n}"
