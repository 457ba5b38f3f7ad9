"""Objects that are deleted before they are read, or processed data that goes before the raw data it came from."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tfgen.check import codes
from tfgen.check.cron import Fault, parse
from tfgen.check.recurrence import longest_gap
from tfgen.check.refused import is_setting_refused
from tfgen.check.stated import Deployed, deployed, off, setting
from tfgen.errors import Diagnostic, Related, Severity

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tfgen.check.sound import Data
    from tfgen.check.stated import Stated
    from tfgen.errors import SpecPath
    from tfgen.loader import Source

_BUILT_IN_RAW_DAYS = 365
_COMPARED = (
    ("retention", "raw_days"),
    ("retention", "processed_days"),
    ("pipeline", "trigger"),
    ("pipeline", "schedule"),
)


def check_retention(source: Source, sound: Data) -> list[Diagnostic]:
    """Find retentions that cannot be meant, by what holds for each data set in each environment."""
    found: dict[tuple[str, SpecPath], Diagnostic] = {}
    for where in deployed(sound):
        if off(where, "pipeline"):
            continue
        raw = setting(where, "retention", "raw_days")
        problems = (*_unread(source, where, raw), *_processed_first(source, where, raw))
        places = (*where.own, *where.shared)
        if problems and not any(is_setting_refused(source, sound, places, *steps) for steps in _COMPARED):
            for problem in problems:
                found.setdefault((problem.code, problem.path), problem)
    return list(found.values())


def _unread(source: Source, where: Deployed, raw: Stated | None) -> Iterator[Diagnostic]:
    trigger, schedule = setting(where, "pipeline", "trigger"), setting(where, "pipeline", "schedule")
    days = _BUILT_IN_RAW_DAYS if raw is None else raw.value
    if trigger is None or trigger.value != "schedule" or schedule is None or not isinstance(days, int):
        return
    parsed = parse(schedule.value)
    gap = None if isinstance(parsed, Fault) else longest_gap(parsed)
    if gap is None or gap <= days:
        return
    blamed = raw or schedule
    yield Diagnostic(
        codes.RAW_GONE_TOO_SOON,
        f"raw objects of '{where.id}' are deleted after {_days(days)}, and the pipeline that reads them starts only "
        f"every {_days(gap)}",
        f"keep raw objects for {_days(gap)} or more, or start the pipeline more often",
        blamed.path,
        source.locate(blamed.path),
        related=(Related(source.locate(schedule.path), "the schedule"),) if raw else (),
    )


def _processed_first(source: Source, where: Deployed, raw: Stated | None) -> Iterator[Diagnostic]:
    processed = setting(where, "retention", "processed_days")
    if processed is None or not isinstance(processed.value, int):
        return
    days = _BUILT_IN_RAW_DAYS if raw is None else raw.value
    if isinstance(days, int) and days <= processed.value:
        return
    kept = f"for {_days(days)}" if isinstance(days, int) else "forever"
    yield Diagnostic(
        codes.PROCESSED_BEFORE_RAW,
        f"processed data of '{where.id}' is deleted after {_days(processed.value)}, and the raw objects behind it are "
        f"kept {kept} in '{where.environment}'",
        "keep processed data as long as raw objects, or raw objects no longer than that",
        processed.path,
        source.locate(processed.path),
        Severity.WARNING,
        (Related(source.locate(raw.path), "raw objects"),) if raw else (),
    )


def _days(count: int) -> str:
    return f"{count} day{'' if count == 1 else 's'}"
