"""Counts are what is rendered, and what comes near a quota or goes beyond it is told."""

from __future__ import annotations

import json
import re
from typing import TYPE_CHECKING, Any

import pytest
from command import invoke
from specs import REPOSITORY, rendered, small, write_spec

from tfgen import names, pipeline, quotas, service_quotas
from tfgen.check.codes import CODES
from tfgen.errors import Severity

if TYPE_CHECKING:
    from pathlib import Path

    from tfgen.errors import Diagnostic

MODULE_OF = {
    "Athena workgroups": "athena",
    "IAM roles": "iam",
    "KMS keys": "kms",
    "LF-tags": "lakeformation_settings",
    "log groups": "cloudwatch",
}


def counted(spec: Path) -> dict[tuple[str, str], int]:
    found = pipeline.quotas(pipeline.check(spec))
    return {(usage.stack or usage.account_id, usage.quota.what): usage.count for usage in found}


def told(folder: Path, data: Any) -> list[Diagnostic]:
    return [one for one in pipeline.check(write_spec(folder, data)).diagnostics if one.code.startswith("TFG50")]


def with_tags(count: int, start: str = "t") -> dict[str, str]:
    return {f"{start}{number}": "x" for number in range(count)}


def test_every_kind_of_derived_name_is_counted_against_a_quota() -> None:
    kinds = {rule.kind for rule in vars(names).values() if isinstance(rule, names.Rule)}
    assert kinds == set(service_quotas.ACCOUNT_QUOTAS)


def test_quotas_say_where_aws_says_so() -> None:
    for quota in (*service_quotas.ACCOUNT_QUOTAS.values(), service_quotas.TAGS, service_quotas.LIFECYCLE_RULES):
        assert quota.source.startswith("https://docs.aws.amazon.com/")
        assert quota.default > 0


def test_counts_are_what_is_rendered() -> None:
    spec = REPOSITORY / "agencies.yaml"
    environments = pipeline.check(spec).source.data["environments"]
    for environment, data in environments.items():
        files = [
            content.decode()
            for path, content in rendered(spec).items()
            if path.startswith(f"stacks/{environment}/") and isinstance(content, bytes)
        ]
        calls = re.findall(r'source = "../../../modules/(\w+)"', "\n".join(files))
        found = counted(spec)
        account = data["account_id"]
        for what, module in MODULE_OF.items():
            # A warehouse makes a log group for each of its logs.
            own = 3 * sum(map(calls.count, ("redshift_cluster", "redshift_serverless"))) if what == "log groups" else 0
            assert found[account, what] == calls.count(module) + own
        assert found[account, "S3 buckets"] == calls.count("s3") + calls.count("s3_access_logs")


def test_lifecycle_rules_are_one_for_housekeeping_and_one_for_each_expiration(tmp_path: Path) -> None:
    data = small()
    data["defaults"] = {"retention": {"raw_days": "forever", "processed_days": "forever"}}
    dataset = data["agencies"]["dot"]["datasets"]["records"]
    data["agencies"]["dot"]["datasets"] = {
        "kept": dataset,
        "expires": {**dataset, "retention": {"raw_days": 30}},
        "dev_only": {**dataset, "retention": {"raw_days": 30}, "deploy_to": ["dev"]},
    }
    data["agencies"]["dot"]["environments"] = {"prod": {"datasets": {"kept": {"retention": {"raw_days": 7}}}}}
    for environment in data["environments"].values():
        environment["notify"] = {"email": ["data-platform@example.gov"]}
    spec = write_spec(tmp_path, data)
    found = counted(spec)
    assert found["dev/dot", "lifecycle rules of a bucket"] == 3
    assert found["prod/dot", "lifecycle rules of a bucket"] == 3
    files = rendered(spec)
    for path in ("stacks/dev/dot/s3.tf", "stacks/prod/dot/s3.tf"):
        content = files[path]
        assert isinstance(content, bytes)
        assert content.count(b"prefix = ") == 4


