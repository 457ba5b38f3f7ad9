"""The walks themselves: each finds what it is there to find."""

from __future__ import annotations

import json
from typing import Any

import pytest
import walks
from specs import REPOSITORY

from tfgen import pipeline


def plan(*resources: tuple[str, dict[str, Any]]) -> walks.Plan:
    """Put resources into a module of a plan, as `terraform show -json` does."""
    listed = [
        {"mode": "managed", "address": f"module.m.{kind}.this", "type": kind, "values": values}
        for kind, values in resources
    ]
    return {"planned_values": {"root_module": {"child_modules": [{"resources": listed}]}}}


def role(*statements: dict[str, Any]) -> walks.Plan:
    return plan(("aws_iam_role_policy", {"policy": json.dumps({"Statement": list(statements)})}))


def allow(action: str, *resources: str) -> dict[str, Any]:
    return {"Sid": "S", "Effect": "Allow", "Action": action, "Resource": list(resources)}


OTHERS = {
    "doh's bucket": "arn:aws:s3:::civic-dev-doh-raw-111122223333",
    "doh's log group": "arn:aws:logs:us-east-1:111122223333:log-group:/civic/dev/doh/glue",
    "doh's key": "arn:aws:kms:us-east-1:111122223333:key/1",
}
TAGGABLE = frozenset({"aws_s3_bucket"})


def test_tags_walk_accepts_a_resource_with_every_tag() -> None:
    tagged = plan(("aws_s3_bucket", {"tags": {"owner": "a", "zone": "raw"}}))
    assert walks.missing_tags(tagged, {"owner": "a"}, TAGGABLE) == []


@pytest.mark.parametrize("tags", [None, {}, {"Owner": "a"}, {"owner": "b"}])
def test_tags_walk_finds_a_missing_or_different_tag(tags: dict[str, str] | None) -> None:
    assert len(walks.missing_tags(plan(("aws_s3_bucket", {"tags": tags})), {"owner": "a"}, TAGGABLE)) == 1


def test_tags_walk_leaves_types_without_tags_alone() -> None:
    assert walks.missing_tags(plan(("aws_kms_alias", {})), {"owner": "a"}, TAGGABLE) == []


@pytest.mark.parametrize(
    "resource",
    [
        "arn:aws:s3:::civic-dev-doh-raw-111122223333/*",
        "arn:aws:s3:::civic-dev-*",
        "arn:aws:s3:::*/*",
        "arn:aws:logs:us-east-1:111122223333:log-group:/civic/dev/doh/glue:*",
        "arn:aws:logs:*:*:log-group:/civic/*",
        "arn:aws:kms:us-east-1:111122223333:key/*",
        "*",
    ],
)
def test_isolation_walk_finds_what_reaches_others(resource: str) -> None:
    assert walks.trespasses(role(allow("s3:GetObject", resource)), OTHERS)


@pytest.mark.parametrize(
    "resource",
    [
        "arn:aws:s3:::civic-dev-dot-raw-111122223333/*",
        "arn:aws:logs:us-east-1:111122223333:log-group:/civic/dev/dot/glue:*",
        "arn:aws:kms:us-east-1:111122223333:key/2",
    ],
)
def test_isolation_walk_accepts_what_is_the_agencys_own(resource: str) -> None:
    assert walks.trespasses(role(allow("s3:GetObject", resource)), OTHERS) == []


def test_isolation_walk_accepts_everything_only_where_aws_knows_nothing_else() -> None:
    assert walks.trespasses(role(allow("lakeformation:GetDataAccess", "*")), OTHERS) == []


def test_isolation_walk_finds_statements_that_allow_all_but_a_list() -> None:
    statement = {"Sid": "S", "Effect": "Allow", "Action": "s3:GetObject", "NotResource": ["arn:aws:s3:::x"]}
    assert walks.trespasses(role(statement), OTHERS)


@pytest.mark.parametrize(
    ("principal", "condition", "own"),
    [
        ({"AWS": "arn:aws:iam::111122223333:root"}, {}, True),
        ({"AWS": "arn:aws:iam::444455556666:root"}, {}, False),
        ({"AWS": "arn:aws:iam::111122223333:role/somebody"}, {}, False),
        ({"Service": "logs.amazonaws.com"}, {}, False),
        ({"Service": "logs.amazonaws.com"}, {"StringEquals": {"aws:SourceAccount": "111122223333"}}, True),
        ("*", {}, False),
    ],
)
def test_principals_walk_accepts_the_account_and_bound_services_only(
    principal: object, condition: dict[str, Any], own: bool
) -> None:
    statement = {"Sid": "S", "Effect": "Allow", "Principal": principal, "Action": "kms:*", "Condition": condition}
    key = plan(("aws_kms_key", {"policy": json.dumps({"Statement": [statement]})}))
    assert (walks.foreign_principals(key, "111122223333") == []) is own


GLUE = "arn:aws:iam::111122223333:role/civic-dev-dot-glue"
ANALYSTS = "arn:aws:quicksight:us-east-1:111122223333:group/default/dot-analysts"
LAKE = walks.Lake(
    databases=frozenset({"civic_dev_dot", "civic_dev_dot_raw"}),
    bucket="arn:aws:s3:::civic-dev-dot-processed-111122223333",
    writers=frozenset({GLUE}),
    readers=frozenset({ANALYSTS, "444455556666"}),
)
OWN_TABLE = {"table": [{"database_name": "civic_dev_dot", "name": "roads", "wildcard": False}]}
ALL_TABLES = {"table": [{"database_name": "civic_dev_dot", "name": "", "wildcard": True}]}
OTHERS_TABLE = {"table": [{"database_name": "civic_dev_doh", "name": "results", "wildcard": False}]}


