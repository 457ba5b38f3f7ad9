"""Types of Redshift for the types of the spec, which are Hive's, and which type holds another's values.

https://docs.aws.amazon.com/redshift/latest/dg/c_Supported_data_types.html
"""

from __future__ import annotations

import re

LONGEST_VARCHAR = 65_535
"""Bytes. Text without a size gets them all: nothing shorter is sure to hold what the processed data holds."""

_LONGEST_VARBYTE = 1_024_000
_BYTES_OF_CHARACTER = 4
_SIZED = re.compile(r"(?P<kind>\w+)\((?P<size>\d+)")
_PLAIN = {
    "bigint": "bigint",
    "binary": f"varbyte({_LONGEST_VARBYTE})",
    "boolean": "boolean",
    "date": "date",
    "double": "double precision",
    "float": "real",
    "int": "integer",
    "smallint": "smallint",
    "string": f"character varying({LONGEST_VARCHAR})",
    "timestamp": "timestamp without time zone",
    # Redshift has nothing smaller.
    "tinyint": "smallint",
}
NARROWER = {
    "bigint": ("smallint", "integer"),
    "double precision": ("real",),
    "integer": ("smallint",),
}
"""By type, those whose values it all holds, beside shorter texts for a text, and numerics for a numeric."""


def redshift_type(hive: str) -> str:
    """Give the type of a column, spelled as Redshift's catalog spells it.

    Hive counts characters of text and Redshift bytes in UTF-8; a `char` of Redshift takes ASCII only, so there is none.

    >>> redshift_type("varchar(10)"), redshift_type("decimal(12,4)"), redshift_type("string")
    ('character varying(40)', 'numeric(12,4)', 'character varying(65535)')
    """
    if hive in _PLAIN:
        return _PLAIN[hive]
    match = _SIZED.match(hive)
    if match is None:
        raise ValueError(f"{hive} has no type in Redshift")
    if match["kind"] == "decimal":
        return hive.replace("decimal", "numeric").replace(" ", "")
    return f"character varying({min(int(match['size']) * _BYTES_OF_CHARACTER, LONGEST_VARCHAR)})"


def length(kind: str) -> int | None:
    """Give the bytes of a text, None for another type.

    >>> length("character varying(40)"), length("integer")
    (40, None)
    """
    match = re.fullmatch(r"character varying\((\d+)\)", kind)
    return int(match[1]) if match else None


def digits(kind: str) -> tuple[int, int] | None:
    """Give the digits of a numeric in front of its point and behind it, None for another type.

    >>> digits("numeric(12,4)"), digits("integer")
    ((8, 4), None)
    """
    match = re.fullmatch(r"numeric\((\d+),(\d+)\)", kind)
    return (int(match[1]) - int(match[2]), int(match[2])) if match else None


def widens(old: str, new: str) -> bool:
    """Tell whether a column of a type can become another in place, with every value that it has.

    >>> widens("smallint", "bigint"), widens("character varying(40)", "character varying(20)")
    (True, False)
    >>> widens("numeric(8,2)", "numeric(10,2)"), widens("numeric(8,2)", "numeric(8,3)")
    (True, False)
    """
    some, more = digits(old), digits(new)
    if some is not None and more is not None:
        return some != more and all(less <= most for less, most in zip(some, more, strict=True))
    before, after = length(old), length(new)
    if before is not None and after is not None:
        return before < after
    return old in NARROWER.get(new, ())
