"""Statements of the Redshift Data API finish, and are described as AWS describes them.

moto 5.2.5 writes timestamps as text where AWS's protocol has numbers, which the provider cannot read; leaves every
statement STARTED, so that whoever waits for it waits for ever; and forgets the workgroup that a statement was sent
to, so that the next plan replaces it. Members that have no value are `null` there; AWS leaves them out.
"""

from __future__ import annotations

import json
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

from moto.redshiftdata.responses import RedshiftDataAPIServiceResponse

from tfgen.sandbox.extensions.patching import parameter

if TYPE_CHECKING:
    from tfgen.sandbox.extensions.patching import Original, Patches

_TIMES = ("CreatedAt", "UpdatedAt")


def install(patches: Patches) -> None:
    """Change how statements are kept and described."""
    patches.wrap(RedshiftDataAPIServiceResponse, "execute_statement", _execute_statement)
    patches.wrap(RedshiftDataAPIServiceResponse, "describe_statement", _describe_statement)


def _execute_statement(original: Original, response: Any) -> Any:
    status, headers, body = original(response)
    answer = _as_aws_writes(json.loads(body))
    statement = _statement(response, answer["Id"])
    statement.status = "FINISHED"
    statement.workgroup_name = parameter(response, "WorkgroupName")
    if statement.workgroup_name:
        answer["WorkgroupName"] = statement.workgroup_name
    return status, headers, json.dumps(answer)


def _describe_statement(original: Original, response: Any) -> Any:
    status, headers, body = original(response)
    statement = _statement(response, parameter(response, "Id"))
    answer = json.loads(body) | {"WorkgroupName": getattr(statement, "workgroup_name", None)}
    return status, headers, json.dumps(_as_aws_writes(answer))


def _statement(response: Any, identity: str) -> Any:
    return response.redshiftdata_backend.statements[identity]


def _as_aws_writes(answer: dict[str, Any]) -> dict[str, Any]:
    """Leave out what has no value, and write times as seconds since 1970."""
    return {key: _seconds(value) if key in _TIMES else value for key, value in answer.items() if value is not None}


def _seconds(text: str) -> float:
    # moto takes the local time and calls it UTC.
    return datetime.strptime(text, "%Y-%m-%dT%H:%M:%SZ").replace(tzinfo=UTC).timestamp()