def test_shards_of_provisioned_streams_are_counted_where_they_are_deployed(tmp_path: Path) -> None:
    data = small()
    sized = {
        **data["agencies"]["dot"]["datasets"]["records"],
        "source": {"stream": {"mode": "provisioned", "shards": 450}},
    }
    data["agencies"]["dot"]["datasets"] = {
        "sized": sized,
        "by_aws": {**sized, "source": {"stream": {}}},
        "one": {**sized, "source": {"stream": {"mode": "provisioned"}}, "deploy_to": ["dev"]},
    }
    data["agencies"]["doh"]["datasets"] = {"sized": sized}
    data["environments"]["prod"]["region"] = "us-west-1"
    assert {use.region: (use.count, use.quota.default) for use in shards(tmp_path, data)} == {
        "us-east-1": (901, 20_000),
        "us-west-1": (900, 1_000),
    }
    (found,) = told(tmp_path, data)
    assert found.path == ("environments", "prod", "account_id")
    assert "900 shards of provisioned Kinesis streams" in found.message


def shards(folder: Path, data: Any) -> list[quotas.Usage]:
    found = pipeline.quotas(pipeline.check(write_spec(folder, data)))
    return [use for use in found if use.quota.what.startswith("shards")]


def test_retired_environments_and_agencies_are_not_counted(tmp_path: Path) -> None:
    data = small()
    data["environments"]["prod"]["lifecycle"] = "retired"
    data["agencies"]["doh"]["lifecycle"] = "retired"
    found = counted(write_spec(tmp_path, data))
    assert {account for account, _ in found} == {"111122223333", "dev/dot"}
    assert found["111122223333", "KMS keys"] == 2, "those of dot and of the platform in dev"


