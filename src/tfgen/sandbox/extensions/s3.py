"""Buckets heed the conditions of their policy, report EventBridge, and hold no access logs yet.

What moto 5.2.5 does otherwise:

- It takes a policy statement whose `Condition` does not hold for one that denies, so that a bucket which
  refuses requests without TLS refuses every request for an object. Here the conditions are evaluated (see
  `conditions`).
- Before it lets a bucket log into another, it looks for the permission in the latter's policy, and fails with
  status 500 when a statement's principal is `*`; it also overlooks permissions in lists.
- GetBucketNotificationConfiguration leaves `EventBridgeConfiguration` out; the next plan wants to add it.
- It writes an access log object within each request, and a log bucket is never empty when Terraform comes to
  destroy it. AWS delivers logs "within a few hours of the time that they are recorded"
  (https://docs.aws.amazon.com/AmazonS3/latest/userguide/ServerLogs.html), later than any run here lasts.
"""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any
from xml.etree import ElementTree as ET

from flask import has_request_context, request
from moto.iam.access_control import IAMPolicy, PermissionResult
from moto.s3.models import FakeBucket, S3Backend
from moto.s3.responses import S3Response

from tfgen.sandbox.extensions import conditions

if TYPE_CHECKING:
    from tfgen.sandbox.extensions.patching import Original, Patches

_LOG_DELIVERY = "logging.s3.amazonaws.com"
_NAMESPACE = "http://s3.amazonaws.com/doc/2006-03-01/"


def install(patches: Patches) -> None:
    """Change moto's buckets and the answers about them."""
    patches.replace(FakeBucket, "get_permission", _get_permission)
    patches.wrap(S3Response, "get_bucket_notification", _get_bucket_notification)
    patches.replace(FakeBucket, "_log_permissions_enabled_policy", staticmethod(_may_receive_logs))
    patches.replace(S3Backend, "log_incoming_request", _deliver_logs_later)


def _get_permission(bucket: Any, action: str, resource: str) -> Any:
    """Return moto's own verdict on a request, judged by the statements that apply to it."""
    if bucket.policy is None:
        return PermissionResult.NEUTRAL
    applying = conditions.applying(json.loads(bucket.policy), _context())
    policy = IAMPolicy(json.dumps({"Statement": applying}))
    return policy.is_action_permitted(action, resource)


def _context() -> conditions.Context:
    """Condition keys of the request in hand.

    The emulator listens on the loopback interface only, without TLS; that counts as a secure transport, since
    what is to be found out is how the stack behaves for clients that use TLS.
    """
    context = {"aws:securetransport": "true", "s3:tlsversion": "1.3"}
    if has_request_context():
        sent = {name: request.headers.get(name) for name in conditions.S3_HEADERS}
        context |= {f"s3:{name}": value for name, value in sent.items() if value is not None}
    return context


def _may_receive_logs(target_bucket: Any, target_prefix: str | None) -> bool:
    """Tell whether a bucket's policy lets S3 deliver access logs under a prefix."""
    if target_bucket.policy is None:
        return False
    allowing = [
        {"Effect": "Allow", "Action": statement.get("Action", []), "Resource": statement.get("Resource", [])}
        for statement in conditions.as_list(json.loads(target_bucket.policy)["Statement"])
        if statement["Effect"] == "Allow" and _names_log_delivery(statement.get("Principal"))
    ]
    place = f"arn:{target_bucket.partition}:s3:::{target_bucket.name}/{target_prefix or ''}log"
    verdict = IAMPolicy(json.dumps({"Statement": allowing})).is_action_permitted("s3:PutObject", place)
    return verdict == PermissionResult.PERMITTED


def _names_log_delivery(principal: Any) -> bool:
    return isinstance(principal, dict) and _LOG_DELIVERY in conditions.as_list(principal.get("Service"))


def _get_bucket_notification(original: Original, response: Any) -> Any:
    """Complete moto's answer with the empty element that says that events go to EventBridge."""
    answer = original(response)
    stored = response.backend.get_bucket_notification_configuration(response.bucket_name)
    if stored is None or stored.event_bridge is None:
        return answer
    status, headers, body = answer
    ET.register_namespace("", _NAMESPACE)
    root = ET.fromstring(body)  # noqa: S314 -- moto itself wrote this document a moment ago
    name = f"{{{_NAMESPACE}}}EventBridgeConfiguration"
    if root.find(name) is None:
        ET.SubElement(root, name)
    return status, headers, ET.tostring(root, encoding="unicode", xml_declaration=True)


def _deliver_logs_later(_backend: object, _request: object, _bucket_name: str) -> None:
    """Write no access log: AWS would deliver it when the run is long over."""
