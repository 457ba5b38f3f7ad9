"""Every AWS name that tfgen derives, and AWS's rule for it."""

from tfgen.names.derived import Traits, names_of_agency, names_of_platform, traits
from tfgen.names.rules import BUCKET, KEY_ALIAS, LOG_GROUP, ROLE, TOPIC, Name, Rule
from tfgen.names.stack import StackNames, agency_names, platform_names

__all__ = [
    "BUCKET",
    "KEY_ALIAS",
    "LOG_GROUP",
    "ROLE",
    "TOPIC",
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
