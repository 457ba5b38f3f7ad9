"""Crawlers may have classifiers.

moto 5.2.5 lacks CreateClassifier, GetClassifier, UpdateClassifier and DeleteClassifier.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from moto.core.responses import ActionResult, EmptyResult
from moto.core.utils import utcnow
from moto.glue.exceptions import AlreadyExistsException, EntityNotFoundException
from moto.glue.responses import GlueResponse

if TYPE_CHECKING:
    from tfgen.sandbox.extensions.patching import Patches

_KINDS = ("CsvClassifier", "GrokClassifier", "JsonClassifier", "XMLClassifier")
"""A request holds one of these; an answer holds the same with times and a version."""


def install(patches: Patches) -> None:
    """Keep classifiers in the backend of their account and region."""
    patches.replace(GlueResponse, "create_classifier", _create)
    patches.replace(GlueResponse, "get_classifier", _get)
    patches.replace(GlueResponse, "update_classifier", _update)
    patches.replace(GlueResponse, "delete_classifier", _delete)


def _create(response: Any) -> Any:
    kind, given = _given(response)
    if given["Name"] in _stored(response):
        raise AlreadyExistsException("Classifier")
    now = utcnow()
    made = {**given, "CreationTime": now, "LastUpdated": now, "Version": 1}
    _stored(response)[given["Name"]] = (kind, made)
    return EmptyResult()


def _get(response: Any) -> Any:
    kind, classifier = _found(response, response.parameters["Name"])
    return ActionResult({"Classifier": {kind: classifier}})


def _update(response: Any) -> Any:
    kind, given = _given(response)
    _, former = _found(response, given["Name"])
    changed = {**former, **given, "LastUpdated": utcnow(), "Version": former["Version"] + 1}
    _stored(response)[given["Name"]] = (kind, changed)
    return EmptyResult()


def _delete(response: Any) -> Any:
    _found(response, response.parameters["Name"])
    del _stored(response)[response.parameters["Name"]]
    return EmptyResult()


def _given(response: Any) -> tuple[str, dict[str, Any]]:
    (kind,) = (kind for kind in _KINDS if kind in response.parameters)
    return kind, response.parameters[kind]


def _found(response: Any, name: str) -> tuple[str, dict[str, Any]]:
    if name not in _stored(response):
        raise EntityNotFoundException(f"Classifier {name} not found.")
    return _stored(response)[name]


def _stored(response: Any) -> dict[str, tuple[str, dict[str, Any]]]:
    # An attribute of moto's backend, so that a reset of the emulator clears it.
    stored: dict[str, tuple[str, dict[str, Any]]] = vars(response.glue_backend).setdefault("tfgen_classifiers", {})
    return stored
