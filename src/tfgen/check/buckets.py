"""Names of buckets that the spec chooses itself: where Terraform keeps its state."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

from tfgen.check import codes
from tfgen.check.sound import Data, at, maps
from tfgen.errors import Diagnostic

if TYPE_CHECKING:
    from tfgen.errors import SpecPath
    from tfgen.loader import Source

_REFUSED: Final = (
    (re.compile(r".*\.\..*"), "two dots stand side by side"),
    (re.compile(r"[0-9]+(?:\.[0-9]+){3}"), "it has the form of an IP address"),
    (re.compile(r"(?:xn--|sthree-|amzn-s3-demo-).*"), "AWS keeps this beginning for itself"),
    (re.compile(r".*(?:-s3alias|--ol-s3|\.mrap|--x-s3|--table-s3)"), "AWS keeps this ending for itself"),
)
"""What S3 refuses of names that have the right characters and length.

Source: https://docs.aws.amazon.com/AmazonS3/latest/userguide/bucketnamingrules.html
"""


def check_buckets(source: Source, sound: Data) -> list[Diagnostic]:
    """Find state buckets whose names S3 refuses, although they have its characters and length."""
    found = []
    for environment, data in maps(at(sound, "environments")):
        bucket = at(data, "state", "bucket")
        reason = refusal(bucket) if isinstance(bucket, str) else None
        if reason is not None:
            path: SpecPath = ("environments", environment, "state", "bucket")
            message = f"AWS refuses '{bucket}' as the name of an S3 bucket: {reason}"
            hint = "name the bucket that has the state; it exists before the first `terraform init`"
            found.append(Diagnostic(codes.NAME_REFUSED, message, hint, path, source.locate(path)))
    return found


def refusal(bucket: str) -> str | None:
    """Say why S3 refuses a name of the right characters and length, None if it does not.

    >>> refusal("example-gov-state"), refusal("example..gov"), refusal("192.168.0.1")
    (None, 'two dots stand side by side', 'it has the form of an IP address')
    """
    for pattern, reason in _REFUSED:
        if pattern.fullmatch(bucket):
            return reason
    return None
