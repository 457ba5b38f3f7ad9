r"""Encoders from Python values to SQL text of Amazon Redshift.

Redshift comes from a PostgreSQL in which a backslash in a string is an escape, so both quotes and backslashes are
doubled: https://docs.aws.amazon.com/redshift/latest/dg/r_Examples_with_character_types.html
Identifiers: https://docs.aws.amazon.com/redshift/latest/dg/r_names.html
"""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

LONGEST_IDENTIFIER = 127
"""Bytes in UTF-8."""

LONGEST_STATEMENT = 100_000
"""Bytes that the Data API takes: https://docs.aws.amazon.com/redshift/latest/mgmt/data-api.html#data-api-limitations"""


@lru_cache(1 << 12)
def identifier(name: str) -> str:
    r"""Write a name, quoted always: what is a reserved word depends on Redshift's version.

    Raises ValueError for a name that is empty, longer than 127 bytes, or has the character NUL.

    >>> print(identifier("dot"), identifier('a"b'))
    "dot" "a""b"
    """
    if not name or "\0" in name or len(name.encode()) > LONGEST_IDENTIFIER:
        raise ValueError(f"{name!a} is no identifier of Redshift")
    return '"' + name.replace('"', '""') + '"'


def qualified(*names: str) -> str:
    """Write a name with its schema.

    >>> print(qualified("dot", "traffic_counts"))
    "dot"."traffic_counts"
    """
    return ".".join(identifier(name) for name in names)


def string(text: str) -> str:
    r"""Write a string constant; raises ValueError for text with the character NUL.

    >>> print(string("O'Hara"), string("a\\b"))
    'O''Hara' 'a\\b'
    """
    if "\0" in text:
        raise ValueError("no string of Redshift has the character NUL")
    return "'" + text.replace("\\", "\\\\").replace("'", "''") + "'"


def columns(names: Iterable[str]) -> str:
    """Write a list of columns, without brackets.

    >>> print(columns(["site_id", "lane"]))
    "site_id", "lane"
    """
    return ", ".join(identifier(name) for name in names)


def call(schema: str, procedure: str, *arguments: str) -> str:
    """Write a call of a procedure with strings as arguments.

    >>> print(call("dot", "make_role", "dot_readers"))
    CALL "dot"."make_role"('dot_readers')
    """
    return f"CALL {qualified(schema, procedure)}({', '.join(string(argument) for argument in arguments)})"


def procedure(
    schema: str,
    name: str,
    body: Sequence[str],
    *,
    parameters: Sequence[tuple[str, str]] = (),
    variables: Sequence[tuple[str, str]] = (),
    as_owner: bool = False,
) -> str:
    """Write a stored procedure, which runs in one transaction; with `as_owner` it may do what its owner may.

    `body` are statements without their semicolons, which may span lines. `parameters` and `variables` are names
    and types, written as they are. Raises ValueError for a body with the quotes of a body in it.

    >>> print(procedure("dot", "empty", ['DELETE FROM "dot"."t"']))
    CREATE OR REPLACE PROCEDURE "dot"."empty"() AS $$
    BEGIN
      DELETE FROM "dot"."t";
    END;
    $$ LANGUAGE plpgsql
    """
    given = ", ".join(f"{name} {kind}" for name, kind in parameters)
    lines = [f"CREATE OR REPLACE PROCEDURE {qualified(schema, name)}({given}) AS $$"]
    if variables:
        lines += ["DECLARE", *(f"  {variable} {kind};" for variable, kind in variables)]
    lines += ["BEGIN", *(f"  {line}" for statement in body for line in f"{statement};".splitlines()), "END;"]
    text = "\n".join(lines)
    if text.count("$$") > 1:
        raise ValueError(f"the body of procedure {name} has $$ in it, which would end it")
    return f"{text}\n$$ LANGUAGE plpgsql{' SECURITY DEFINER' if as_owner else ''}"
