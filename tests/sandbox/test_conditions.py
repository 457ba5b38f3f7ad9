"""Conditions of policies: what holds, what does not, and what an emulator cannot know."""

from __future__ import annotations

from typing import Any

import pytest

from tfgen.sandbox.extensions.conditions import applying, holds

TLS = {"aws:securetransport": "true", "s3:tlsversion": "1.3"}
KEY = "s3:x-amz-server-side-encryption-aws-kms-key-id"
ARN = "arn:aws:kms:us-east-1:111122223333:key/a"


@pytest.mark.parametrize(
    ("operator", "key", "values", "expected"),
    [
        ("Bool", "aws:SecureTransport", ["false"], False),
        ("Bool", "aws:SecureTransport", ["true"], True),
        ("BoolIfExists", "aws:SecureTransport", ["false"], False),
        ("NumericLessThan", "s3:TlsVersion", ["1.2"], False),
        ("NumericGreaterThanEquals", "s3:TlsVersion", ["1.2"], True),
        ("StringEquals", KEY, [ARN], False),
        ("StringNotEquals", KEY, [ARN], True),
        ("StringEqualsIfExists", KEY, [ARN], True),
        ("StringNotEqualsIfExists", KEY, [ARN], True),
        ("Null", KEY, ["true"], True),
        ("Null", KEY, ["false"], False),
        ("StringEquals", "aws:PrincipalArn", ["*"], None),
        ("IpAddress", "aws:SecureTransport", ["10.0.0.0/8"], None),
        ("ForAllValues:StringEquals", KEY, [ARN], None),
    ],
)
def test_conditions_on_a_request_with_tls_and_no_headers(
    operator: str, key: str, values: list[str], expected: bool | None
) -> None:
    assert holds(operator, key, values, TLS) is expected


@pytest.mark.parametrize(
    ("operator", "values", "expected"),
    [
        ("StringEquals", [ARN], True),
        ("StringEquals", ["other", ARN], True),
        ("StringNotEquals", ["other", ARN], False),
        ("StringNotEquals", ["other"], True),
        ("StringLike", ["arn:aws:kms:*:111122223333:key/?"], True),
        ("ArnNotLike", ["arn:aws:kms:*:444455556666:key/*"], True),
        ("StringLike", ["arn.aws"], False),
        ("Null", ["true"], False),
    ],
)
def test_conditions_on_a_request_that_names_a_key(operator: str, values: list[str], expected: bool) -> None:
    assert holds(operator, KEY, values, {KEY: ARN}) is expected


@pytest.mark.parametrize(
    ("condition", "applies"),
    [
        ({}, True),
        ({"Bool": {"aws:SecureTransport": False}}, False),
        ({"Bool": {"aws:SecureTransport": "true"}, "StringEquals": {KEY: "other"}}, False),
        ({"Bool": {"aws:SecureTransport": "true"}, "Null": {KEY: True}}, True),
        ({"Bool": {"aws:SecureTransport": "true"}, "ArnLike": {"aws:PrincipalArn": "*"}}, False),
    ],
)
def test_a_statement_applies_when_all_its_conditions_hold(condition: dict[str, Any], applies: bool) -> None:
    statement = {"Effect": "Deny", "Principal": "*", "Action": "s3:*", "Resource": "*"}

    found = applying({"Statement": {**statement, "Condition": condition}}, TLS)

    assert found == ([statement] if applies else [])
