"""Pages of the AWS console that show what failed."""

from __future__ import annotations

from urllib.parse import quote


def job_run_url(region: str, job: str, run: str | None) -> str:
    """Page of a Glue job's run, or of the job."""
    page = f"/job/{quote(job, safe='')}/" + (f"run/{quote(run, safe='')}" if run else "runs")
    return f"{_console(region)}/gluestudio/home?region={region}#{page}"


def crawler_url(region: str, crawler: str) -> str:
    """Page of a Glue crawler."""
    return f"{_console(region)}/glue/home?region={region}#/v2/data-catalog/crawlers/view/{quote(crawler, safe='')}"


def statements_url(region: str) -> str:
    """Page that lists Redshift's queries: a statement has none of its own."""
    return f"{_console(region)}/redshiftv2/home?region={region}#/queries"


def alarm_url(region: str, alarm: str) -> str:
    """Page of a CloudWatch alarm."""
    return f"{_console(region)}/cloudwatch/home?region={region}#alarmsV2:alarm/{quote(alarm, safe='')}"


def object_url(region: str, bucket: str, key: str) -> str:
    """Page of an S3 object."""
    return f"{_console(region)}/s3/object/{bucket}?region={region}&prefix={quote(key, safe='')}"


def _console(region: str) -> str:
    for start, host in (("us-gov-", "console.amazonaws-us-gov.com"), ("cn-", "console.amazonaws.cn")):
        if region.startswith(start):
            return f"https://{region}.{host}"
    return f"https://{region}.console.aws.amazon.com"
