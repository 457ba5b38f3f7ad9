"""The values that an environment's stacks share: `tf_vars/<environment>.auto.tfvars`."""

from __future__ import annotations

from typing import TYPE_CHECKING

from msgspec import Struct

if TYPE_CHECKING:
    from tfgen.model import Environment
    from tfgen.views.facts import Arguments


class VariableValues(Struct, frozen=True):
    """Values of the inputs of every stack of one environment."""

    variables: Arguments


def variable_values(environment: Environment) -> VariableValues:
    """Give the inputs of an environment's stacks their values."""
    return VariableValues(
        (
            ("account_id", environment.account_id),
            ("environment", environment.name),
            ("region", environment.region),
            ("common_tags", environment.common_tags),
        )
    )
