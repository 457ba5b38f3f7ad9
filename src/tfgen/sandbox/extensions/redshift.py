"""Redshift clusters and parameter groups are described with all that they were made with.

moto 5.2.5
- lacks ModifyClusterParameterGroup, and describes every group with the engine's defaults;
- leaves members out of a cluster that the provider reads or waits for: availability, nodes, relocation, multi-AZ,
  the namespace, the maintenance track, the retention of manual snapshots, the managed password's secret, the VPC;
- takes an automated retention of 0 days for none given, and writes maintenance windows with capitals.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from moto.core.responses import ActionResult
from moto.moto_api._internal import mock_random
from moto.redshift.models import Cluster
from moto.redshift.responses import RedshiftResponse

from tfgen.sandbox.extensions.patching import parameter

if TYPE_CHECKING:
    from tfgen.sandbox.extensions.patching import Original, Patches

_KEEP_FOREVER = -1


def install(patches: Patches) -> None:
    """Complete clusters and parameter groups."""
    patches.wrap(RedshiftResponse, "create_cluster", _create_cluster)
    patches.wrap(RedshiftResponse, "modify_cluster", _modify_cluster)
    patches.replace(RedshiftResponse, "modify_cluster_parameter_group", _modify_cluster_parameter_group)
    patches.replace(RedshiftResponse, "describe_cluster_parameters", _describe_cluster_parameters)
    patches.replace(Cluster, "cluster_availability_status", "Available")
    patches.replace(Cluster, "cluster_nodes", property(_nodes))
    patches.replace(Cluster, "cluster_namespace_arn", property(_namespace))
    patches.replace(Cluster, "vpc_id", property(_vpc))


def _create_cluster(original: Original, response: Any) -> Any:
    answer = original(response)
    cluster = _cluster(response)
    cluster.namespace_id = str(mock_random.uuid4())
    relocates = parameter(response, "AvailabilityZoneRelocation")
    cluster.availability_zone_relocation_status = "enabled" if relocates else "disabled"
    # The shape has "MultiAZ", which moto's search for attributes takes for "multi_az" only if nothing is "MultiAZ".
    cluster.MultiAZ = "Disabled"
    cluster.maintenance_track_name = "current"
    cluster.manual_snapshot_retention_period = _KEEP_FOREVER
    cluster.preferred_maintenance_window = cluster.preferred_maintenance_window.lower()
    if parameter(response, "ManageMasterPassword"):
        partition = cluster.arn.split(":")[1]
        suffix = mock_random.get_random_string(length=6)
        name = f"redshift!{cluster.cluster_identifier}-{cluster.master_username}-{suffix}"
        owner = f"{response.region}:{response.current_account}"
        cluster.master_password_secret_arn = f"arn:{partition}:secretsmanager:{owner}:secret:{name}"
        cluster.master_password_secret_kms_key_id = parameter(response, "MasterPasswordSecretKmsKeyId")
    _keep(response, cluster)
    return answer


def _modify_cluster(original: Original, response: Any) -> Any:
    answer = original(response)
    _keep(response, _cluster(response))
    return answer


def _keep(response: Any, cluster: Any) -> None:
    """Keep of a request what moto passes over."""
    for member, attribute in (
        ("AutomatedSnapshotRetentionPeriod", "automated_snapshot_retention_period"),
        ("MaintenanceTrackName", "maintenance_track_name"),
        ("ManualSnapshotRetentionPeriod", "manual_snapshot_retention_period"),
    ):
        value = parameter(response, member)
        if value is not None:
            setattr(cluster, attribute, value)
    window = parameter(response, "PreferredMaintenanceWindow")
    if window is not None:
        cluster.preferred_maintenance_window = window.lower()


def _cluster(response: Any) -> Any:
    return response.redshift_backend.clusters[parameter(response, "ClusterIdentifier")]


def _nodes(cluster: Any) -> list[dict[str, str]]:
    computing = [{"NodeRole": f"COMPUTE-{number}"} for number in range(cluster.number_of_nodes)]
    return [{"NodeRole": "LEADER"}, *computing] if len(computing) > 1 else [{"NodeRole": "SHARED"}]


def _namespace(cluster: Any) -> str:
    partition = cluster.arn.split(":")[1]
    owner = f"{cluster.region}:{cluster.account_id}"
    return f"arn:{partition}:redshift:{owner}:namespace:{getattr(cluster, 'namespace_id', '')}"


def _vpc(cluster: Any) -> str | None:
    group = cluster.redshift_backend.subnet_groups.get(cluster.cluster_subnet_group_name)
    return group.vpc_id if group else None


def _modify_cluster_parameter_group(response: Any) -> ActionResult:
    group = _group(response)
    group.set_parameters = _set_parameters(group) | {
        one["ParameterName"]: one["ParameterValue"] for one in parameter(response, "Parameters")
    }
    status = "Your parameter group has been updated"
    return ActionResult({"ParameterGroupName": group.name, "ParameterGroupStatus": status})


def _describe_cluster_parameters(response: Any) -> ActionResult:
    group = _group(response)
    own = _set_parameters(group)
    parameters = [
        {**default, "ParameterValue": own[name], "Source": "user"}
        if (name := default["ParameterName"]) in own
        else default
        for default in response.redshift_backend.describe_default_cluster_parameters()
    ]
    known = {one["ParameterName"] for one in parameters}
    parameters += [
        {"ParameterName": name, "ParameterValue": value, "Source": "user", "ApplyType": "static", "IsModifiable": True}
        for name, value in own.items()
        if name not in known
    ]
    source = parameter(response, "Source")
    return ActionResult({"Parameters": [one for one in parameters if source in (None, one["Source"])]})


def _group(response: Any) -> Any:
    (group,) = response.redshift_backend.describe_cluster_parameter_groups(parameter(response, "ParameterGroupName"))
    return group


def _set_parameters(group: Any) -> dict[str, str]:
    found: dict[str, str] = getattr(group, "set_parameters", {})
    return found
