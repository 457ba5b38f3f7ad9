"""Data sources, data sets, dashboards, folders, VPC connections and refresh schedules are kept as they were written.

moto 5.2.5 lacks most of these operations, and answers the others with times that are no numbers. Here they are
documents: what Create and Update are given is what Describe answers, in the shapes of QuickSight's API
(https://docs.aws.amazon.com/quicksight/latest/APIReference/Welcome.html). Queries are not run.
"""

from __future__ import annotations

import json
import time
from typing import TYPE_CHECKING, Any
from urllib.parse import unquote

from moto.quicksight import urls
from moto.quicksight.responses import QuickSightResponse

from tfgen.sandbox.extensions.patching import parameter
from tfgen.sandbox.extensions.quicksight_documents import (
    DASHBOARD,
    DATA_SET,
    FOLDER,
    KINDS,
    READY,
    SHOWN,
    Store,
    answer,
    existing,
    refused,
)

if TYPE_CHECKING:
    from collections.abc import Callable

    from tfgen.sandbox.extensions.patching import Patches
    from tfgen.sandbox.extensions.quicksight_documents import Answer, Document, Kind


_NOT_STORED = frozenset({"AwsAccountId", "Permissions", "Tags"})
_PATHS = (
    r"{0}/accounts/(?P<account_id>[\d]+)/COLLECTION$",
    r"{0}/accounts/(?P<account_id>[\d]+)/COLLECTION/(?P<rest>.+)$",
)


def install(patches: Patches) -> None:
    """Add the operations and their paths to moto's QuickSight."""
    store = Store()
    paths = {
        path.replace("COLLECTION", kind.collection): QuickSightResponse.dispatch for kind in KINDS for path in _PATHS
    }
    patches.replace(urls, "url_paths", urls.url_paths | paths)
    operations = {
        **{name: serve for kind in KINDS for name, serve in _documents(kind, store).items()},
        **_dashboards(store),
        **_members(store),
        **_schedules(store),
    }
    for name, serve in operations.items():
        patches.replace(QuickSightResponse, name, serve)


def _documents(kind: Kind, store: Store) -> dict[str, Callable[[Any], Answer]]:
    """Give the operations that every kind has."""

    def create(response: Any) -> Answer:
        key = (kind.name, unquote(parameter(response, kind.id_key)))
        if key in store.of(response):
            return refused(409, "ResourceExistsException", f"{kind.name} {key[1]} exists")
        arn = (
            f"arn:{response.partition}:quicksight:{response.region}:{response.current_account}:{kind.arn_type}/{key[1]}"
        )
        given = json.loads(response.body)
        now = time.time()
        store.of(response)[key] = {
            "given": {name: value for name, value in given.items() if name not in _NOT_STORED} | {kind.id_key: key[1]},
            "arn": arn,
            "created": now,
            "updated": now,
            "version": 1,
            "permissions": {one["Principal"]: sorted(one["Actions"]) for one in given.get("Permissions") or ()},
        }
        response.quicksight_backend.tagger.tag_resource(arn, given.get("Tags") or [])
        return answer({"Arn": arn, kind.id_key: key[1], "CreationStatus": READY, "VersionArn": f"{arn}/version/1"}, 201)

    def update(response: Any, document: Document) -> Answer:
        given = {name: value for name, value in json.loads(response.body).items() if name not in _NOT_STORED}
        kept = {
            name: document["given"][name] for name in (kind.id_key, "Type", "FolderType") if name in document["given"]
        }
        document |= {"given": kept | given, "updated": time.time(), "version": document["version"] + 1}
        version = f"{document['arn']}/version/{document['version']}"
        return answer(
            {"Arn": document["arn"], "Status": 200, "UpdateStatus": "UPDATE_SUCCESSFUL", "VersionArn": version}
        )

    def delete(response: Any, document: Document) -> Answer:
        del store.of(response)[kind.name, document["given"][kind.id_key]]
        return answer({"Arn": document["arn"], "Status": 200})

    def describe(_response: Any, document: Document) -> Answer:
        return answer({kind.name: SHOWN[kind](document), "Status": 200})

    def permissions(_response: Any, document: Document) -> Answer:
        granted = [{"Principal": who, "Actions": actions} for who, actions in document["permissions"].items()]
        return answer(
            {f"{kind.name}Arn": document["arn"], "Arn": document["arn"], "Permissions": granted, "Status": 200}
        )

    def change_permissions(response: Any, document: Document) -> Answer:
        granted = document["permissions"]
        for one in parameter(response, "RevokePermissions") or ():
            left = [action for action in granted.pop(one["Principal"], ()) if action not in one["Actions"]]
            granted |= {one["Principal"]: left} if left else {}
        for one in parameter(response, "GrantPermissions") or ():
            granted[one["Principal"]] = sorted({*granted.get(one["Principal"], ()), *one["Actions"]})
        return permissions(response, document)

    return {
        f"create_{kind.snake}": create,
        f"update_{kind.snake}": existing(kind, store, update),
        f"delete_{kind.snake}": existing(kind, store, delete),
        f"describe_{kind.snake}": existing(kind, store, describe),
        f"describe_{kind.snake}_permissions": existing(kind, store, permissions),
        f"update_{kind.snake}_permissions": existing(kind, store, change_permissions),
    }