def grant(principal: str, on: dict[str, Any], *permissions: str, grantable: tuple[str, ...] = ()) -> walks.Plan:
    values = {
        "principal": principal,
        "permissions": list(permissions),
        "permissions_with_grant_option": list(grantable),
    }
    return plan(("aws_lakeformation_permissions", values | {"database": [], "table": []} | on))


@pytest.mark.parametrize(
    "granted",
    [
        grant(ANALYSTS, OWN_TABLE, "DESCRIBE", "SELECT"),
        grant(ANALYSTS, {"database": [{"name": "civic_dev_dot"}]}, "DESCRIBE"),
        grant("444455556666", OWN_TABLE, "SELECT", grantable=("SELECT",)),
        grant(GLUE, ALL_TABLES, "ALTER", "INSERT", "SELECT"),
        grant(GLUE, {"data_location": [{"arn": f"{LAKE.bucket}/data"}]}, "DATA_LOCATION_ACCESS"),
        plan(("aws_lakeformation_data_cells_filter", {"table_data": [{"database_name": "civic_dev_dot"}]})),
    ],
)
def test_grants_walk_accepts_what_the_spec_says(granted: walks.Plan) -> None:
    assert walks.grants_beyond(granted, LAKE) == []


@pytest.mark.parametrize(
    ("granted", "problem"),
    [
        (grant(ANALYSTS, OTHERS_TABLE, "SELECT"), "is on the database civic_dev_doh"),
        (grant(GLUE, {"database": [{"name": "civic_dev_doh"}]}, "DESCRIBE"), "is on the database civic_dev_doh"),
        (
            grant(
                GLUE,
                {"data_location": [{"arn": "arn:aws:s3:::civic-dev-dot-processed-1111/data"}]},
                "DATA_LOCATION_ACCESS",
            ),
            "is on the location",
        ),
        (grant("IAM_ALLOWED_PRINCIPALS", OWN_TABLE, "SELECT"), "is to IAM_ALLOWED_PRINCIPALS"),
        (grant(ANALYSTS.replace("dot-", "doh-"), OWN_TABLE, "SELECT"), "is to arn:aws:quicksight"),
        (grant(ANALYSTS, OWN_TABLE, "SELECT", "INSERT"), "do more than read: INSERT, SELECT"),
        (grant(ANALYSTS, ALL_TABLES, "SELECT"), "read whatever there is"),
        (grant(ANALYSTS, OWN_TABLE, "SELECT", grantable=("SELECT",)), "grant on"),
        (grant(ANALYSTS, {"catalog_resource": True}, "DESCRIBE"), "is on the whole catalog"),
        (
            plan(("aws_lakeformation_data_cells_filter", {"table_data": [{"database_name": "civic_dev_doh"}]})),
            "is on the database civic_dev_doh",
        ),
    ],
)
def test_grants_walk_finds_what_the_spec_does_not_say(granted: walks.Plan, problem: str) -> None:
    (found,) = walks.grants_beyond(granted, LAKE)
    assert problem in found


def test_grants_walk_knows_from_the_spec_who_may_be_granted_what() -> None:
    deployment = pipeline.check(REPOSITORY / "agencies.yaml").deployment
    assert deployment is not None
    (dot,) = [agency for agency in deployment.agencies_of("dev") if agency.id == "dot"]
    lake = walks.lake_of(deployment, dot)
    assert (lake.databases, lake.bucket, lake.writers) == (LAKE.databases, LAKE.bucket, LAKE.writers)
    group = "arn:aws:quicksight:us-east-1:111122223333:group/default/"
    role = "arn:aws:iam::111122223333:role/civic-dev-dot-spectrum"
    assert lake.readers == {
        f"{group}dot-analysts",
        f"{group}civic-dev-doh-readers",
        f"{group}civic-dev-dot-readers",
        "arn:aws:quicksight:us-east-1:111122223333:user/default/data-platform-dev@example.gov",
        role,
    }


OWN_SCHEMAS = frozenset({"dot", "dot_lake"})


def statement(sql: str) -> walks.Plan:
    return plan(("aws_redshiftdata_statement", {"sql": sql}))


@pytest.mark.parametrize(
    "sql",
    [
        'CALL "dot"."load_permits"()',
        'INSERT INTO "dot"."t" ("a") SELECT "a" FROM "dot_lake"."t"',
        'CREATE SCHEMA IF NOT EXISTS "dot"',
        'REVOKE CREATE ON SCHEMA "public" FROM PUBLIC',
        'GRANT ROLE "dot_reader_planners" TO ROLE "doh_readers"',
        "SELECT 1 FROM svv_columns WHERE table_schema = 'dot'",
    ],
)
def test_schema_walk_accepts_the_agency_s_own_schemas(sql: str) -> None:
    assert walks.foreign_schemas(statement(sql), OWN_SCHEMAS) == []


@pytest.mark.parametrize(
    "sql",
    [
        'SELECT "a" FROM "doh"."lab_results"',
        'SELECT "doh"."lab_results"."a" FROM "dot"."t"',
        'GRANT USAGE ON SCHEMA "doh" TO "dot_loader"',
        'GRANT CREATE ON SCHEMA "doh" TO PUBLIC',
        'CREATE EXTERNAL SCHEMA IF NOT EXISTS "doh" FROM DATA CATALOG',
        "SELECT 1 FROM svv_columns WHERE table_schema = 'doh'",
        "SELECT 1 FROM svv_schema_privileges WHERE namespace_name = 'doh'",
    ],
)
def test_schema_walk_finds_the_schema_of_another_agency(sql: str) -> None:
    assert walks.foreign_schemas(statement(sql), OWN_SCHEMAS) == [
        "module.m.aws_redshiftdata_statement.this names the schema doh"
    ]
