"""Redshift Serverless exists: namespaces, workgroups, usage limits and their tags.

moto 5.2.5 has no such service. What is created here is there at once and complete, in the shapes of
https://docs.aws.amazon.com/redshift-serverless/latest/APIReference/Welcome.html.
"""

from __future__ import annotations

import re
from types import SimpleNamespace
from typing import TYPE_CHECKING, Any, ClassVar

from moto import backend_index, backends
from moto.core.base_backend import BackendDict, BaseBackend
from moto.core.exceptions import JsonRESTError
from moto.core.responses import ActionResult, BaseResponse
from moto.core.utils import utcnow
from moto.moto_api._internal import mock_random

from tfgen.sandbox.extensions.patching import parameter

if TYPE_CHECKING:
    from tfgen.sandbox.extensions.patching import Patches

_SERVICE = "redshiftserverless"
_HOST = r"https?://redshift-serverless\.(.+)\.amazonaws\.com"
_PORT = 5439
_NAMESPACE_DEFAULTS = {"adminUsername": "admin", "dbName": "dev", "iamRoles": [], "logExports": []}
_WORKGROUP_DEFAULTS = {
    "baseCapacity": 128,
    "configParameters": [],
    "enhancedVpcRouting": False,
    "pricePerformanceTarget": {"status": "DISABLED"},
    "port": _PORT,
    "publiclyAccessible": False,
    "securityGroupIds": [],
    "subnetIds": [],
    "trackName": "current",
}
_USAGE_LIMIT_DEFAULTS = {"breachAction": "log", "period": "monthly"}


class ServerlessBackend(BaseBackend):
    """What one account has of Redshift Serverless in one region: documents as the service answers them."""

    def __init__(self, region_name: str, account_id: str) -> None:
        super().__init__(region_name, account_id)
        self.kept: dict[tuple[str, str], dict[str, Any]] = {}
        self.tags: dict[str, dict[str, str]] = {}

    @property
    def _url_module(self) -> Any:
        """Where the requests go; moto looks for a module beside that of the class."""
        return SimpleNamespace(url_bases=[_HOST], url_paths={"{0}/$": ServerlessResponse.dispatch})

    def arn(self, kind: str, identity: str) -> str:
        """ARN of something new."""
        return f"arn:{self.partition}:redshift-serverless:{self.region_name}:{self.account_id}:{kind}/{identity}"


# The service's endpoints are where Redshift is, and moto needs to know regions.
_backends: BackendDict[ServerlessBackend] = BackendDict(ServerlessBackend, "redshift")


