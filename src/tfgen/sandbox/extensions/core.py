"""Missing operations are refused at once.

moto 5.2.5 raises NotImplementedError for an operation that it lacks, and its server turns that into HTTP
status 500. Clients of AWS retry a 500: Terraform's provider for minutes. For a path that it does not know the
server answers 404, which the provider takes for a resource that is gone. Here both answers are status 400 with
the error code `NotImplemented`, in the protocol of the service, and the provider reports it at once.
S3 is not among them: moto takes a sub-resource of a bucket that it does not know for the bucket itself.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from botocore.exceptions import UnknownServiceError
from flask import Response, request
from moto.core.responses import BaseResponse, boto3_service_name
from moto.core.utils import get_service_model
from moto.moto_server import werkzeug_app

from tfgen.sandbox.refusals import NOT_IMPLEMENTED, refusal

if TYPE_CHECKING:
    from collections.abc import Callable

    from flask import Flask
    from werkzeug.exceptions import NotFound

    from tfgen.sandbox.extensions.patching import Original, Patches

_STATUS = 400


def install(patches: Patches) -> None:
    """Answer 400 for missing operations and paths of every service but S3."""
    patches.wrap(BaseResponse, "call_action", _call_action)
    patches.replace(werkzeug_app, "create_backend_app", _refusing_paths(werkzeug_app.create_backend_app))


def _call_action(original: Original, response: Any) -> Any:
    try:
        return original(response)
    except NotImplementedError as error:
        service = response.boto3_service_name
        protocol = response.determine_response_protocol(get_service_model(service))
        return _STATUS, *refusal(protocol, NOT_IMPLEMENTED, f"The emulator lacks this operation of {service}: {error}")


def _refusing_paths(original: Callable[[Any], Flask]) -> Callable[[Any], Flask]:
    def create_backend_app(service: Any) -> Flask:
        app = original(service)

        def refuse(error: NotFound) -> Response | NotFound:
            if request.url_rule is not None:  # moto knows the path: it is the thing that is not there
                return error
            message = f"The emulator lacks this operation of {service}: {request.method} {request.path}"
            headers, body = refusal(_protocol(service), NOT_IMPLEMENTED, message)
            return Response(body, _STATUS, headers)

        app.register_error_handler(404, refuse)
        return app

    return create_backend_app


def _protocol(service: str) -> str:
    try:
        protocol: str = get_service_model(boto3_service_name.get(service, service)).metadata["protocol"]
    except UnknownServiceError:  # some of moto's services have names of their own
        return "rest-json"
    return protocol
