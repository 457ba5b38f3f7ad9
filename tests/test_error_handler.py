"""The handler's code alone: every kind of event, odd events, and the limits of who hears of them."""

from __future__ import annotations

import ast
import copy
import io
import json
import os
import re
import subprocess
import sys
import zipfile
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

import error_events
import handler
import pytest
from botocore.exceptions import ClientError
from error_events import ERRORS, STRANGERS
from events import record_of
from hypothesis import given, settings
from hypothesis import strategies as st
from messages import publication, subject
from records import LONGEST_MESSAGE, LONGEST_NAME, Record, moment, text
from specs import REPOSITORY, rendered, small, write_spec
from whose import Names

if TYPE_CHECKING:
    from pathlib import Path

NAMES = Names("civic", "dev")
NO_DEADLINE = settings(deadline=None)

JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(st.characters()),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=8), inner, max_size=4),
    max_leaves=12,
)


def recorded(event: Any) -> Record:
    record = record_of(event, NAMES)
    assert record is not None
    return record


EXPECTED: dict[str, tuple[str, str, str, str]] = {
    "job": ("dot", "glue", "civic-dev-dot-traffic_counts", "high"),
    "crawler": ("dot", "glue-crawler", "civic-dev-dot-traffic_counts", "high"),
    "statement": ("doh", "redshift-data", "civic-dev-doh-lab_results-load", "high"),
    "alarm": ("dep", "cloudwatch", "civic-dev-dep-air_quality-iterator-age", "high"),
    "object": (
        "dot",
        "s3",
        "s3://civic-dev-dot-raw-111122223333/errors/traffic_counts/format/dt=2026-11-22/1",
        "medium",
    ),
    "rejected rows": (
        "dot",
        "s3",
        "s3://civic-dev-dot-processed-111122223333/quarantine/traffic_counts/dt=2026-11-22/b1-00000.json.gz",
        "medium",
    ),
    "application": ("parks", "permit-import", "permits.csv", "low"),
}


@pytest.mark.parametrize("kind", ERRORS)
def test_each_kind_of_error_is_read(kind: str) -> None:
    record = recorded(ERRORS[kind])

    assert (record.agency, record.service, record.resource, record.severity) == EXPECTED[kind]
    assert record.environment == "dev"
    assert record.time == datetime(2026, 11, 22, 23, 58, 49, tzinfo=UTC)
    assert record.message


@pytest.mark.parametrize("kind", STRANGERS)
def test_what_is_not_ours_or_no_error_is_ignored(kind: str) -> None:
    assert record_of(STRANGERS[kind], NAMES) is None


def test_message_and_run_are_what_the_service_says() -> None:
    found = {kind: recorded(event) for kind, event in ERRORS.items()}

    assert found["job"].message.endswith("ValueError: bad row")
    assert (found["job"].run_id or "").startswith("jr_abc")
    assert found["crawler"].message == "Internal Service Exception"
    assert found["statement"].run_id == "d3264f2a-cf77-4bb0-ac9a-fd7df6ea57eb"
    assert found["alarm"].message.startswith("Records wait too long. Threshold Crossed")
    assert found["object"].message.startswith(
        "Records of traffic_counts could not be delivered; an object of 5120 bytes"
    )
    assert found["rejected rows"].message.startswith("Rows of traffic_counts were rejected")
    assert found["application"].run_id == "42"


def test_console_pages_are_of_the_region_and_the_thing() -> None:
    job = recorded(error_events.job())
    assert job.console_url == (
        "https://us-east-1.console.aws.amazon.com/gluestudio/home?region=us-east-1"
        f"#/job/civic-dev-dot-traffic_counts/run/{job.run_id}"
    )
    odd = recorded(error_events.stored("errors/a b&c=d#e"))
    assert (odd.console_url or "").endswith("prefix=errors%2Fa%20b%26c%3Dd%23e")
    governed = recorded({**error_events.alarm(), "region": "us-gov-west-1"})
    assert (governed.console_url or "").startswith("https://us-gov-west-1.console.amazonaws-us-gov.com/")