class ServerlessResponse(BaseResponse):
    """Answers requests; `X-Amz-Target` names the method in snake case."""

    # Kind of thing: the member that names it, that of its ARN, and what AWS sets where the request does not.
    _KINDS: ClassVar[dict[str, tuple[str, str, dict[str, Any]]]] = {
        "namespace": ("namespaceName", "namespaceArn", _NAMESPACE_DEFAULTS),
        "workgroup": ("workgroupName", "workgroupArn", _WORKGROUP_DEFAULTS),
        "usageLimit": ("usageLimitId", "usageLimitArn", _USAGE_LIMIT_DEFAULTS),
    }

    def __init__(self) -> None:
        super().__init__(service_name="redshift-serverless")
        self.automated_parameter_parsing = True

    @property
    def backend(self) -> ServerlessBackend:
        """The account and region of the request."""
        return _backends[self.current_account][self.region]

    def create_namespace(self) -> ActionResult:
        """Create a namespace; a managed password lies in a secret that AWS names."""
        made = self._create("namespace")
        given = self._given()
        if given.get("manageAdminPassword"):
            arn = f"arn:{self.backend.partition}:secretsmanager:{self.region}:{self.current_account}:secret:"
            suffix = mock_random.get_random_string(length=6)
            made["adminPasswordSecretArn"] = f"{arn}redshift!{made['namespaceName']}-{made['adminUsername']}-{suffix}"
            made.setdefault("adminPasswordSecretKmsKeyId", "aws/secretsmanager")
        made.setdefault("kmsKeyId", "AWS_OWNED_KMS_KEY")
        return ActionResult({"namespace": made})

    def create_workgroup(self) -> ActionResult:
        """Create a workgroup of a namespace that exists."""
        self._find("namespace", parameter(self, "namespaceName"))
        made = self._create("workgroup")
        host = f"{made['workgroupName']}.{self.current_account}.{self.region}.redshift-serverless.amazonaws.com"
        made["endpoint"] = {"address": host, "port": made["port"], "vpcEndpoints": []}
        return ActionResult({"workgroup": made})

    def create_usage_limit(self) -> ActionResult:
        """Create a usage limit of a workgroup."""
        return ActionResult({"usageLimit": self._create("usageLimit")})

    def get_namespace(self) -> ActionResult:
        """Describe a namespace."""
        return self._get("namespace")

    def get_workgroup(self) -> ActionResult:
        """Describe a workgroup."""
        return self._get("workgroup")

    def get_usage_limit(self) -> ActionResult:
        """Describe a usage limit."""
        return self._get("usageLimit")

    def update_namespace(self) -> ActionResult:
        """Change a namespace."""
        return self._update("namespace")

    def update_workgroup(self) -> ActionResult:
        """Change a workgroup."""
        return self._update("workgroup")

    def update_usage_limit(self) -> ActionResult:
        """Change a usage limit."""
        return self._update("usageLimit")

    def delete_namespace(self) -> ActionResult:
        """Delete a namespace; one that still has a workgroup is in use."""
        name = parameter(self, "namespaceName")
        used = [one for (kind, _), one in self.backend.kept.items() if kind == "workgroup"]
        if any(workgroup["namespaceName"] == name for workgroup in used):
            raise JsonRESTError("ConflictException", f"Namespace {name} has a workgroup")
        return self._delete("namespace", "DELETING")

    def delete_workgroup(self) -> ActionResult:
        """Delete a workgroup."""
        return self._delete("workgroup", "DELETING")

    def delete_usage_limit(self) -> ActionResult:
        """Delete a usage limit."""
        return self._delete("usageLimit", None)

    def list_tags_for_resource(self) -> ActionResult:
        """List the tags of whatever has the ARN."""
        tags = self.backend.tags.get(parameter(self, "resourceArn"), {})
        return ActionResult({"tags": [{"key": key, "value": value} for key, value in tags.items()]})

    def tag_resource(self) -> ActionResult:
        """Add tags."""
        self._tag(parameter(self, "resourceArn"), parameter(self, "tags"))
        return ActionResult({})

    def untag_resource(self) -> ActionResult:
        """Take tags away."""
        tags = self.backend.tags.get(parameter(self, "resourceArn"), {})
        for key in parameter(self, "tagKeys"):
            tags.pop(key, None)
        return ActionResult({})

    def _given(self) -> dict[str, Any]:
        return dict(self.params)

    def _create(self, kind: str) -> dict[str, Any]:
        name, arn, defaults = self._KINDS[kind]
        given = self._given()
        identity = str(mock_random.uuid4())
        hidden = ("tags", "adminUserPassword", "manageAdminPassword")
        made = defaults | {key: value for key, value in given.items() if key not in hidden}
        made |= {f"{kind}Id": identity, arn: self.backend.arn(kind.lower(), identity)}
        if kind != "usageLimit":
            made |= {"creationDate": utcnow(), "status": "AVAILABLE"}
        place = (kind, made[name])
        if place in self.backend.kept:
            raise JsonRESTError("ConflictException", f"{kind} {made[name]} already exists")
        self.backend.kept[place] = made
        self._tag(made[arn], given.get("tags") or [])
        return made

    def _find(self, kind: str, name: str) -> dict[str, Any]:
        if (kind, name) not in self.backend.kept:
            raise JsonRESTError("ResourceNotFoundException", f"{kind} {name} does not exist")
        return self.backend.kept[kind, name]

    def _get(self, kind: str) -> ActionResult:
        return ActionResult({kind: self._find(kind, parameter(self, self._KINDS[kind][0]))})

    def _update(self, kind: str) -> ActionResult:
        found = self._find(kind, parameter(self, self._KINDS[kind][0]))
        found |= {key: value for key, value in self._given().items() if key not in {"tags", "adminUserPassword"}}
        return ActionResult({kind: found})

    def _delete(self, kind: str, status: str | None) -> ActionResult:
        name, arn, _ = self._KINDS[kind]
        found = self._find(kind, parameter(self, name))
        del self.backend.kept[kind, found[name]]
        self.backend.tags.pop(found[arn], None)
        return ActionResult({kind: found | ({"status": status} if status else {})})

    def _tag(self, arn: str, tags: list[dict[str, str]]) -> None:
        self.backend.tags.setdefault(arn, {}).update({tag["key"]: tag.get("value", "") for tag in tags})


def install(patches: Patches) -> None:
    """Put the service beside moto's own, where its server looks for it."""

    def get_backend(name: str) -> Any:
        return _backends if name == _SERVICE else original(name)

    original: Any = backends.get_backend
    patches.replace(backends, "get_backend", get_backend)
    known = [*backend_index.backend_url_patterns, (_SERVICE, re.compile(_HOST))]
    patches.replace(backend_index, "backend_url_patterns", known)
