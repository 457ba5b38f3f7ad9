"""The reference deployment, applied on the emulator: dev's platform and two agencies, or every stack there is.

`make test` runs the first, `make test-full` the second.
"""

from __future__ import annotations

import json
import os
import subprocess
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
import walks
from arrivals import let_through

from tfgen import names, pipeline
from tfgen.names import rules
from tfgen.sandbox import run
from tfgen.selection import Selection

if TYPE_CHECKING:
    from tfgen.model import Deployment, Environment
    from tfgen.sandbox import SandboxReport

ROOT = Path(__file__).parents[1]

pytestmark = [
    pytest.mark.terraform,
    pytest.mark.sandbox,
    # One worker runs them all: they share one run.
    pytest.mark.xdist_group("reference_deployment"),
]


@dataclass(frozen=True, slots=True)
class Applied:
    """A run over stacks: names, report, the second plan of each stack by name, and types that can carry tags."""

    deployment: Deployment
    stacks: tuple[str, ...]
    report: SandboxReport
    plans: dict[str, walks.Plan]
    taggable: frozenset[str]


SOME = Selection(agencies=("platform", "dot", "parks"), environments=("dev",))
"""One environment's platform, the agency that uses everything, and one that uses little."""


@pytest.fixture(
    scope="session", params=[pytest.param(SOME, id="some"), pytest.param(Selection(), id="all", marks=pytest.mark.full)]
)
def applied(request: pytest.FixtureRequest, terraform: str, tmp_path_factory: pytest.TempPathFactory) -> Applied:
    deployment = pipeline.check(ROOT / "agencies.yaml").deployment
    assert deployment is not None
    work = tmp_path_factory.mktemp("reference") / "work"
    stacks = pipeline.sandbox_stacks(deployment, request.param)
    report = run(stacks, ROOT / "generated", listener=print, work=work, jobs=4)
    plans = {
        stack.name: json.loads((work / "plans" / f"{stack.name.replace('/', '-')}.json").read_text(encoding="utf-8"))
        for stack in stacks
        if report.ok
    }
    return Applied(
        deployment,
        tuple(stack.name for stack in stacks),
        report,
        plans,
        _taggable(terraform, work / "stacks" / "dev" / "platform"),
    )


def _taggable(terraform: str, stack: Path) -> frozenset[str]:
    """Types whose schema has `tags`, as the provider itself says."""
    arguments = [terraform, f"-chdir={stack}", "providers", "schema", "-json"]
    # The schema needs no state and no account; the override leaves the sandbox's S3 backend out.
    (stack / "schema_override.tf").write_text('terraform {\n  backend "local" {}\n}\n', encoding="utf-8")
    subprocess.run(
        [terraform, f"-chdir={stack}", "init", "-reconfigure", "-input=false"], check=True, capture_output=True
    )
    printed = subprocess.run(arguments, check=True, capture_output=True, env={**os.environ, "TF_CLI_ARGS": ""}).stdout
    (provider,) = json.loads(printed)["provider_schemas"].values()
    schemas: dict[str, Any] = provider["resource_schemas"]
    return frozenset(name for name, schema in schemas.items() if "tags" in schema["block"].get("attributes", {}))


def _owners(applied: Applied) -> list[tuple[str, Environment, str]]:
    """Name, environment and owner of each stack."""
    environments = {environment.name: environment for environment in applied.deployment.environments}
    return [(name, environments[name.split("/")[0]], name.split("/")[1]) for name in applied.plans]


def test_every_stack_applies_plans_empty_and_is_destroyed(applied: Applied) -> None:
    for result in applied.report.results:
        assert result.error is None, f"{result.name}: {result.error}"
        assert result.replan == "empty", f"{result.name} would change {result.replan}"
        assert result.added > 0
        assert result.destroyed == result.added
    assert len(applied.report.results) == len(applied.stacks) >= 3
    assert applied.report.ok


