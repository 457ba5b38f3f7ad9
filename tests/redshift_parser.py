"""Redshift's SQL taken apart by a real parser: statements, the bodies of procedures, and what they would execute.

sqlglot has Redshift's dialect but not its CALL, GRANT ROLE, REVOKE ROLE, LOCK and CREATE EXTERNAL SCHEMA: of those the
tokens are compared, and the arguments of a call are parsed as those of a function.
"""

from __future__ import annotations

import logging
from dataclasses import dataclass
from typing import TYPE_CHECKING

import sqlglot
from sqlglot import TokenType, exp

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from sqlglot import Token

# It warns of every statement that it takes as a whole.
logging.getLogger("sqlglot").setLevel(logging.ERROR)

_DIALECT = "redshift"
_BLOCKS = {"BEGIN", "ELSE", "LOOP"}


@dataclass(frozen=True, slots=True)
class Call:
    """A call of a procedure: schema, name and arguments as they arrive."""

    schema: str
    name: str
    arguments: tuple[str, ...]


def parse(text: str) -> exp.Expr:
    """Parse text that is exactly one statement."""
    found = sqlglot.parse(text, dialect=_DIALECT)
    assert len(found) == 1, f"{len(found)} statements: {text}"
    assert found[0] is not None
    return found[0]


def tokens(text: str) -> list[Token]:
    """Split text into tokens."""
    return list(sqlglot.tokenize(text, dialect=_DIALECT))


def words(text: str) -> list[str]:
    """List the tokens of text that is one statement: what is quoted without its quotes, the rest in capitals."""
    # Some words at the start of a statement make sqlglot take the rest as it is.
    found = tokens(f"SELECT {text}")[1:]
    assert TokenType.SEMICOLON not in {token.token_type for token in found}
    quoted = (TokenType.IDENTIFIER, TokenType.STRING)
    return [token.text if token.token_type in quoted else token.text.upper() for token in found]


def call(text: str) -> Call:
    """Take a CALL apart."""
    assert text.startswith("CALL ")
    select = parse(f"SELECT {text.removeprefix('CALL ')}")
    assert isinstance(select, exp.Select)
    (dot,) = select.expressions
    assert isinstance(dot, exp.Dot)
    function = dot.expression
    arguments = []
    for argument in function.expressions:
        assert isinstance(argument, exp.Literal)
        assert argument.is_string
        arguments.append(argument.this)
    return Call(dot.this.name, function.name, tuple(arguments))


def body(procedure: str) -> str:
    """Give what stands between BEGIN and END of a procedure, which must be one statement that creates it."""
    created = parse(procedure)
    assert isinstance(created, exp.Create)
    assert created.kind == "PROCEDURE"
    start, end = "AS $$\n", "\n$$ LANGUAGE plpgsql"
    inside = procedure[procedure.index(start) + len(start) : procedure.rindex(end)]
    assert "$$" not in inside
    return inside[inside.index("BEGIN\n") + len("BEGIN\n") :].removesuffix("END;")


def statements(procedure: str) -> list[str]:
    """List the statements of a procedure's body, also those inside of conditions and loops."""
    text = body(procedure)
    found, start = [], 0
    for token in tokens(text):
        if token.token_type == TokenType.SEMICOLON:
            found.append(text[start : token.start].strip())
            start = token.end + 1
    assert not text[start:].strip()
    return [rest for one in found if (rest := _without_control(one))]


def executed(procedure: str, variables: Mapping[str, str]) -> Iterator[str]:
    """Give the texts that the EXECUTE statements of a procedure would run, with values for its variables."""
    for statement in statements(procedure):
        if statement.startswith("EXECUTE "):
            select = parse(f"SELECT {statement.removeprefix('EXECUTE ')}")
            assert isinstance(select, exp.Select)
            yield _evaluated(select.expressions[0], variables)


def _without_control(statement: str) -> str:
    """Take conditions and loops off a statement: `IF … THEN x` is x, `END IF` nothing."""
    while True:
        first = statement.split(maxsplit=1)[0] if statement else ""
        if first in {"IF", "ELSIF"}:
            statement = statement.partition("THEN\n")[2].strip()
        elif first == "FOR":
            statement = statement.partition("LOOP\n")[2].strip()
        elif first == "END":
            return ""
        elif first in _BLOCKS:
            statement = statement.removeprefix(first).strip()
        else:
            return statement


def _evaluated(node: exp.Expr, variables: Mapping[str, str]) -> str:
    if isinstance(node, exp.DPipe):
        return _evaluated(node.this, variables) + _evaluated(node.expression, variables)
    if isinstance(node, exp.Literal):
        text: str = node.this
        return text
    if isinstance(node, exp.Column):
        return variables[node.sql()]
    assert isinstance(node, exp.Anonymous), node
    assert node.name == "quote_ident"
    quoted = _evaluated(node.expressions[0], variables).replace('"', '""')
    return f'"{quoted}"'
