"""Conditions of policy statements: which statements apply to a request, as far as an emulator can know.

The rules are those of https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_condition_operators.html:
every condition must hold; of several values one is enough, or for a negated operator none may match; a key that
the request lacks fails an operator, satisfies a negated one and every one that ends in `IfExists`.

Keys that the emulator knows nothing about, such as `aws:PrincipalArn`, leave open whether a statement applies.
Such a statement is left aside, whether it allows or denies: the emulator has no business enforcing half a policy.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

Context = Mapping[str, str]
"""Condition keys of one request, in lower case, with their values."""

S3_HEADERS = (
    "x-amz-acl",
    "x-amz-server-side-encryption",
    "x-amz-server-side-encryption-aws-kms-key-id",
    "x-amz-server-side-encryption-customer-algorithm",
    "x-amz-storage-class",
)
"""Request headers that are condition keys under the prefix `s3:`; absent from a request, the key is absent."""

_KNOWN = frozenset({"aws:securetransport", "s3:tlsversion", *(f"s3:{name}" for name in S3_HEADERS)})


def applying(policy: Mapping[str, Any], context: Context) -> list[dict[str, Any]]:
    """Return the statements of a policy that apply to a request, without their conditions."""
    statements = as_list(policy["Statement"])
    return [
        {key: value for key, value in statement.items() if key != "Condition"}
        for statement in statements
        if all(
            holds(operator, key, [str(value) for value in as_list(values)], context)
            for operator, keys in statement.get("Condition", {}).items()
            for key, values in keys.items()
        )
    ]


def holds(operator: str, key: str, values: Sequence[str], context: Context) -> bool | None:
    """Tell whether a condition holds, `None` when the emulator cannot know.

    >>> request = {"aws:securetransport": "true"}
    >>> holds("Bool", "aws:SecureTransport", ["false"], request)
    False
    >>> holds("StringNotEquals", "s3:x-amz-server-side-encryption", ["aws:kms"], request)
    True
    >>> holds("ArnLike", "aws:PrincipalArn", ["*"], request) is None
    True
    """
    name = key.lower()
    if name not in _KNOWN:
        return None
    actual = context.get(name)
    if operator == "Null":
        return (actual is None) == (values[0].lower() == "true")
    base = operator.removesuffix("IfExists")
    test, negated = _TESTS.get(base, (None, False))
    if test is None:
        return None
    if actual is None:
        return negated or base != operator
    return any(test(actual, value) for value in values) != negated


def as_list(value: Any) -> list[Any]:
    """Return what a policy writes as one value or as a list of them, always as a list."""
    return value if isinstance(value, list) else [value]


def _like(actual: str, pattern: str) -> bool:
    wild = {"*": ".*", "?": "."}
    return re.fullmatch("".join(wild.get(sign) or re.escape(sign) for sign in pattern), actual, re.DOTALL) is not None


_TESTS: dict[str, tuple[Callable[[str, str], bool], bool]] = {
    "Bool": (lambda actual, value: actual.lower() == value.lower(), False),
    "StringEquals": (lambda actual, value: actual == value, False),
    "StringNotEquals": (lambda actual, value: actual == value, True),
    "StringEqualsIgnoreCase": (lambda actual, value: actual.lower() == value.lower(), False),
    "StringNotEqualsIgnoreCase": (lambda actual, value: actual.lower() == value.lower(), True),
    "StringLike": (_like, False),
    "StringNotLike": (_like, True),
    "ArnEquals": (_like, False),
    "ArnLike": (_like, False),
    "ArnNotEquals": (_like, True),
    "ArnNotLike": (_like, True),
    "NumericEquals": (lambda actual, value: float(actual) == float(value), False),
    "NumericNotEquals": (lambda actual, value: float(actual) == float(value), True),
    "NumericLessThan": (lambda actual, value: float(actual) < float(value), False),
    "NumericLessThanEquals": (lambda actual, value: float(actual) <= float(value), False),
    "NumericGreaterThan": (lambda actual, value: float(actual) > float(value), False),
    "NumericGreaterThanEquals": (lambda actual, value: float(actual) >= float(value), False),
}