def _dashboards(store: Store) -> dict[str, Callable[[Any], Answer]]:
    def definition(_response: Any, document: Document) -> Answer:
        given = document["given"]
        names = ("DashboardId", "Name", "Definition", "ThemeArn", "DashboardPublishOptions")
        shown = {name: given[name] for name in names if name in given}
        return answer(shown | {"ResourceStatus": READY, "Status": 200})

    def publish(_response: Any, document: Document) -> Answer:
        return answer({"DashboardId": document["given"]["DashboardId"], "DashboardArn": document["arn"], "Status": 200})

    return {
        "describe_dashboard_definition": existing(DASHBOARD, store, definition),
        "update_dashboard_published_version": existing(DASHBOARD, store, publish),
    }


def _members(store: Store) -> dict[str, Callable[[Any], Answer]]:
    def key(response: Any) -> tuple[str, ...]:
        return ("Member", *(unquote(parameter(response, name)) for name in ("FolderId", "MemberType", "MemberId")))

    def create(response: Any, _folder: Document) -> Answer:
        store.of(response)[key(response)] = {}
        _, _, kind, member = key(response)
        return answer({"FolderMember": {"MemberId": member, "MemberType": kind}, "Status": 200})

    def delete(response: Any, _folder: Document) -> Answer:
        if store.of(response).pop(key(response), None) is None:
            return refused(404, "ResourceNotFoundException", "no such member")
        return answer({"Status": 200})

    def members(response: Any, folder: Document) -> Answer:
        own = ("Member", folder["given"]["FolderId"])
        arn = folder["arn"].rpartition(":")[0]
        listed = [
            {"MemberId": known[3], "MemberArn": f"{arn}:{known[2].lower()}/{known[3]}"}
            for known in store.of(response)
            if known[:2] == own
        ]
        return answer({"FolderMemberList": listed, "Status": 200})

    return {
        "create_folder_membership": existing(FOLDER, store, create),
        "delete_folder_membership": existing(FOLDER, store, delete),
        "list_folder_members": existing(FOLDER, store, members),
    }


def _schedules(store: Store) -> dict[str, Callable[[Any], Answer]]:
    def put(response: Any, data_set: Document) -> Answer:
        schedule = parameter(response, "Schedule")
        arn = f"{data_set['arn']}/refresh-schedule/{schedule['ScheduleId']}"
        # QuickSight starts a schedule that names no time right away, and says when that was.
        schedule = {"StartAfterDateTime": time.time()} | schedule | {"Arn": arn}
        store.of(response)["Schedule", data_set["given"]["DataSetId"], schedule["ScheduleId"]] = schedule
        return answer({"Arn": arn, "ScheduleId": schedule["ScheduleId"], "Status": 200})

    def own(response: Any, data_set: Document) -> dict[str, Document]:
        listed = store.of(response).items()
        return {known[2]: one for known, one in listed if known[:2] == ("Schedule", data_set["given"]["DataSetId"])}

    def describe(response: Any, data_set: Document) -> Answer:
        schedule = own(response, data_set).get(unquote(parameter(response, "ScheduleId")))
        if schedule is None:
            return refused(404, "ResourceNotFoundException", "no such schedule")
        return answer({"RefreshSchedule": schedule, "Arn": schedule["Arn"], "Status": 200})

    def schedules(response: Any, data_set: Document) -> Answer:
        return answer({"RefreshSchedules": [*own(response, data_set).values()], "Status": 200})

    def delete(response: Any, data_set: Document) -> Answer:
        schedule = unquote(parameter(response, "ScheduleId"))
        if store.of(response).pop(("Schedule", data_set["given"]["DataSetId"], schedule), None) is None:
            return refused(404, "ResourceNotFoundException", "no such schedule")
        return answer({"Status": 200})

    def properties(_response: Any, _data_set: Document) -> Answer:
        return refused(404, "ResourceNotFoundException", "the data set has no refresh properties")

    return {
        "create_refresh_schedule": existing(DATA_SET, store, put),
        "update_refresh_schedule": existing(DATA_SET, store, put),
        "describe_refresh_schedule": existing(DATA_SET, store, describe),
        "list_refresh_schedules": existing(DATA_SET, store, schedules),
        "delete_refresh_schedule": existing(DATA_SET, store, delete),
        "describe_data_set_refresh_properties": existing(DATA_SET, store, properties),
    }