@pytest.mark.parametrize(
    ("name", "agency"),
    [
        ("civic-dev-dot-roads", "dot"),
        ("civic-dev-dot", "dot"),
        ("civic_dev_doh_raw", "doh"),
        ("civic-dev-platform-warehouse", "platform"),
        ("civic-dev-DOT-roads", "platform"),
        ("civic-dev-", "platform"),
        ("civic-dev_dot-roads", "platform"),
        ("civicxdev-dot", "platform"),
        (None, "platform"),
    ],
)
def test_agency_is_read_from_the_name(name: str | None, agency: str) -> None:
    assert NAMES.agency(name) == agency


@pytest.mark.parametrize(
    ("state", "severity"),
    [("FAILED", "high"), ("TIMEOUT", "high"), ("STOPPED", "medium"), ("SOMETHING NEW", "high")],
)
def test_severity_of_a_job_follows_from_its_end(state: str, severity: str) -> None:
    assert recorded(error_events.job(state)).severity == severity


@pytest.mark.parametrize(
    ("given_severity", "severity"),
    [("low", "low"), ("medium", "medium"), ("high", "high"), ("FATAL", "high"), (3, "high")],
)
def test_severity_of_an_application_is_its_own_word(given_severity: Any, severity: str) -> None:
    assert recorded(error_events.application(severity=given_severity)).severity == severity


def test_application_that_says_little_is_recorded_all_the_same() -> None:
    record = recorded(error_events.event("civic.app", "Import failed", {"reason": "disk full"}))

    assert (record.agency, record.service, record.severity) == ("platform", "Import failed", "medium")
    assert "disk full" in record.message


def test_agency_that_cannot_be_one_is_the_platforms() -> None:
    assert recorded(error_events.application(agency="../prod")).agency == "platform"


def test_retrying_an_event_reads_the_same() -> None:
    assert recorded(error_events.job()) == recorded(error_events.job())


@pytest.mark.parametrize("odd", [None, [], "text", 3, {}, {"source": 7}, {"source": None, "detail": {}}])
def test_what_is_no_event_is_told_with_high_severity(odd: Any) -> None:
    record = recorded(odd)

    assert (record.agency, record.severity) == ("platform", "high")
    assert "not understood" in record.message


@pytest.mark.parametrize("kind", [kind for kind in ERRORS if kind != "application"])
@pytest.mark.parametrize("detail", [None, [], "text", {}, {"state": {}}, {"bucket": {}, "object": {}}])
def test_known_kind_without_what_it_should_say_is_told_with_high_severity(kind: str, detail: Any) -> None:
    record = recorded({**ERRORS[kind], "detail": detail})

    assert record.severity == "high"
    assert record.service == ERRORS[kind]["source"]
    assert ERRORS[kind]["detail-type"] in record.message, "the event itself is in the message"


def check_limits(record: Record) -> None:
    """What Athena, SNS and a phone take."""
    row = json.loads(record.line())
    assert set(row) == {
        "time", "agency", "environment", "service", "resource", "severity", "message", "run_id", "console_url",
    }  # fmt: skip
    assert "\n" not in record.line()
    assert re.fullmatch(r"\d{4}-\d\d-\d\d \d\d:\d\d:\d\d\.\d{3}", row["time"])
    assert re.fullmatch(r"\d{4}-\d\d-\d\d", record.day)
    assert row["severity"] in {"high", "medium", "low"}
    assert re.fullmatch("[a-z][a-z0-9]{1,19}", row["agency"])
    assert len(row["message"]) <= LONGEST_MESSAGE
    assert all(len(value) <= LONGEST_NAME for key, value in row.items() if value and key != "message")
    message = publication(record)
    size = len(json.dumps(message, ensure_ascii=False).encode())
    assert size <= 256 * 1024
    assert re.fullmatch(r"[!-~][ -~]{0,99}", message["Subject"])
    forms = json.loads(message["Message"])
    assert re.fullmatch(r"[ -~]{1,140}", forms["sms"])
    assert json.loads(forms["default"]) == row
    assert {name: a["StringValue"] for name, a in message["MessageAttributes"].items()} == {
        "agency": row["agency"],
        "severity": row["severity"],
    }


@NO_DEADLINE
@given(JSON)
def test_nothing_that_json_can_say_makes_it_fail(event: Any) -> None:
    record = record_of(event, NAMES)

    if record is not None:
        check_limits(record)


