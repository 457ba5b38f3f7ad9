"""What a spec means beyond its references: the row of checks that look at one thing each."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tfgen.check.alarms import check_alarms
from tfgen.check.arns import check_arns
from tfgen.check.buckets import check_buckets
from tfgen.check.columns import check_columns
from tfgen.check.contacts import check_contacts
from tfgen.check.duplicates import check_duplicates
from tfgen.check.environments import check_environments
from tfgen.check.options import check_options
from tfgen.check.own_readers import check_own_readers
from tfgen.check.renames import check_renames
from tfgen.check.reserved_words import check_reserved_words
from tfgen.check.retention import check_retention
from tfgen.check.row_filters import check_row_filters
from tfgen.check.schedules import check_schedules
from tfgen.check.switches import check_switches

if TYPE_CHECKING:
    from tfgen.check.sound import Data
    from tfgen.errors import Diagnostic
    from tfgen.loader import Source

_CHECKS = (
    check_alarms,
    check_arns,
    check_buckets,
    check_columns,
    check_contacts,
    check_duplicates,
    check_environments,
    check_options,
    check_own_readers,
    check_renames,
    check_reserved_words,
    check_retention,
    check_row_filters,
    check_schedules,
    check_switches,
)


def check_meaning(source: Source, sound: Data) -> list[Diagnostic]:
    """Find what is wrong or doubtful in the sound part of a spec although every reference in it leads somewhere."""
    return [problem for check in _CHECKS for problem in check(source, sound)]