@pytest.mark.parametrize(("share", "count"), [(0.79, 0), (0.8, 1), (1.3, 1)])
def test_account_near_a_quota_is_warned_of(
    share: float, count: int, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    size = quotas.StackSize("dev", "dot", "111122223333", "us-east-1", {"IAM role": round(1000 * share)}, 5, 1)
    monkeypatch.setattr("tfgen.check.quotas.stack_sizes", lambda *_: [size])
    found = told(tmp_path, small())
    assert [(one.code, one.severity) for one in found] == [("TFG501", Severity.WARNING)] * count


def test_environments_of_one_account_are_counted_together(tmp_path: Path) -> None:
    data = small()
    apart = counted(write_spec(tmp_path, data))
    roles = apart["111122223333", "IAM roles"] + apart["444455556666", "IAM roles"]
    data["environments"]["prod"]["account_id"] = "111122223333"
    data["environments"]["prod"]["region"] = "us-west-2"
    found = pipeline.quotas(pipeline.check(write_spec(tmp_path, data)))
    assert [(use.region, use.count) for use in found if use.quota.what == "IAM roles"] == [(None, roles)]
    keys = [(use.region, use.count, use.environments) for use in found if use.quota.what == "KMS keys"]
    assert keys == [("us-east-1", 3, ("dev",)), ("us-west-2", 3, ("prod",))]


def test_fifty_tags_are_taken_and_one_more_is_not(tmp_path: Path) -> None:
    data = small()
    data["platform"]["tags"] = with_tags(20, "p")
    data["agencies"]["dot"]["tags"] = with_tags(24)
    assert told(tmp_path, data) == []
    data["agencies"]["dot"]["tags"]["t24"] = "x"
    (found,) = told(tmp_path, data)
    assert found.path == ("agencies", "dot", "tags")
    assert "51 tags" in found.message


def test_tag_that_replaces_another_counts_once(tmp_path: Path) -> None:
    data = small()
    data["platform"]["tags"] = with_tags(30)
    data["environments"]["dev"]["tags"] = with_tags(30)
    data["agencies"]["dot"]["tags"] = with_tags(40)
    assert told(tmp_path, data) == []


def test_too_many_tags_are_told_where_they_become_too_many(tmp_path: Path) -> None:
    data = small()
    data["platform"]["tags"] = with_tags(30, "p")
    data["environments"]["dev"]["tags"] = with_tags(30, "e")
    data["agencies"]["dot"]["tags"] = with_tags(3)
    found = told(tmp_path, data)
    assert [one.path for one in found] == [("environments", "dev", "tags")]
    assert [str(related.location).rpartition("/")[2] for related in found[0].related] == ["agencies.yaml:8:3"]


def test_too_many_tags_are_told_beside_other_mistakes(tmp_path: Path) -> None:
    data = small()
    data["platform"]["tags"] = with_tags(40, "p")
    data["agencies"]["dot"]["tags"] = with_tags(20)
    data["agencies"]["doh"]["nmae"] = data["agencies"]["doh"].pop("name")
    codes = {one.code for one in pipeline.check(write_spec(tmp_path, data)).diagnostics}
    assert codes >= {"TFG201", "TFG502"}


def test_bucket_takes_a_thousand_lifecycle_rules_and_no_more(tmp_path: Path) -> None:
    data = small()
    dataset = data["agencies"]["dot"]["datasets"]["records"]
    data["agencies"]["dot"]["datasets"] = {f"d{number}": dataset for number in range(999)}
    assert [one for one in told(tmp_path, data) if one.code == "TFG503"] == []
    data["agencies"]["dot"]["datasets"]["d999"] = dataset
    (found,) = [one for one in told(tmp_path, data) if one.code == "TFG503"]
    assert found.path == ("agencies", "dot", "datasets")
    assert "1,001 lifecycle rules" in found.message


def test_table_and_json_show_the_same(tmp_path: Path) -> None:
    spec = write_spec(tmp_path, small())
    table = invoke("quotas", "-f", spec)
    report = json.loads(invoke("quotas", "-f", spec, "--format", "json").stdout)
    assert table.exit_code == 0
    head, *rows = table.stdout.splitlines()
    assert head.split() == ["account", "where", "what", "count", "quota", "used", "raised"]
    # Two accounts, each with those of the account and with those of shards, tags and lifecycle rules.
    assert len(rows) == len(report["quotas"]) == 2 * (len(service_quotas.ACCOUNT_QUOTAS) + 3)
    keys = {row["account_id"]: row["count"] for row in report["quotas"] if row["what"] == "KMS keys"}
    assert keys == {"111122223333": 3, "444455556666": 3}


def test_streams_count_against_the_quota_of_on_demand_ones_only_where_aws_sizes_them(tmp_path: Path) -> None:
    data = small()
    dataset = data["agencies"]["dot"]["datasets"]["records"]
    data["agencies"]["dot"]["datasets"] = {
        "sized_by_aws": {**dataset, "source": {"stream": {}}},
        "sized_in_prod": {**dataset, "source": {"stream": {}}},
        "quiet": {**dataset, "source": {"stream": {"mode": "provisioned"}}, "alarms": {"enabled": False}},
    }
    data["agencies"]["dot"]["environments"] = {
        "prod": {"datasets": {"sized_in_prod": {"source": {"stream": {"mode": "provisioned"}}}}}
    }
    found = counted(write_spec(tmp_path, data))
    assert [found[account, "on-demand Kinesis streams"] for account in ("111122223333", "444455556666")] == [2, 1]
    assert found["111122223333", "Firehose streams"] == 3


def test_alarms_that_are_switched_off_are_not_counted(tmp_path: Path) -> None:
    data = small()
    data["agencies"]["dot"]["datasets"]["records"]["source"] = {"stream": {}}
    alarms = counted(write_spec(tmp_path, data))["111122223333", "CloudWatch alarms"]
    data["agencies"]["dot"]["datasets"]["records"]["alarms"] = {"enabled": False}
    assert alarms - counted(write_spec(tmp_path, data))["111122223333", "CloudWatch alarms"] == 6


def test_mistakes_are_told_instead_of_counts(tmp_path: Path) -> None:
    data = small()
    del data["version"]
    result = invoke("quotas", "-f", write_spec(tmp_path, data))
    assert (result.exit_code, result.stdout) == (1, "")
    assert "TFG202" in result.stderr


def test_codes_of_quotas_are_registered() -> None:
    assert {"TFG501", "TFG502", "TFG503"} <= set(CODES)
