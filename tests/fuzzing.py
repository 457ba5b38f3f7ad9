"""Specs that are wrong in every way: made from the schema, from valid specs as data, and from their bytes."""

from __future__ import annotations

import copy
import json
from functools import cache
from typing import TYPE_CHECKING, Any, Final

from tfgen import pipeline
from tfgen.check.patterns import compiled_pattern

if TYPE_CHECKING:
    from collections.abc import Iterator
    from random import Random

DEEP: Final[Any] = json.loads("[" * 150 + "]" * 150)
ODD_TEXTS: Final = (
    "", " ", "no", "null", "~", "0123", "1e3", "2024-01-31", "x" * 5000, "${var.name}", "%{ if true }", '"', "'\\",
    "a\nb", "\u0000", "\u001b[31m", "\u0085", "\u2028", "\u202e", "\ufeff", "e\u0301", "\u00e9", "\U0001f600", "\u01c6",
    "\u0130", "\u00df", "<<", "*a", "dev", "prod", "platform", "dot", "dott", "DOT", "AWS:x", "agency", "Agency",
)  # fmt: skip
FITTING: Final = (
    "cron(0 4 * * ? *)", "cron(61 4 31 2 ? *)", "cron(0 0 31 2 ? *)", "cron(*/0 * * * ? *)", "cron(9-1 ? ? ? ? ?)",
    "cron(0 0 1 1 ? 1999)", "cron(0 0 ? * 6#9 *)", "cron(0 0 LW * ? *)", "cron( )", "rate(0 days)", "rate(1 days)",
    "rate(99999999999999999999 minutes)", "arn:aws:iam::444455556666:role/epidemiology", "us-gov-west-1", "cn-north-1",
    "arn:aws-us-gov:kms:us-east-1:444455556666:key/1", "arn:aws-nowhere:iam::000000000000:role/x", "xx-nowhere-9",
    "decimal(38,39)", "decimal(12,2)", "decimal(1,38)", "char(0)", "char(999)", "varchar(65535)", "varchar(99999)",
    "binary", "timestamp", "double", "select", "user", "county = 'King'", "site_id = 1; drop", "'", "(((", "a" * 63,
    "a@b.c", "+12025550123", "+1999999999999", "000000000000", "111122223333", "vpc-0a1b2c3d", "subnet-0a1b2c3d",
    "TFG314", "TFG201", "TFG999", "TFG392", "tfg314", "agencies", "agencies.dot", "agencies..dot[0]", 'a."b', "x.y[99",
    "site_id", "taken_on", "records", "ra3.xlplus", ",", "\\t",
)  # fmt: skip
"""Texts of the right form for one place or another, and often with another meaning than is wanted there."""

ODD: Final[tuple[Any, ...]] = (
    *ODD_TEXTS, *FITTING, None, True, False, 0, 1, -1, 7, 90, 10**30, 0.5, 1e300, -0.0, [], {}, [[]], [None], [{}],
    [1, 1.0, True], {"": ""}, {"a": {"a": {}}}, {"<<": {}}, {"0": None}, DEEP, ["dev", "dev"],
    {"stream": {}, "files": {}},
)  # fmt: skip
IDS: Final = ("dot", "doh", "dev", "prod", "platform", "site_id", "taken_on", "records", "x", "select", "A", "a-b", "")
TOKENS: Final = (
    b":", b": ", b"- ", b"\t", b"&a ", b"*a", b"*a\n", b"!!str ", b"!!python/object ", b"! ", b"<<: *a\n", b"|\n",
    b">-\n", b'"', b"'", b"{", b"}", b"[", b"]", b",", b"#", b" # ", b"? ", b"---\n", b"...\n", b"%YAML 1.1\n", b"\n",
    b"\r", b"\r\n", b"\x00", b"\xff", b"\xef\xbb\xbf", b"\xc2\x85", b"\xe2\x80\xa8", b"\xed\xa0\x80", b"\x1b", b"0",
    b"  ", b"\\", b"\\x", b"null", b"no", b"dot", b"prod", b"agencies:", b"x" * 300, b"[" * 120, b"{a: " * 120,
    b"&b [*a, *a]",
)  # fmt: skip


def _odd(random: Random) -> Any:
    """Give a copy: what is changed later must not come back changed."""
    return copy.deepcopy(random.choice(ODD))


