"""The row that every error becomes: plain values within limits, whatever the event said."""

from __future__ import annotations

import json
import re
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from typing import Any, Literal

Severity = Literal["high", "medium", "low"]

LONGEST_NAME = 1024
"""Characters of a name, an id or a link; the longest that AWS gives is an object's key."""

LONGEST_MESSAGE = 4096
"""Characters of a message: enough to see what happened, and far below the 256 KiB that SNS takes.

Source: https://docs.aws.amazon.com/sns/latest/api/API_Publish.html
"""

_OLDEST = datetime(2000, 1, 1, tzinfo=UTC)
# Controls but tab and line feed; and halves of surrogate pairs, which no UTF-8 can hold.
_UNWRITABLE = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\ud800-\udfff]")


@dataclass(frozen=True, slots=True)
class Record:
    """One error. `time` has a time zone; `run_id` and `console_url` are None where there is nothing to point at."""

    time: datetime
    agency: str
    environment: str
    service: str
    resource: str
    severity: Severity
    message: str
    run_id: str | None = None
    console_url: str | None = None

    @property
    def day(self) -> str:
        """The partition: the day in UTC, as the table's format has it."""
        return f"{self.time.astimezone(UTC):%Y-%m-%d}"

    def row(self) -> dict[str, str | None]:
        """Columns and their values; the time is written as Athena's JSON reader takes a timestamp, in UTC.

        Source: https://docs.aws.amazon.com/athena/latest/ug/openx-json-serde.html
        """
        moment = self.time.astimezone(UTC)
        return asdict(self) | {"time": f"{moment:%Y-%m-%d %H:%M:%S}.{moment.microsecond // 1000:03d}"}

    def line(self) -> str:
        """Write the row as one line of JSON."""
        return json.dumps(self.row(), ensure_ascii=False, separators=(",", ":"))


def text(value: Any, longest: int = LONGEST_NAME) -> str:
    r"""Make writable text of whatever an event holds, and cut it to `longest` characters.

    >>> text("two\x00words"), text({"a": [1]}), text(None), text("abcdef", 4)
    ('two words', '{"a": [1]}', '', 'abc…')
    """
    if value is None:
        return ""
    if not isinstance(value, str):
        try:
            value = json.dumps(value, default=repr, ensure_ascii=False)
        except (RecursionError, TypeError, ValueError):
            value = f"a {type(value).__name__} that cannot be shown"
    cleaned = _UNWRITABLE.sub(" ", value).strip()
    return cleaned if len(cleaned) <= longest else f"{cleaned[: longest - 1]}…"


def optional_text(value: Any) -> str | None:
    """Make text of it, and None of nothing."""
    return text(value) or None


def moment(value: Any) -> datetime:
    """Read a time as events give it, `2026-11-22T23:58:49Z`; what can be none of an event becomes the present.

    >>> moment("2026-11-22T23:58:49Z").isoformat()
    '2026-11-22T23:58:49+00:00'
    """
    try:
        read = datetime.fromisoformat(value)
        if read.tzinfo and read.astimezone(UTC) >= _OLDEST:
            return read.astimezone(UTC)
    except (OverflowError, TypeError, ValueError):
        pass
    return datetime.now(UTC)
