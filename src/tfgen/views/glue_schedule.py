"""Schedules of the spec in the only form that Glue takes: cron expressions."""

from __future__ import annotations

import re
from typing import Final

_RATE: Final = re.compile(r"rate\((\d+) (minute|hour|day)s?\)")
_SHORTEST_MINUTES: Final = 5
_MOST: Final = {"minute": 60, "hour": 24, "day": 31}


def glue_schedule(schedule: str) -> str:
    """Give a schedule as a cron expression, never rarer than it says.

    EventBridge counts a rate from the moment that the schedule is made; a cron expression counts anew each hour, day
    or month. A rate that divides its hour or day is exact; any other comes sooner at the turn, and one that cron has
    no words for, such as 90 minutes, is the next shorter that it has. Glue starts nothing more often than every five
    minutes. Source: https://docs.aws.amazon.com/glue/latest/dg/monitor-data-warehouse-schedule.html

    >>> glue_schedule("cron(0 4 * * ? *)")
    'cron(0 4 * * ? *)'
    >>> [glue_schedule(f"rate({rate})") for rate in ("1 minute", "15 minutes", "1 hour", "6 hours")]
    ['cron(0/5 * * * ? *)', 'cron(0/15 * * * ? *)', 'cron(0 * * * ? *)', 'cron(0 0/6 * * ? *)']
    >>> [glue_schedule(f"rate({rate})") for rate in ("90 minutes", "36 hours", "1 day", "2 days", "60 days")]
    ['cron(0 * * * ? *)', 'cron(0 0 * * ? *)', 'cron(0 0 * * ? *)', 'cron(0 0 1/2 * ? *)', 'cron(0 0 1 * ? *)']
    """
    match = _RATE.fullmatch(schedule)
    if match is None:
        return schedule
    count, unit = int(match[1]), match[2]
    if unit == "minute":
        count = max(count, _SHORTEST_MINUTES)
        if count < _MOST["minute"]:
            return f"cron(0/{count} * * * ? *)"
        count, unit = count // _MOST["minute"], "hour"
    if unit == "hour":
        if count < _MOST["hour"]:
            return f"cron(0 {_every(count, 0)} * * ? *)"
        count = count // _MOST["hour"]
    return f"cron(0 0 {_every(count, 1)} * ? *)" if count < _MOST["day"] else "cron(0 0 1 * ? *)"


def _every(count: int, first: int) -> str:
    return "*" if count == 1 else f"{first}/{count}"
