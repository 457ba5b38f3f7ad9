"""Every AWS name that tfgen derives, and AWS's rule for it."""

from tfgen.names.derived import Traits, names_of_agency, names_of_platform, traits
from tfgen.names.rules import (
    ALARM,
    BUCKET,
    CLOUDWATCH_DASHBOARD,
    DELIVERY_STREAM,
    EVENT_RULE,
    KEY_ALIAS,
    LOG_GROUP,
    ON_DEMAND_STREAM,
    ROLE,
    Name,
    Rule,
)
from tfgen.names.stack import StackNames, agency_names, platform_names

__all__ = [
    "ALARM",
    "BUCKET",
    "CLOUDWATCH_DASHBOARD",
    "DELIVERY_STREAM",
    "EVENT_RULE",
    "KEY_ALIAS",
    "LOG_GROUP",
    "ON_DEMAND_STREAM",
    "ROLE",
    "Name",
    "Rule",
    "StackNames",
    "Traits",
    "agency_names",
    "names_of_agency",
    "names_of_platform",
    "platform_names",
    "traits",
]
