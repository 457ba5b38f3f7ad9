"""From events to records: what each kind of event says, and where.

The shapes are those of AWS's own documentation, named at each kind.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from console import alarm_url, crawler_url, job_run_url, object_url, statements_url
from records import LONGEST_MESSAGE, Record, Severity, moment, optional_text, text
from whose import PLATFORM, Names

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

SEVERITIES: tuple[Severity, ...] = ("high", "medium", "low")


class NotUnderstoodError(Exception):
    """An event of a kind that we know does not say what it should."""


def record_of(event: Any, names: Names) -> Record | None:
    """Make a record of an event, and None of one that is not ours or no error. Raises nothing.

    An event that should be ours and cannot be read becomes a record of high severity that holds the event itself.
    """
    try:
        return _understood(event, names)
    except Exception as error:  # noqa: BLE001 - whatever is odd about an event, it is told rather than lost
        return _not_understood(event, names, error)


def _understood(event: Any, names: Names) -> Record | None:
    if not isinstance(event, dict) or not isinstance(event.get("source"), str):
        raise NotUnderstoodError("it has no source")
    if event["source"] == f"{names.platform}.app":
        return _application(event, names)
    kind = _KINDS.get((event["source"], text(event.get("detail-type"))))
    return kind(event, names) if kind else None


def _not_understood(event: Any, names: Names, error: Exception) -> Record:
    known = event if isinstance(event, dict) else {}
    return Record(
        time=moment(known.get("time")),
        agency=PLATFORM,
        environment=names.environment,
        service=text(known.get("source")) or "unknown",
        resource="unknown",
        severity="high",
        message=text(f"an event that is not understood ({error}): {text(event, LONGEST_MESSAGE)}", LONGEST_MESSAGE),
        run_id=optional_text(known.get("id")),
    )


def _application(event: Mapping[str, Any], names: Names) -> Record | None:
    """Read what an application reports of itself; docs/errors.md has the keys of `detail`."""
    detail = _detail(event)
    environment = detail.get("environment")
    if environment is not None and environment != names.environment:
        return None
    severity = detail.get("severity", "medium")
    return Record(
        time=moment(event.get("time")),
        agency=names.claimed(detail.get("agency")),
        environment=names.environment,
        service=text(detail.get("service")) or text(event.get("detail-type")) or "application",
        resource=text(detail.get("resource")) or "unknown",
        # A word that is none of ours may well mean that it is worse.
        severity=severity if severity in SEVERITIES else "high",
        message=text(detail.get("message"), LONGEST_MESSAGE) or text(detail, LONGEST_MESSAGE),
        run_id=optional_text(detail.get("run_id")),
        console_url=optional_text(detail.get("console_url")),
    )


def _job(event: Mapping[str, Any], names: Names) -> Record | None:
    """Read a change of a Glue job's state.

    Source: https://docs.aws.amazon.com/glue/latest/dg/automating-awsglue-with-cloudwatch-events.html
    """
    detail = _detail(event)
    name, state = _named(detail, "jobName"), _named(detail, "state")
    if not names.is_ours(name) or state in {"SUCCEEDED", "STARTING", "RUNNING", "STOPPING", "WAITING"}:
        return None
    run = optional_text(detail.get("jobRunId"))
    return _record(
        event,
        names,
        service="glue",
        resource=name,
        # Somebody stopped it, and knows.
        severity="medium" if state == "STOPPED" else "high",
        message=detail.get("message") or f"The job ended as {state}.",
        run_id=run,
        console_url=job_run_url(_region(event), name, run),
    )


def _crawler(event: Mapping[str, Any], names: Names) -> Record | None:
    """Read a change of a Glue crawler's state; the source is the same as for jobs."""
    detail = _detail(event)
    name, state = _named(detail, "crawlerName"), _named(detail, "state")
    if not names.is_ours(name) or state in {"Started", "Succeeded"}:
        return None
    return _record(
        event,
        names,
        service="glue-crawler",
        resource=name,
        severity="high",
        message=detail.get("errorMessage") or detail.get("message") or f"The crawler ended as {state}.",
        console_url=crawler_url(_region(event), name),
    )


