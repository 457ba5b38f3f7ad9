"""Schedules that EventBridge refuses or that never start anything."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from tfgen.check import codes
from tfgen.check.cron import Cron, Fault, parse, wide_step
from tfgen.check.recurrence import is_over, longest_gap
from tfgen.check.sound import Data, at, maps
from tfgen.check.within import within
from tfgen.errors import Diagnostic, Severity
from tfgen.quicksight_refresh import refresh

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tfgen.errors import SpecPath
    from tfgen.loader import Source

_IN_DATASET = (("pipeline", "schedule"), ("publish", "redshift", "schedule"), ("publish", "quicksight", "refresh"))


def check_schedules(source: Source, sound: Data) -> list[Diagnostic]:
    """Find what is wrong inside cron and rate expressions that have the right form as a whole."""
    found = []
    for path, text in _schedules(sound):
        schedule = parse(text)
        if isinstance(schedule, Fault):
            place = within(source, path, text, schedule.start, schedule.end)
            found.append(Diagnostic(codes.SCHEDULE, schedule.message, schedule.hint, path, place))
        elif longest_gap(schedule) is None:
            message = f"no day fits {text}, so it never starts anything"
            hint = "choose a day that the months have; L stands for the last one"
            if is_over(schedule):
                message, hint = (
                    f"the last year of {text} is over, so it never starts anything",
                    "write * for every year",
                )
            found.append(Diagnostic(codes.SCHEDULE_NEVER, message, hint, path, source.locate(path), Severity.WARNING))
        elif isinstance(schedule, Cron) and (wide := wide_step(schedule)) is not None:
            field, step = wide
            message = f"a step of {step} is wider than the {field.name} field, so it starts nothing but the first"
            most = field.highest - field.lowest
            hint = f"write the first alone, or a step of {most} or less; rate( … ) has no such limit"
            found.append(Diagnostic(codes.NO_EFFECT, message, hint, path, source.locate(path), Severity.WARNING))
        elif path[-1] == "refresh" and refresh(text) is None:
            message = f"QuickSight cannot refresh a data set at {text}"
            hint = "choose rate(15 minutes), rate(30 minutes), rate(1 hour), or one time a day, a week or a month"
            found.append(Diagnostic(codes.REFRESH, message, hint, path, source.locate(path)))
    return found


def _schedules(sound: Data) -> Iterator[tuple[SpecPath, str]]:
    for base, holder, steps in _places(sound):
        value = at(holder, *steps)
        if isinstance(value, str):
            yield (*base, *steps), value


def _places(sound: Data) -> Iterator[tuple[SpecPath, Any, tuple[str, ...]]]:
    pipeline = ("pipeline", "schedule")
    yield ("defaults",), at(sound, "defaults"), pipeline
    for name, own in maps(at(sound, "defaults", "environments")):
        yield ("defaults", "environments", name), own, pipeline
    for agency, data in maps(at(sound, "agencies")):
        holders: list[tuple[SpecPath, Data]] = [(("agencies", agency), data)]
        holders += [(("agencies", agency, "environments", name), own) for name, own in maps(data.get("environments"))]
        for path, holder in holders:
            yield path, holder, pipeline
            for key, dataset in maps(holder.get("datasets")):
                for steps in _IN_DATASET:
                    yield (*path, "datasets", key), dataset, steps
