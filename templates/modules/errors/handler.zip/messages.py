"""What people read of a record: a subject, a mail, a text message, and the record itself for programs."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from records import Record

LONGEST_SUBJECT = 100
"""Characters of a subject: printable ASCII, and no line breaks.

Source: https://docs.aws.amazon.com/sns/latest/api/API_Publish.html
"""

LONGEST_TEXT_MESSAGE = 140
"""Bytes of one text message: https://docs.aws.amazon.com/sns/latest/dg/sms_publish-to-phone.html"""


def publication(record: Record) -> dict[str, Any]:
    """Arguments of SNS's Publish, without the topic: the attributes are what subscriptions filter by."""
    forms = {"default": record.line(), "email": _mail(record), "sms": _text_message(record)}
    return {
        "Message": json.dumps(forms, ensure_ascii=False),
        "MessageAttributes": {
            name: {"DataType": "String", "StringValue": value}
            for name, value in (("agency", record.agency), ("severity", record.severity))
        },
        "MessageStructure": "json",
        "Subject": subject(record),
    }


def subject(record: Record) -> str:
    """Say in one line whose error it is, how severe, and of what."""
    return _ascii(f"[{record.severity}] {record.agency} {record.environment}: {_what(record)}", LONGEST_SUBJECT)


def _text_message(record: Record) -> str:
    start = f"{record.agency} {record.environment}: {_what(record)}"
    return _ascii(f"{start}: {record.message}", LONGEST_TEXT_MESSAGE)


def _mail(record: Record) -> str:
    row = record.row()
    lines = [
        f"{name.replace('_', ' ') + ':':<13} {value}" for name, value in row.items() if name != "message" and value
    ]
    return "\n".join([record.message, "", *lines, ""])


def _what(record: Record) -> str:
    """Name the service and the last part of the resource, without what all names of the agency start with."""
    name = record.resource.rpartition("/")[2] or record.resource
    return f"{record.service} {name}"


def _ascii(line: str, longest: int) -> str:
    """Bring text to one line of printable ASCII; what has no place in it becomes a question mark."""
    plain = " ".join(line.split()).encode("ascii", "replace").decode("ascii")
    printable = "".join(sign if sign.isprintable() else "?" for sign in plain)
    return printable if len(printable) <= longest else f"{printable[: longest - 3]}..."
