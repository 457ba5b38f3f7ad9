"""Every AWS name that tfgen derives, and AWS's rule for it."""

from tfgen.names.derived import WAREHOUSE_LOGS, Traits, names_of_agency, names_of_platform, traits
from tfgen.names.rules import (
    BUCKET,
    CLUSTER,
    EVENT_RULE,
    KEY_ALIAS,
    LOG_GROUP,
    PARAMETER,
    ROLE,
    SCHEDULE,
    SCHEMA,
    SECURITY_GROUP,
    SERVERLESS_NAMESPACE,
    SERVERLESS_WORKGROUP,
    Name,
    Rule,
)
from tfgen.names.stack import StackNames, WarehouseKind, agency_names, platform_names, warehouse_kind

__all__ = [
    "BUCKET",
    "CLUSTER",
    "EVENT_RULE",
    "KEY_ALIAS",
    "LOG_GROUP",
    "PARAMETER",
    "ROLE",
    "SCHEDULE",
    "SCHEMA",
    "SECURITY_GROUP",
    "SERVERLESS_NAMESPACE",
    "SERVERLESS_WORKGROUP",
    "WAREHOUSE_LOGS",
    "Name",
    "Rule",
    "StackNames",
    "Traits",
    "WarehouseKind",
    "agency_names",
    "names_of_agency",
    "names_of_platform",
    "platform_names",
    "traits",
    "warehouse_kind",
]
