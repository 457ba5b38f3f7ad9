"""Lake Formation keeps data cells filters.

moto 5.2.5 has nothing but a ListDataCellsFilter that always gives an empty list. Filters are kept here, beside moto's
backend, and go when it is reset; a version that grows with each change is AWS's own.
"""

from __future__ import annotations

import json
import threading
from typing import TYPE_CHECKING, Any

from botocore import xform_name
from moto.lakeformation import urls
from moto.lakeformation.exceptions import AlreadyExists, EntityNotFound
from moto.lakeformation.responses import LakeFormationResponse

from tfgen.sandbox.extensions.lakeformation import must_exist
from tfgen.sandbox.extensions.patching import parameter

if TYPE_CHECKING:
    from collections.abc import Callable

    from tfgen.sandbox.extensions.patching import Patches

_FILTER_KEYS = ("TableCatalogId", "DatabaseName", "TableName", "Name")
_lock = threading.Lock()


def install(patches: Patches) -> None:
    """Answer for data cells filters."""
    operations: dict[str, Callable[[Any], str]] = {
        "CreateDataCellsFilter": _create_filter,
        "GetDataCellsFilter": _get_filter,
        "UpdateDataCellsFilter": _update_filter,
        "DeleteDataCellsFilter": _delete_filter,
        "ListDataCellsFilter": _list_filters,
    }
    for operation, answer in operations.items():
        patches.replace(LakeFormationResponse, xform_name(operation), answer)
    paths = {f"{{0}}/{operation}$": urls.response.dispatch for operation in operations}
    patches.replace(urls, "url_paths", urls.url_paths | paths)


def _filters(response: Any) -> dict[tuple[str, ...], dict[str, Any]]:
    filters: dict[tuple[str, ...], Any] = vars(response.lakeformation_backend).setdefault("sandbox_filters", {})
    return filters


def _create_filter(response: Any) -> str:
    data = parameter(response, "TableData")
    key = tuple(data[name] for name in _FILTER_KEYS)
    must_exist(response, {"DataCellsFilter": data})
    with _lock:
        if key in _filters(response):
            raise AlreadyExists("Data cells filter already exists.")
        _filters(response)[key] = _completed(data, "1")
    return "{}"


def _update_filter(response: Any) -> str:
    data = parameter(response, "TableData")
    key = tuple(data[name] for name in _FILTER_KEYS)
    with _lock:
        version = int(_found(response, key)["VersionId"]) + 1
        _filters(response)[key] = _completed(data, str(version))
    return "{}"


def _get_filter(response: Any) -> str:
    with _lock:
        found = _found(response, tuple(parameter(response, name) for name in _FILTER_KEYS))
    return json.dumps({"DataCellsFilter": found})


def _delete_filter(response: Any) -> str:
    key = tuple(parameter(response, name) for name in _FILTER_KEYS)
    with _lock:
        _found(response, key)
        del _filters(response)[key]
    return "{}"


def _list_filters(response: Any) -> str:
    table = parameter(response, "Table") or {}
    asked = (table.get("CatalogId"), table.get("DatabaseName"), table.get("Name"))
    with _lock:
        found = [
            data
            for key, data in _filters(response).items()
            if all(wanted in {None, have} for wanted, have in zip(asked, key[:3], strict=True))
        ]
    return json.dumps({"DataCellsFilters": found})


def _completed(data: dict[str, Any], version: str) -> dict[str, Any]:
    return {**data, "VersionId": version}


def _found(response: Any, key: tuple[str, ...]) -> dict[str, Any]:
    if key not in _filters(response):
        raise EntityNotFound
    return _filters(response)[key]