@NO_DEADLINE
@given(st.sampled_from(sorted(ERRORS)), st.data())
def test_nothing_odd_in_an_event_of_ours_makes_it_fail(kind: str, data: st.DataObject) -> None:
    event = copy.deepcopy(ERRORS[kind])
    place = data.draw(st.sampled_from([event, event["detail"]]))
    key = data.draw(st.sampled_from(sorted(place)))
    place[key] = data.draw(JSON)

    record = record_of(event, NAMES)

    if record is not None:
        check_limits(record)


@NO_DEADLINE
@given(st.characters(), st.integers(1, 300_000))
def test_limits_hold_for_long_text_of_any_character(character: str, count: int) -> None:
    long = character * count
    record = recorded(
        error_events.application(message=long, resource=long, service=long, run_id=long, console_url=long)
    )

    check_limits(record)


def test_deep_nesting_is_no_danger() -> None:
    deep: Any = []
    for _ in range(100_000):
        deep = [deep]

    check_limits(recorded(error_events.application(message=deep)))
    check_limits(recorded({"detail": deep}))


def test_subject_says_whose_and_what() -> None:
    assert subject(recorded(error_events.job())) == "[high] dot dev: glue civic-dev-dot-traffic_counts"


def test_subject_is_ascii_and_cut_at_100() -> None:
    found = subject(recorded(error_events.application(resource="é\n" + "x" * 200)))

    assert len(found) == 100
    assert found.startswith("[low] parks dev: permit-import ? xxx")
    assert found.endswith("...")


def test_mail_is_for_people_and_default_for_programs() -> None:
    forms = json.loads(publication(recorded(error_events.job()))["Message"])

    assert forms["email"].splitlines()[0].endswith("ValueError: bad row")
    assert "console url:  https://" in forms["email"]
    assert json.loads(forms["default"])["service"] == "glue"


@pytest.mark.parametrize("value", [None, 7, "yesterday", "2026-11-22T23:58:49", "0001-01-01T00:00:00Z", "9999-99-99"])
def test_time_that_is_none_becomes_the_present(value: Any) -> None:
    assert abs((moment(value) - datetime.now(UTC)).total_seconds()) < 60


def test_time_of_another_zone_is_brought_to_utc() -> None:
    record = recorded({**error_events.job(), "time": "2026-11-22T23:30:00-05:00"})

    assert record.day == "2026-11-23"
    assert record.row()["time"] == "2026-11-23 04:30:00.000"


def test_text_is_cut_with_a_mark() -> None:
    assert text("x" * 2000) == "x" * (LONGEST_NAME - 1) + "…"


def packaged(folder: Path) -> bytes:
    content = rendered(write_spec(folder, small()))["modules/errors/handler.zip"]
    assert isinstance(content, bytes)
    return content


def test_package_is_the_same_bytes_wherever_it_is_made(tmp_path: Path) -> None:
    folders = [tmp_path / "one", tmp_path / "other"]
    for folder in folders:
        folder.mkdir()

    one, other = map(packaged, folders)

    assert one == other
    assert one == (REPOSITORY / "generated" / "modules" / "errors" / "handler.zip").read_bytes()


def test_package_holds_the_source_and_nothing_else(tmp_path: Path) -> None:
    sources = REPOSITORY / "templates" / "modules" / "errors" / "handler.zip"
    with zipfile.ZipFile(io.BytesIO(packaged(tmp_path))) as archive:
        inside = {name: archive.read(name) for name in archive.namelist()}

    assert inside == {path.name: path.read_bytes() for path in sources.glob("*.py")}


def test_package_runs_by_itself(tmp_path: Path) -> None:
    """As on AWS: nothing of ours on the path but the package."""
    package = tmp_path / "handler.zip"
    package.write_bytes(packaged(tmp_path))
    program = "import handler; print(handler.__file__); print(callable(handler.handle))"
    done = subprocess.run(
        [sys.executable, "-c", program],
        env={**os.environ, "PYTHONPATH": str(package)},
        capture_output=True,
        encoding="utf-8",
        check=True,
    )

    assert done.stdout.splitlines() == [f"{package}{os.sep}handler.py", "True"]


