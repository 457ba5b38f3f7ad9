"""Whose something is, read from its name: every name starts with platform, environment and agency."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Any

PLATFORM = "platform"
"""Stands in the place of the agency where something is shared by all."""


@dataclass(frozen=True, slots=True)
class Names:
    """The names of one platform in one environment."""

    platform: str
    environment: str

    def is_ours(self, name: Any) -> bool:
        """Whether a name is one of ours: `civic-dev-…`, or `civic_dev_…` for databases.

        >>> Names("civic", "dev").is_ours("civic-prod-dot-roads")
        False
        """
        return isinstance(name, str) and name.startswith(
            (f"{self.platform}-{self.environment}-", f"{self.platform}_{self.environment}_")
        )

    def agency(self, name: Any) -> str:
        """Return the id of the agency that a name belongs to; what is shared, or not clear, is the platform's.

        >>> names = Names("civic", "dev")
        >>> names.agency("civic-dev-dot-roads"), names.agency("civic_dev_doh_raw"), names.agency("roads")
        ('dot', 'doh', 'platform')
        """
        if not isinstance(name, str):
            return PLATFORM
        start = re.escape(self.platform) + "([-_])" + re.escape(self.environment) + r"\1"
        found = re.match(start + r"([a-z][a-z0-9]{1,19})(?:\1|\Z)", name)
        return found[2] if found else PLATFORM

    def claimed(self, agency: Any) -> str:
        """Return the agency that an application says it works for, if that can be an id; else the platform."""
        return agency if isinstance(agency, str) and re.fullmatch("[a-z][a-z0-9]{1,19}", agency) else PLATFORM
