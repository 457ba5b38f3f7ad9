"""Events as AWS documents them, with names of the platform `civic` in `dev`, for tests of what becomes of them."""

from __future__ import annotations

import json
from typing import Any

Event = dict[str, Any]

REGION = "us-east-1"
ACCOUNT = "111122223333"


def event(source: str, detail_type: str, detail: Any, *resources: str) -> Event:
    """Give an event as EventBridge delivers it."""
    return {
        "version": "0",
        "id": "abcdef00-1234-5678-9abc-def012345678",
        "detail-type": detail_type,
        "source": source,
        "account": ACCOUNT,
        "time": "2026-11-22T23:58:49Z",
        "region": REGION,
        "resources": list(resources),
        "detail": detail,
    }


def job(state: str = "FAILED", name: str = "civic-dev-dot-traffic_counts") -> Event:
    """https://docs.aws.amazon.com/glue/latest/dg/automating-awsglue-with-cloudwatch-events.html"""
    run = "jr_abcdef0123456789abcdef0123456789abcdef0123456789abcdef0123456789"
    return event(
        "aws.glue",
        "Glue Job State Change",
        {
            "jobName": name,
            "severity": "ERROR",
            "state": state,
            "jobRunId": run,
            "message": f"JobName:{name} and JobRunId:{run} failed to execute with exception ValueError: bad row",
        },
    )


def crawler(state: str = "Failed", name: str = "civic-dev-dot-traffic_counts") -> Event:
    """The same page as for jobs."""
    return event(
        "aws.glue",
        "Glue Crawler State Change",
        {
            "accountId": ACCOUNT,
            "cloudWatchLogLink": "https://console.aws.amazon.com/cloudwatch/home#logEventViewer:group=crawlers",
            "crawlerName": name,
            "errorMessage": "Internal Service Exception",
            "message": "Crawler Failed",
            "state": state,
        },
    )


def statement(state: str = "FAILED", name: str = "civic-dev-doh-lab_results-load") -> Event:
    """https://docs.aws.amazon.com/redshift/latest/mgmt/data-api-monitoring-events.html"""
    return event(
        "aws.redshift-data",
        "Redshift Data Statement Status Change",
        {
            "principal": f"arn:aws:sts::{ACCOUNT}:assumed-role/civic-dev-doh-load/session",
            "statementId": "d3264f2a-cf77-4bb0-ac9a-fd7df6ea57eb",
            "clusterId": "civic-dev-platform-warehouse",
            "statementName": name,
            "state": state,
            "expireAt": 1_763_900_000,
        },
        f"arn:aws:redshift:{REGION}:{ACCOUNT}:cluster:civic-dev-platform-warehouse",
    )


def alarm(state: str = "ALARM", name: str = "civic-dev-dep-air_quality-iterator-age") -> Event:
    """https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/cloudwatch-and-eventbridge.html"""
    return event(
        "aws.cloudwatch",
        "CloudWatch Alarm State Change",
        {
            "alarmName": name,
            "configuration": {"description": "Records wait too long.", "metrics": []},
            "previousState": {"reason": "…", "timestamp": "2026-11-22T23:50:00.000+0000", "value": "OK"},
            "state": {
                "reason": "Threshold Crossed: 1 out of the last 1 datapoints was greater than the threshold.",
                "reasonData": json.dumps({"version": "1.0"}),
                "timestamp": "2026-11-22T23:58:49.000+0000",
                "value": state,
            },
        },
        f"arn:aws:cloudwatch:{REGION}:{ACCOUNT}:alarm:{name}",
    )


def stored(key: str = "errors/traffic_counts/format/dt=2026-11-22/1", bucket: str | None = None) -> Event:
    """https://docs.aws.amazon.com/AmazonS3/latest/userguide/ev-events.html"""
    bucket = bucket or f"civic-dev-dot-raw-{ACCOUNT}"
    return event(
        "aws.s3",
        "Object Created",
        {
            "version": "0",
            "bucket": {"name": bucket},
            "object": {"key": key, "size": 5120, "etag": "b1946ac92492d2347c6235b4d2611184", "sequencer": "00617F08"},
            "request-id": "N4N7GDK58NMKJ12R",
            "requester": ACCOUNT,
            "source-ip-address": "1.2.3.4",
            "reason": "PutObject",
        },
        f"arn:aws:s3:::{bucket}",
    )


def application(**detail: Any) -> Event:
    """docs/errors.md"""
    return event(
        "civic.app",
        "Import failed",
        {
            "agency": "parks",
            "service": "permit-import",
            "resource": "permits.csv",
            "severity": "low",
            "message": "The file has no header.",
            "run_id": "42",
            **detail,
        },
    )


PROCESSED = f"civic-dev-dot-processed-{ACCOUNT}"

ERRORS: dict[str, Event] = {
    "job": job(),
    "crawler": crawler(),
    "statement": statement(),
    "alarm": alarm(),
    "object": stored(),
    "rejected rows": stored("quarantine/traffic_counts/dt=2026-11-22/b1-00000.json.gz", PROCESSED),
    "application": application(),
}
"""An error of each kind."""

STRANGERS: dict[str, Event] = {
    "job of another platform": job(name="metro-dev-dot-traffic_counts"),
    "job of another environment": job(name="civic-prod-dot-traffic_counts"),
    "job of an environment with a longer name": job(name="civic-devtest-dot-traffic_counts"),
    "job that went well": job("SUCCEEDED"),
    "crawler of another platform": crawler(name="legacy-crawler"),
    "crawler that went well": crawler("Succeeded"),
    "statement of another platform": statement(name="nightly"),
    "statement that went well": statement("FINISHED"),
    "alarm of another platform": alarm(name="billing"),
    "alarm that is over": alarm("OK"),
    "the handler's own alarm": alarm(name="civic-dev-platform-errors-failures"),
    "object that is data": stored("data/traffic_counts/part-1.json"),
    "object of another platform": stored(bucket="metro-dev-dot-raw-111122223333"),
    "object of another environment": stored(bucket="civic-prod-dot-raw-111122223333"),
    "object that is processed": stored("data/traffic_counts/dt=2026-11-22/b1-00000.snappy.parquet", PROCESSED),
    "rejected rows that are only staged": stored("staging/traffic_counts/b1/quarantine/1.json.gz", PROCESSED),
    "quarantine of another bucket": stored("quarantine/traffic_counts/1", f"civic-dev-dot-own-{ACCOUNT}"),
    "row of the errors bucket": stored("records/dt=2026-11-22/1.json", f"civic-dev-platform-errors-{ACCOUNT}"),
    "application of another platform": {**application(), "source": "metro.app"},
    "application in another environment": application(environment="prod"),
    "another kind of a source that we know": event("aws.glue", "Glue Data Catalog Table State Change", {}),
    "another source": event("aws.ec2", "EC2 Instance State-change Notification", {"state": "terminated"}),
}
"""What is not ours, or is no error."""