def _statement(event: Mapping[str, Any], names: Names) -> Record | None:
    """Read a change of the state of a statement of the Redshift Data API.

    Source: https://docs.aws.amazon.com/redshift/latest/mgmt/data-api-monitoring-events.html
    """
    detail = _detail(event)
    state, name = _named(detail, "state"), detail.get("statementName")
    if not names.is_ours(name) or state not in {"FAILED", "ABORTED"}:
        return None
    return _record(
        event,
        names,
        service="redshift-data",
        resource=text(name),
        severity="medium" if state == "ABORTED" else "high",
        message=detail.get("error") or f"The statement ended as {state}.",
        run_id=optional_text(detail.get("statementId")),
        console_url=statements_url(_region(event)),
    )


def _alarm(event: Mapping[str, Any], names: Names) -> Record | None:
    """Read a change of an alarm's state.

    Source: https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/cloudwatch-and-eventbridge.html
    """
    detail = _detail(event)
    name, state = _named(detail, "alarmName"), detail.get("state")
    if not isinstance(state, dict):
        raise NotUnderstoodError("it has no state")
    own = f"{names.platform}-{names.environment}-{PLATFORM}-errors-"
    # Our own alarms go to the topic themselves; told here, a failure would cause the next one.
    if not names.is_ours(name) or name.startswith(own) or state.get("value") != "ALARM":
        return None
    configuration = detail.get("configuration")
    description = configuration.get("description") if isinstance(configuration, dict) else None
    return _record(
        event,
        names,
        service="cloudwatch",
        resource=name,
        severity="high",
        message=" ".join(part for part in (text(description), text(state.get("reason"))) if part),
        console_url=alarm_url(_region(event), name),
    )


def _object(event: Mapping[str, Any], names: Names) -> Record | None:
    """Read the event of an object under `errors/` of a raw bucket, or `quarantine/` of a processed one.

    Source: https://docs.aws.amazon.com/AmazonS3/latest/userguide/ev-events.html
    """
    detail = _detail(event)
    bucket, entry = detail.get("bucket"), detail.get("object")
    if not isinstance(bucket, dict) or not isinstance(entry, dict):
        raise NotUnderstoodError("it has no bucket or no object")
    name, key = _named(bucket, "name"), _named(entry, "key")
    purpose, _, rest = key.partition("/")
    dataset = rest.partition("/")[0] or "a data set"
    size = text(entry.get("size")) or "?"
    what = _KEPT.get((name.rpartition("-")[0].rpartition("-")[2], purpose))
    if not names.is_ours(name) or what is None:
        return None
    return _record(
        event,
        names,
        service="s3",
        resource=f"s3://{name}/{key}",
        # Nothing is lost: it is all in the object.
        severity="medium",
        message=f"{what.format(dataset)}; an object of {size} bytes keeps them.",
        run_id=optional_text(detail.get("request-id")),
        console_url=object_url(_region(event), name, key),
    )


_KEPT: Mapping[tuple[str, str], str] = {
    ("raw", "errors"): "Records of {} could not be delivered",
    ("processed", "quarantine"): "Rows of {} were rejected, each for the reasons that stand beside it",
}
"""By the purpose of a bucket and the first part of a key, what an object there says."""

_KINDS: Mapping[tuple[str, str], Callable[[Mapping[str, Any], Names], Record | None]] = {
    ("aws.cloudwatch", "CloudWatch Alarm State Change"): _alarm,
    ("aws.glue", "Glue Crawler State Change"): _crawler,
    ("aws.glue", "Glue Job State Change"): _job,
    ("aws.redshift-data", "Redshift Data Statement Status Change"): _statement,
    ("aws.s3", "Object Created"): _object,
}


def _record(
    event: Mapping[str, Any],
    names: Names,
    *,
    service: str,
    resource: str,
    severity: Severity,
    message: Any,
    run_id: str | None = None,
    console_url: str | None = None,
) -> Record:
    return Record(
        time=moment(event.get("time")),
        agency=names.agency(resource.removeprefix("s3://")),
        environment=names.environment,
        service=service,
        resource=text(resource),
        severity=severity,
        message=text(message, LONGEST_MESSAGE) or "The event gives no reason.",
        run_id=run_id,
        console_url=optional_text(console_url),
    )


def _detail(event: Mapping[str, Any]) -> Mapping[str, Any]:
    detail = event.get("detail")
    if not isinstance(detail, dict):
        raise NotUnderstoodError("it has no detail")
    return detail


def _named(detail: Mapping[str, Any], key: str) -> str:
    value = detail.get(key)
    if not isinstance(value, str) or not value:
        raise NotUnderstoodError(f"it has no {key}")
    return value


def _region(event: Mapping[str, Any]) -> str:
    return text(event.get("region"))
