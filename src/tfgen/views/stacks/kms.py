"""The stack's key: `kms.tf`."""

from __future__ import annotations

from typing import TYPE_CHECKING

from msgspec import Struct

from tfgen.names import agency_names, platform_names, warehouse_kind
from tfgen.views.facts import Output
from tfgen.views.stacks.concern import Concern, Kept
from tfgen.views.stacks.eventbridge import has_dead_letters
from tfgen.views.stacks.pipelines import processes

if TYPE_CHECKING:
    from tfgen.model import Agency, Deployment, Environment
    from tfgen.names import StackNames

OUTPUTS = (
    Output("kms_alias_name", "Name of the key's alias.", "module.kms.alias_name"),
    Output("kms_key_arn", "ARN of the key that encrypts everything in this stack.", "module.kms.key_arn"),
)


class KmsView(Struct, frozen=True):
    """Values of `kms.tf`; the window is in days. `service_principals` publish messages that the key encrypts."""

    deletion_window_days: int
    description: str
    log_group_prefix: str
    service_principals: tuple[str, ...] = ()
    log_groups: tuple[str, ...] = ()


def _agency(deployment: Deployment, agency: Agency) -> KmsView:
    return KmsView(
        deletion_window_days=agency.settings.key_deletion_window_days,
        description=f"Encrypts what {agency.name} ({agency.id}) keeps in {agency.environment.name}.",
        log_group_prefix=agency_names(deployment, agency).log_group_prefix,
        service_principals=("events.amazonaws.com",) if has_dead_letters(agency) else (),
        log_groups=(agency_names(deployment, agency).crawler_log_group,) if processes(agency) else (),
    )


def _platform(deployment: Deployment, environment: Environment) -> KmsView:
    names, kind = platform_names(deployment, environment), warehouse_kind(environment.warehouse)
    return KmsView(
        deletion_window_days=environment.settings.key_deletion_window_days,
        description=f"Encrypts what all agencies share in {environment.name}.",
        log_group_prefix=names.log_group_prefix,
        log_groups=(f"{names.warehouse_logs(kind)}/*",) if kind else (),
    )


def _kept(names: StackNames) -> tuple[Kept, ...]:
    return (Kept("kms", f"the KMS key {names.key_alias}"),)


AGENCY = Concern(
    "kms.tf",
    "The agency's key.",
    OUTPUTS,
    _agency,
    modules=("kms",),
    keeps=lambda deployment, agency: _kept(agency_names(deployment, agency)),
)
PLATFORM = Concern(
    "kms.tf",
    "The platform's key, for what all agencies share.",
    OUTPUTS,
    _platform,
    modules=("kms",),
    keeps=lambda deployment, environment: _kept(platform_names(deployment, environment)),
)
