"""What the extension `quicksight` keeps, and how QuickSight shows it."""

from __future__ import annotations

import json
from collections import defaultdict
from typing import TYPE_CHECKING, Any
from urllib.parse import unquote

from msgspec import Struct

from tfgen.sandbox.extensions.patching import parameter
from tfgen.sandbox.refusals import refusal

if TYPE_CHECKING:
    from collections.abc import Callable

Document = dict[str, Any]
Answer = tuple[int, dict[str, str], str]

READY = "CREATION_SUCCESSFUL"


class Kind(Struct, frozen=True):
    """One kind of document: as the API writes it, in paths and ARNs, and in the operations of moto's responses."""

    name: str
    collection: str
    arn_type: str
    snake: str

    @property
    def id_key(self) -> str:
        """Parameter that holds the id."""
        return f"{self.name}Id"


DATA_SOURCE = Kind("DataSource", "data-sources", "datasource", "data_source")
DATA_SET = Kind("DataSet", "data-sets", "dataset", "data_set")
DASHBOARD = Kind("Dashboard", "dashboards", "dashboard", "dashboard")
FOLDER = Kind("Folder", "folders", "folder", "folder")
VPC_CONNECTION = Kind("VPCConnection", "vpc-connections", "vpcConnection", "vpc_connection")
KINDS = (DATA_SOURCE, DATA_SET, DASHBOARD, FOLDER, VPC_CONNECTION)


class Store:
    """The documents of all accounts and regions."""

    def __init__(self) -> None:
        self._kept: dict[tuple[str, str], dict[tuple[str, ...], Document]] = defaultdict(dict)

    def of(self, response: Any) -> dict[tuple[str, ...], Document]:
        """Return the documents of the account and region of a request, by kind and ids."""
        return self._kept[response.current_account, response.region]


def existing(kind: Kind, store: Store, serve: Callable[[Any, Document], Answer]) -> Callable[[Any], Answer]:
    """Give an operation on a document that must exist."""

    def operation(response: Any) -> Answer:
        found = unquote(parameter(response, kind.id_key))
        document = store.of(response).get((kind.name, found))
        if document is None:
            return refused(404, "ResourceNotFoundException", f"no {kind.name} {found}")
        return serve(response, document)

    return operation


def _base(document: Document) -> Document:
    times = {"CreatedTime": document["created"], "LastUpdatedTime": document["updated"]}
    given: Document = document["given"]
    return given | {"Arn": document["arn"]} | times


def _data_source(document: Document) -> Document:
    given = {name: value for name, value in document["given"].items() if name != "Credentials"}
    return _base(document | {"given": given}) | {"Status": READY}


def _data_set(document: Document) -> Document:
    tables = document["given"].get("PhysicalTableMap", {}).values()
    columns = [column for table in tables for body in table.values() for column in body.get("InputColumns", ())]
    return _base(document) | {
        "ConsumedSpiceCapacityInBytes": 0,
        "OutputColumns": [{"Name": column["Name"], "Type": column["Type"]} for column in columns],
    }


def _dashboard(document: Document) -> Document:
    given, version = document["given"], document["version"]
    sets = [one["DataSetArn"] for one in given.get("Definition", {}).get("DataSetIdentifierDeclarations", ())]
    return {
        "Arn": document["arn"],
        "DashboardId": given["DashboardId"],
        "Name": given["Name"],
        "CreatedTime": document["created"],
        "LastPublishedTime": document["updated"],
        "LastUpdatedTime": document["updated"],
        "Version": {
            "Arn": f"{document['arn']}/version/{version}",
            "CreatedTime": document["updated"],
            "DataSetArns": sets,
            "Description": given.get("VersionDescription", ""),
            "Status": READY,
            "VersionNumber": version,
        },
    }


def _folder(document: Document) -> Document:
    return {"FolderType": "SHARED", "FolderPath": []} | _base(document)


def _vpc_connection(document: Document) -> Document:
    # The provider reads the subnets from the network interfaces, of which there is one in each.
    shown = {name: value for name, value in _base(document).items() if name != "SubnetIds"}
    interfaces = [
        {"SubnetId": subnet, "Status": "AVAILABLE", "NetworkInterfaceId": f"eni-{number:017x}"}
        for number, subnet in enumerate(document["given"]["SubnetIds"], 1)
    ]
    return shown | {"AvailabilityStatus": "AVAILABLE", "NetworkInterfaces": interfaces, "Status": READY}


SHOWN: dict[Kind, Callable[[Document], Document]] = {
    DATA_SOURCE: _data_source,
    DATA_SET: _data_set,
    DASHBOARD: _dashboard,
    FOLDER: _folder,
    VPC_CONNECTION: _vpc_connection,
}


def answer(body: Document, status: int = 200) -> Answer:
    """Answer a request with a body."""
    return _sent(status, {"Content-Type": "application/json"}, json.dumps(body | {"RequestId": "emulated"}))


def refused(status: int, code: str, message: str) -> Answer:
    """Answer a request with one of QuickSight's errors."""
    return _sent(status, *refusal("rest-json", code, message))


def _sent(status: int, headers: dict[str, str], body: str) -> Answer:
    # moto takes the status of a method's answer from the headers alone.
    return status, {**headers, "status": str(status)}, body
