"""EventBridge schedules as QuickSight's refresh schedules, which know fewer."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping

_DAYS = ("SUNDAY", "MONDAY", "TUESDAY", "WEDNESDAY", "THURSDAY", "FRIDAY", "SATURDAY")
_RATES = {"15 minutes": "MINUTE15", "30 minutes": "MINUTE30", "1 hour": "HOURLY"}
_LAST_DAY_OF_EACH_MONTH = 28


def refresh(schedule: str) -> Mapping[str, str] | None:
    """Translate an EventBridge schedule, in UTC; None where QuickSight has no such interval.

    QuickSight refreshes every 15 or 30 minutes, hourly, or at a time of every day, of one day of the week, or of
    one day of the month: https://docs.aws.amazon.com/quicksight/latest/APIReference/API_RefreshFrequency.html

    >>> refresh("cron(30 6 * * ? *)")
    {'interval': 'DAILY', 'time': '06:30'}
    >>> refresh("cron(0 6 ? * MON *)")
    {'interval': 'WEEKLY', 'time': '06:00', 'day_of_week': 'MONDAY'}
    >>> refresh("cron(0 6 1 * ? *)")
    {'interval': 'MONTHLY', 'time': '06:00', 'day_of_month': '1'}
    >>> refresh("rate(1 hour)")
    {'interval': 'HOURLY'}
    >>> refresh("cron(0 6 ? * MON-FRI *)") is None
    True
    """
    if schedule.startswith("rate("):
        interval = _RATES.get(schedule[5:-1])
        return {"interval": interval} if interval else {"interval": "DAILY"} if schedule == "rate(1 day)" else None
    minute, hour, day, month, weekday, year = schedule[5:-1].split()
    if (month, year) != ("*", "*") or not minute.isdigit() or not hour.isdigit():
        return None
    time = f"{int(hour):02}:{int(minute):02}"
    if day in "*?" and weekday in "*?":
        return {"interval": "DAILY", "time": time}
    if day == "?" and (name := _weekday(weekday)):
        return {"interval": "WEEKLY", "time": time, "day_of_week": name}
    if weekday == "?" and day.isdigit() and int(day) <= _LAST_DAY_OF_EACH_MONTH:
        return {"interval": "MONTHLY", "time": time, "day_of_month": str(int(day))}
    return None


def _weekday(text: str) -> str | None:
    if re.fullmatch("[1-7]", text):
        return _DAYS[int(text) - 1]
    return next((name for name in _DAYS if name[:3] == text.upper()), None)
