"""The modules that tfgen renders, by name."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tfgen.views.modules import (
    athena,
    cloudwatch,
    cloudwatch_alarm,
    cloudwatch_dashboard,
    error_topic,
    errors,
    errors_table,
    eventbridge,
    glue,
    glue_pipeline,
    glue_settings,
    iam,
    kinesis,
    kinesis_alarms,
    kms,
    lakeformation,
    lakeformation_cells,
    lakeformation_columns,
    lakeformation_reader,
    lakeformation_settings,
    lakeformation_table,
    quicksight,
    quicksight_dashboard,
    quicksight_vpc,
    quicksight_warehouse,
    redshift_agency,
    redshift_cluster,
    redshift_load_event,
    redshift_load_schedule,
    redshift_network,
    redshift_schema,
    redshift_serverless,
    redshift_table,
    s3,
    s3_access_logs,
    secret,
    sqs,
    ssm,
)

if TYPE_CHECKING:
    from collections.abc import Mapping

    from tfgen.views.facts import Module

_ALL = (
    athena,
    cloudwatch,
    cloudwatch_alarm,
    cloudwatch_dashboard,
    error_topic,
    errors,
    errors_table,
    eventbridge,
    glue,
    glue_pipeline,
    glue_settings,
    iam,
    kinesis,
    kinesis_alarms,
    kms,
    lakeformation,
    lakeformation_cells,
    lakeformation_columns,
    lakeformation_reader,
    lakeformation_settings,
    lakeformation_table,
    quicksight,
    quicksight_dashboard,
    quicksight_vpc,
    quicksight_warehouse,
    redshift_agency,
    redshift_cluster,
    redshift_load_event,
    redshift_load_schedule,
    redshift_network,
    redshift_schema,
    redshift_serverless,
    redshift_table,
    s3,
    s3_access_logs,
    secret,
    sqs,
    ssm,
)

MODULES: Mapping[str, Module] = {module.MODULE.name: module.MODULE for module in _ALL}