def test_every_tag_reaches_every_resource_that_can_carry_tags(applied: Applied) -> None:
    for name, environment, owner in _owners(applied):
        expected = dict(environment.common_tags)
        if owner != "platform":
            (agency,) = [a for a in applied.deployment.agencies_of(environment.name) if a.id == owner]
            expected |= {"agency": owner} | dict(agency.tags)
        carrying = [r for r in walks.resources(applied.plans[name]) if r.type in applied.taggable]
        assert len(carrying) >= 3, f"{name} has hardly a resource with tags: the walk has nothing to walk"
        assert walks.missing_tags(applied.plans[name], expected, applied.taggable) == []


def test_no_role_reaches_what_belongs_to_another_stack(applied: Applied) -> None:
    arns = {name: walks.owned_arns(plan) for name, plan in applied.plans.items()}
    for name, _, owner in _owners(applied):
        plan = applied.plans[name]
        others = {
            f"{other} {address}": arn
            for other, owned in arns.items()
            if other != name
            for address, arn in owned.items()
            # The platform's handler of errors publishes to the agencies' topics.
            if not (owner == "platform" and ":sns:" in arn)
        }
        assert others
        assert not set(others.values()) & set(arns[name].values())
        assert walks.trespasses(plan, others) == []


def test_no_grant_is_on_what_belongs_to_another_stack_or_to_somebody_whom_the_spec_does_not_name(
    applied: Applied,
) -> None:
    for name, environment, owner in _owners(applied):
        if owner != "platform":
            (agency,) = [a for a in applied.deployment.agencies_of(environment.name) if a.id == owner]
            assert walks.grants_beyond(applied.plans[name], walks.lake_of(applied.deployment, agency)) == []


def test_each_agencys_role_reaches_its_own(applied: Applied) -> None:
    """The walk above would also pass for a role that may do nothing."""
    for name, _, owner in _owners(applied):
        if owner != "platform":
            # The platform's handler publishes to the agency's topic, and no role of the agency's own does.
            own = {address: arn for address, arn in walks.owned_arns(applied.plans[name]).items() if ":sns:" not in arn}
            assert {address.split(".")[2] for address in own} >= {
                "aws_cloudwatch_log_group",
                "aws_kms_key",
                "aws_s3_bucket",
            }
            reached = walks.trespasses(applied.plans[name], own)
            assert all(any(address in line for line in reached) for address in own)


def test_keys_and_buckets_allow_their_account_and_bound_services_only(applied: Applied) -> None:
    for name, environment, _ in _owners(applied):
        assert walks.foreign_principals(applied.plans[name], environment.account_id) == []


def test_keys_encrypt_log_groups_of_their_own_stack_only(applied: Applied) -> None:
    for name, environment, owner in _owners(applied):
        (key,) = [r for r in walks.resources(applied.plans[name]) if r.type == "aws_kms_key"]
        statements = {s["Sid"]: s for s in json.loads(key.values["policy"])["Statement"]}
        patterns = statements["EncryptLogGroups"]["Condition"]["ArnLike"]["kms:EncryptionContext:aws:logs:arn"]
        expected = [f"/civic/{environment.name}/{owner}/*"]
        if owner == "platform" and (kind := names.warehouse_kind(environment.warehouse)):
            stack = names.StackNames("civic", environment.name, owner, environment.account_id)
            expected.append(f"{stack.warehouse_logs(kind)}/*")
        if owner != "platform":
            role = f"civic-{environment.name}-{owner}-glue"
            expected.append(f"/aws-glue/crawlers-role/{role}-{role}")
        start = f"arn:aws:logs:{environment.region}:{environment.account_id}:log-group:"
        assert patterns == [start + name for name in expected]


def test_buckets_are_encrypted_with_the_key_of_their_stack(applied: Applied) -> None:
    for name, _, _ in _owners(applied):
        found = list(walks.resources(applied.plans[name]))
        (key,) = [r.values["arn"] for r in found if r.type == "aws_kms_key"]
        for encryption in found:
            if encryption.type == "aws_s3_bucket_server_side_encryption_configuration":
                (rule,) = encryption.values["rule"]
                (default,) = rule["apply_server_side_encryption_by_default"]
                if "access_logs" in encryption.address:
                    assert default["sse_algorithm"] == "AES256"
                else:
                    assert (default["sse_algorithm"], default["kms_master_key_id"]) == ("aws:kms", key)


