"""Lake Formation lists and revokes grants as AWS does.

What moto 5.2.5 does otherwise:

- RevokePermissions never fails. AWS says that the grantee has none when there is nothing left to revoke, and that is
  what the provider asks for again and again until it hears it: no destroy comes to an end.
- ListPermissions gives a grant on columns, on a data cells filter or on LF-tags never back, and fails with status 500
  when grants on a named table and on all tables of a database meet.
- A grant comes back as it was made. AWS lists SELECT apart from other permissions of a table, as a grant on all of
  its columns, and names a wildcard ALL_TABLES (the comments in the provider's
  internal/service/lakeformation/filter.go have it in full).
- A grant on a database or a table that is not there is taken; AWS refuses it.

Grants are kept here, beside moto's backend, and go when it is reset. For filters of cells see `lakeformation_filters`.
"""

from __future__ import annotations

import json
import threading
from typing import TYPE_CHECKING, Any

from botocore import xform_name
from moto.glue.models import glue_backends
from moto.lakeformation.exceptions import EntityNotFound, InvalidInput
from moto.lakeformation.responses import LakeFormationResponse

from tfgen.sandbox.extensions.patching import parameter

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from tfgen.sandbox.extensions.patching import Patches

Resource = dict[str, Any]
"""A resource as requests have it: one kind, `Database`, `Table` and so on, and what it says."""

ALL_TABLES = "ALL_TABLES"
_NOTHING_TO_REVOKE = "No permissions revoked. Grantee has no permissions on resource."
_TYPES = {
    "CATALOG": ("Catalog",),
    "DATABASE": ("Database",),
    "TABLE": ("Table", "TableWithColumns", "DataCellsFilter"),
    "DATA_LOCATION": ("DataLocation",),
    "LF_TAG": ("LFTag",),
    "LF_TAG_POLICY": ("LFTagPolicy",),
    "LF_TAG_POLICY_DATABASE": ("LFTagPolicy",),
    "LF_TAG_POLICY_TABLE": ("LFTagPolicy",),
}
_lock = threading.Lock()


def install(patches: Patches) -> None:
    """Answer for grants."""
    operations: dict[str, Callable[[Any], str]] = {
        "GrantPermissions": _grant_permissions,
        "RevokePermissions": _revoke_permissions,
        "ListPermissions": _list_permissions,
    }
    for operation, answer in operations.items():
        patches.replace(LakeFormationResponse, xform_name(operation), answer)


class Grant:
    """What one principal may do with one resource."""

    def __init__(self, principal: str, resource: Resource) -> None:
        self.principal = principal
        self.resource = resource
        self.permissions: set[str] = set()
        self.grantable: set[str] = set()

    def external_form(self) -> dict[str, Any]:
        """Give the grant as ListPermissions lists it."""
        return {
            "Principal": {"DataLakePrincipalIdentifier": self.principal},
            "Resource": self.resource,
            "Permissions": sorted(self.permissions),
            "PermissionsWithGrantOption": sorted(self.grantable),
        }


def listed_as(resource: Resource, permissions: set[str]) -> Iterator[tuple[Resource, set[str]]]:
    """Give a grant's parts as AWS lists them: SELECT apart, on columns, and the rest on the table.

    >>> table = {"Table": {"DatabaseName": "d", "Name": "t"}}
    >>> for part in listed_as(table, {"DESCRIBE", "SELECT"}):
    ...     print(part)
    ({'Table': {'DatabaseName': 'd', 'Name': 't'}}, {'DESCRIBE'})
    ({'TableWithColumns': {'DatabaseName': 'd', 'Name': 't', 'ColumnWildcard': {}}}, {'SELECT'})
    """
    ((kind, what),) = resource.items()
    if kind not in {"Table", "TableWithColumns"}:
        yield resource, permissions
        return
    columns = {key: what[key] for key in ("ColumnNames", "ColumnWildcard") if key in what}
    table = {key: value for key, value in what.items() if key not in columns}
    if "TableWildcard" in table:
        table["Name"] = ALL_TABLES
    others = permissions - {"SELECT"}
    if others:
        yield {"Table": table}, others
    if "SELECT" in permissions:
        named = {key: value for key, value in table.items() if key != "TableWildcard"}
        yield {"TableWithColumns": named | (columns or {"ColumnWildcard": {}})}, {"SELECT"}