def from_schema(random: Random, node: Any = None) -> Any:
    """Make a value as a part of the spec's schema wants it, apart from a deviation here and there."""
    schema = pipeline.schema()
    node = schema if node is None else node
    while "$ref" in node:
        node = schema["$defs"][node["$ref"].rpartition("/")[2]]
    if random.random() < 0.01:
        return _odd(random)
    for word in ("oneOf", "anyOf"):
        if word in node:
            return from_schema(random, random.choice(node[word]))
    if "enum" in node or "const" in node:
        return random.choice(node.get("enum") or [node["const"]])
    if "examples" in node and random.random() < 0.4:
        return random.choice(node["examples"])
    return _of_type(random, node)


@cache
def _fitting(pattern: str) -> list[str]:
    return [text for text in (*FITTING, *IDS, *ODD_TEXTS) if compiled_pattern(pattern).search(text)]


def _of_type(random: Random, node: Any) -> Any:
    kind = node.get("type")
    kind = random.choice(kind) if isinstance(kind, list) else kind
    if kind == "object":
        return _map(random, node)
    if kind == "array":
        return [from_schema(random, node["items"]) for _ in range(random.randint(0, 2))]
    if kind == "integer":
        return random.randint(node.get("minimum", 0), node.get("maximum", 100))
    if kind == "boolean":
        return random.random() < 0.5
    texts = _fitting(node["pattern"]) if "pattern" in node else FITTING
    return random.choice([*node.get("examples", ()), *texts] or ODD_TEXTS)


def _map(random: Random, node: Any) -> dict[str, Any]:
    required = node.get("required", ())
    made: dict[str, Any] = {}
    for key, inner in node.get("properties", {}).items():
        if random.random() < (0.98 if key in required else 0.3):
            made[key] = from_schema(random, inner)
    others = node.get("additionalProperties")
    if isinstance(others, dict):
        names = _fitting(node.get("propertyNames", {}).get("pattern", ""))
        made |= {random.choice([*IDS[:8], *names]): from_schema(random, others) for _ in range(random.randint(1, 2))}
    if random.random() < 0.01:
        made[random.choice([*IDS, *ODD_TEXTS])] = _odd(random)
    return made


def mutated(random: Random, base: Any) -> Any:
    """Return a copy of a spec's data with a few changes: keys and values gone, odd, moved or renamed."""
    data = json.loads(json.dumps(base))
    for _ in range(random.randint(1, 4)):
        places = list(_places(data))
        if not places:
            return _odd(random)
        holder, step = random.choice(places)
        change = random.randint(0, 5)
        if change == 0:
            del holder[step]
        elif change == 1 and isinstance(holder, dict):
            name = random.choice([*IDS, *ODD_TEXTS, f"{step}s", step[1:], step.upper(), _swapped(step)])
            holder[name] = holder.pop(step)
        elif change <= 3:
            holder[step] = _odd(random)
        else:
            other, other_step = random.choice(places)
            copied = json.loads(json.dumps(other[other_step]))
            if change == 4 or isinstance(holder, list):
                holder[step] = copied
            else:
                holder[random.choice([*IDS, other_step if isinstance(other_step, str) else "x"])] = copied
    return data


def _swapped(text: str) -> str:
    return text[1::-1] + text[2:]


def _places(data: Any) -> Iterator[tuple[Any, Any]]:
    if isinstance(data, dict):
        for key, value in data.items():
            yield data, key
            yield from _places(value)
    elif isinstance(data, list):
        for index, value in enumerate(data):
            yield data, index
            yield from _places(value)


def garbled(random: Random, content: bytes) -> bytes:
    """Return the bytes of a spec with a few changes that a hand, a merge or a broken disk could have made."""
    for _ in range(random.randint(1, 3)):
        at = random.randint(0, len(content))
        end = min(len(content), at + random.randint(1, 20))
        change = random.randint(0, 5)
        if change == 0:
            content = content[:at] + content[end:]
        elif change == 1:
            content = content[:at] + bytes([random.randint(0, 255)]) + content[at + 1 :]
        elif change == 2:
            content = content[:at]
        elif change == 3:
            content = _with_lines_changed(random, content)
        else:
            content = content[:at] + random.choice(TOKENS) + content[at:]
    return content


def _with_lines_changed(random: Random, content: bytes) -> bytes:
    lines = content.splitlines(keepends=True)
    if not lines:
        return content
    one, other = (random.randint(0, len(lines) - 1) for _ in range(2))
    change = random.randint(0, 3)
    if change == 0:
        lines.insert(other, lines[one])
    elif change == 1:
        lines[one], lines[other] = lines[other], lines[one]
    elif change == 2:
        lines[one] = b" " * random.randint(1, 3) + lines[one]
    else:
        lines[one] = lines[one].removeprefix(b"  ")
    return b"".join(lines)