def test_handler_needs_nothing_beyond_boto3() -> None:
    sources = REPOSITORY / "templates" / "modules" / "errors" / "handler.zip"
    own = {path.stem for path in sources.glob("*.py")}
    imported = {
        name.partition(".")[0]
        for path in sources.glob("*.py")
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        for name in (
            [alias.name for alias in node.names]
            if isinstance(node, ast.Import)
            else [node.module or ""]
            if isinstance(node, ast.ImportFrom)
            else []
        )
    }

    assert imported - own - set(sys.stdlib_module_names) == {"boto3", "botocore"}


class Recorder:
    """Stands for S3 and SNS: remembers calls, and fails where it is told to."""

    def __init__(self, failures: dict[str, str]) -> None:
        self.calls: list[tuple[str, str]] = []
        self._failures = failures

    def put_object(self, **arguments: Any) -> None:
        self._called("PutObject", arguments["Key"])

    def publish(self, **arguments: Any) -> None:
        self._called("Publish", arguments["TopicArn"].rpartition(":")[2])

    def _called(self, operation: str, what: str) -> None:
        self.calls.append((operation, what))
        if code := self._failures.get(what.partition("/")[0]):
            raise ClientError({"Error": {"Code": code, "Message": code}}, operation)


@pytest.fixture
def recorder(monkeypatch: pytest.MonkeyPatch, request: pytest.FixtureRequest) -> Recorder:
    made = Recorder(getattr(request, "param", {}))
    monkeypatch.setattr(handler, "_client", lambda _service: made)
    settings = {
        "BUCKET": "civic-dev-platform-errors-111122223333",
        "ENVIRONMENT": "dev",
        "PLATFORM": "civic",
        "PREFIX": "records/",
        "TOPIC_ARN": "arn:aws:sns:us-east-1:111122223333:civic-dev-platform-errors",
    }
    for name, value in settings.items():
        monkeypatch.setenv(name, value)
    return made


ROW = ("PutObject", "records/dt=2026-11-22/abcdef00-1234-5678-9abc-def012345678.json")
OWN = ("Publish", "civic-dev-dot-errors")
ALL = ("Publish", "civic-dev-platform-errors")


def test_row_is_written_before_anybody_is_told(recorder: Recorder) -> None:
    handler.handle(error_events.job(), None)

    assert recorder.calls == [ROW, OWN, ALL]


def test_platforms_own_errors_are_told_once(recorder: Recorder) -> None:
    handler.handle(error_events.alarm(name="civic-dev-platform-warehouse-health"), None)

    assert recorder.calls == [ROW, ALL]


@pytest.mark.parametrize("recorder", [{"civic-dev-dot-errors": "NotFound"}], indirect=True)
def test_agency_without_a_topic_is_no_failure(recorder: Recorder) -> None:
    handler.handle(error_events.job(), None)

    assert recorder.calls == [ROW, OWN, ALL]


@pytest.mark.parametrize(
    ("recorder", "calls"),
    [
        ({"records": "SlowDown"}, [ROW]),
        ({"civic-dev-dot-errors": "AuthorizationError"}, [ROW, OWN]),
        ({"civic-dev-dot-errors": "KMSAccessDenied"}, [ROW, OWN]),
        ({"civic-dev-platform-errors": "NotFound"}, [ROW, OWN, ALL]),
    ],
    indirect=["recorder"],
)
def test_what_aws_refuses_is_raised_so_that_lambda_tries_again(
    recorder: Recorder, calls: list[tuple[str, str]]
) -> None:
    with pytest.raises(ClientError):
        handler.handle(error_events.job(), None)

    assert recorder.calls == calls


@pytest.mark.parametrize("odd", [None, "", "a/../b", "x" * 65, "é", {"a": 1}])
def test_event_without_an_id_that_can_stand_in_a_key_gets_one(odd: Any, recorder: Recorder) -> None:
    for _ in range(2):
        handler.handle({**error_events.job(), "id": odd}, None)

    keys = {what for operation, what in recorder.calls if operation == "PutObject"}
    (key,) = keys
    assert re.fullmatch(r"records/dt=2026-11-22/[0-9a-f]{64}\.json", key), "the same key for the second attempt"
