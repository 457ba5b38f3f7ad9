"""Alarms that are raised by what is as it should be."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tfgen.check import codes
from tfgen.check.refused import is_setting_refused
from tfgen.check.sound import at
from tfgen.check.stated import Deployed, deployed, first_stated, setting
from tfgen.errors import Diagnostic, Related, Severity

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tfgen.check.sound import Data
    from tfgen.errors import SpecPath
    from tfgen.loader import Source

_BUILT_IN_MINUTES = 60
_BUILT_IN_SECONDS = 300


def check_alarms(source: Source, sound: Data) -> list[Diagnostic]:
    """Find alarms about the age of data that are shorter than delivery collects it: the worst of each setting.

    The age is that of the oldest record in Firehose, which no schedule of the pipeline makes younger or older:
    https://docs.aws.amazon.com/firehose/latest/dev/monitoring-with-cloudwatch-metrics.html
    """
    worst: dict[SpecPath, tuple[int, Diagnostic]] = {}
    for where in deployed(sound):
        for seconds, problem in _too_soon(source, sound, where):
            if problem.path not in worst or seconds > worst[problem.path][0]:
                worst[problem.path] = (seconds, problem)
    return [problem for _, problem in worst.values()]


def _too_soon(source: Source, sound: Data, where: Deployed) -> Iterator[tuple[int, Diagnostic]]:
    enabled = setting(where, "alarms", "enabled")
    if at(where.dataset, "source", "stream") is None or (enabled is not None and enabled.value is False):
        return
    age = setting(where, "alarms", "freshness_minutes")
    wait = first_stated(where.own, "source", "stream", "buffer_seconds")
    wait = wait or first_stated(where.shared, "stream", "buffer_seconds")
    minutes = _BUILT_IN_MINUTES if age is None else age.value
    seconds = _BUILT_IN_SECONDS if wait is None else wait.value
    blamed = age or wait
    if blamed is None or minutes * 60 > seconds:
        return
    other = wait if age is not None else None
    places = (*where.own, *where.shared)
    if any(is_setting_refused(source, sound, places, "alarms", key) for key in ("enabled", "freshness_minutes")):
        return
    if is_setting_refused(source, sound, where.own, "source", "stream", "buffer_seconds"):
        return
    if wait is None and is_setting_refused(source, sound, where.shared, "stream", "buffer_seconds"):
        return
    problem = Diagnostic(
        codes.ALARM_ALWAYS,
        f"data of '{where.id}' raises the alarm in '{where.environment}' when it is {minutes * 60} seconds old, and "
        f"delivery may collect it for {seconds} seconds before it writes",
        f"set freshness_minutes to {seconds // 60 + 1} or more, or buffer_seconds below {minutes * 60}",
        blamed.path,
        source.locate(blamed.path),
        Severity.WARNING,
        () if other is None else (Related(source.locate(other.path), "how long delivery collects"),),
    )
    yield seconds, problem