def _grants(response: Any) -> dict[str, Grant]:
    grants: dict[str, Grant] = vars(response.lakeformation_backend).setdefault("sandbox_grants", {})
    return grants


def _principal(response: Any) -> str | None:
    given = parameter(response, "Principal")
    return given["DataLakePrincipalIdentifier"] if given else None


def _resource(response: Any) -> Resource:
    """Return the resource of a request with its catalog, which AWS fills in."""
    catalog = parameter(response, "CatalogId") or response.current_account
    ((kind, what),) = parameter(response, "Resource").items()
    if kind in {"Catalog", "DataCellsFilter"}:
        return {kind: what}
    filled = {"CatalogId": catalog, **what}
    if "ColumnNames" in filled:
        filled["ColumnNames"] = sorted(filled["ColumnNames"])
    return {kind: filled}


def _key(principal: str, resource: Resource) -> str:
    return json.dumps([principal, resource], sort_keys=True)


def _grant_permissions(response: Any) -> str:
    principal, resource = _principal(response), _resource(response)
    if principal is None:
        raise InvalidInput("Principal is mandatory.")
    must_exist(response, resource)
    with _lock:
        for field in ("permissions", "grantable"):
            for part, permissions in listed_as(resource, _permissions(response, field)):
                grant = _grants(response).setdefault(_key(principal, part), Grant(principal, part))
                getattr(grant, field).update(permissions)
    return "{}"


def must_exist(response: Any, resource: Resource) -> None:
    """Refuse a resource that the Glue catalog does not have. Raises EntityNotFound."""
    ((kind, what),) = resource.items()
    if kind not in {"Database", "Table", "TableWithColumns", "DataCellsFilter"}:
        return
    databases = glue_backends[response.current_account][response.region].databases
    database = databases.get(what["Name"] if kind == "Database" else what["DatabaseName"])
    if database is None:
        raise EntityNotFound
    table = what.get("TableName") if kind == "DataCellsFilter" else what.get("Name")
    if kind != "Database" and table is not None and table not in database.tables:
        raise EntityNotFound


def _revoke_permissions(response: Any) -> str:
    principal, resource = _principal(response) or "", _resource(response)
    revoked = False
    with _lock:
        grants = _grants(response)
        for field in ("grantable", "permissions"):
            for part, permissions in listed_as(resource, _permissions(response, field)):
                grant = grants.get(_key(principal, part))
                if grant is None:
                    continue
                held: set[str] = getattr(grant, field)
                revoked = revoked or bool(held & permissions)
                held -= permissions
                if not grant.permissions and not grant.grantable:
                    del grants[_key(principal, part)]
    if not revoked:
        raise InvalidInput(_NOTHING_TO_REVOKE)
    return "{}"


def _permissions(response: Any, field: str) -> set[str]:
    name = "Permissions" if field == "permissions" else "PermissionsWithGrantOption"
    return set(parameter(response, name) or ())


def _list_permissions(response: Any) -> str:
    principal, kind = _principal(response), parameter(response, "ResourceType")
    given = parameter(response, "Resource")
    if principal is not None and not given:
        raise InvalidInput("Resource is mandatory if Principal is set in the input.")
    asked = _resource(response) if given else None
    with _lock:
        found = [
            grant.external_form()
            for grant in _grants(response).values()
            if principal in {None, grant.principal}
            and (kind is None or next(iter(grant.resource)) in _TYPES[kind])
            and (asked is None or _is_about(grant.resource, asked))
        ]
    return json.dumps({"PrincipalResourcePermissions": found})


def _is_about(resource: Resource, asked: Resource) -> bool:
    """Tell whether a grant belongs to a question, which names a table whatever columns the grant is on."""
    table = asked.get("Table")
    if table is None:
        return resource == asked
    of = resource.get("Table") or resource.get("TableWithColumns") or {}
    name = ALL_TABLES if "TableWildcard" in table else table["Name"]
    return all(of.get(key) == value for key, value in (table | {"Name": name}).items() if key != "TableWildcard")