NAMED = {
    "aws_athena_workgroup": ("name", rules.WORKGROUP),
    "aws_cloudwatch_dashboard": ("dashboard_name", rules.CLOUDWATCH_DASHBOARD),
    "aws_cloudwatch_event_rule": ("name", rules.EVENT_RULE),
    "aws_cloudwatch_log_group": ("name", rules.LOG_GROUP),
    "aws_cloudwatch_metric_alarm": ("alarm_name", rules.ALARM),
    "aws_glue_catalog_database": ("name", rules.GLUE_DATABASE),
    "aws_glue_crawler": ("name", rules.CRAWLER),
    "aws_glue_job": ("name", rules.JOB),
    "aws_glue_security_configuration": ("name", rules.SECURITY_CONFIGURATION),
    "aws_glue_trigger": ("name", rules.TRIGGER),
    "aws_glue_workflow": ("name", rules.WORKFLOW),
    "aws_iam_role": ("name", rules.ROLE),
    "aws_kinesis_firehose_delivery_stream": ("name", rules.DELIVERY_STREAM),
    "aws_kms_alias": ("name", rules.KEY_ALIAS),
    "aws_lakeformation_lf_tag": ("key", rules.LF_TAG),
    "aws_lambda_function": ("function_name", rules.FUNCTION),
    "aws_quicksight_group": ("group_name", rules.QUICKSIGHT_GROUP),
    "aws_redshift_cluster": ("cluster_identifier", rules.CLUSTER),
    "aws_redshiftserverless_workgroup": ("workgroup_name", rules.SERVERLESS_WORKGROUP),
    "aws_s3_bucket": ("bucket", rules.BUCKET),
    "aws_scheduler_schedule": ("name", rules.SCHEDULE),
    "aws_secretsmanager_secret": ("name", rules.SECRET),
    "aws_sns_topic": ("name", rules.TOPIC),
    "aws_sqs_queue": ("name", rules.QUEUE),
    "aws_ssm_parameter": ("name", rules.PARAMETER),
}
"""Types of resources, with the attribute that is their name, and AWS's rule for it."""


def test_names_in_aws_are_the_names_that_were_checked(applied: Applied) -> None:
    kinds = {rule.kind for _, rule in NAMED.values()}
    for name, environment, owner in _owners(applied):
        stack = names.StackNames("civic", environment.name, owner, environment.account_id)
        if owner == "platform":
            derived = names.names_of_platform(
                stack,
                names.warehouse_kind(environment.warehouse),
                shown=applied.deployment.shows_warehouse(environment),
            )
        else:
            (agency,) = [a for a in applied.deployment.agencies_of(environment.name) if a.id == owner]
            derived = names.names_of_agency(
                stack, [names.traits(one) for one in agency.datasets], notified=agency.notify.anybody
            )
        there = {
            (NAMED[one.type][1].kind, one.values[NAMED[one.type][0]])
            for one in walks.resources(applied.plans[name])
            if one.type in NAMED
        }
        assert there == {(item.rule.kind, item.text) for item in derived if item.rule.kind in kinds}, name


def test_statements_name_schemas_of_their_own_agency_only(applied: Applied) -> None:
    for name, environment, owner in _owners(applied):
        stack = names.StackNames("civic", environment.name, owner, environment.account_id)
        # `staging` is a load's temporary table, which no other session sees.
        own = frozenset({stack.schema, stack.external_schema, "staging"})
        assert walks.foreign_schemas(applied.plans[name], own) == []


def test_object_that_arrives_matches_the_applied_rule_of_its_data_set_alone(applied: Applied) -> None:
    rules = {
        rule.address: rule.values["event_pattern"]
        for rule in walks.resources(applied.plans["dev/dot"])
        if rule.type == "aws_cloudwatch_event_rule" and "_arrival" in rule.address
    }
    assert rules
    bucket = "civic-dev-dot-raw-111122223333"
    objects = [
        (bucket, f"{folder}/{name}/one") for folder in ("data", "errors") for name in ("traffic_counts", "other")
    ]
    for address, pattern in rules.items():
        dataset = address.removeprefix("module.").partition("_arrival")[0]
        assert let_through(pattern, objects) == [(bucket, f"data/{dataset}/one")]
