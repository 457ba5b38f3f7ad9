"""The AWS emulator: moto's server in this process, on a free port of the loopback interface.

Importing this module imports moto, which the extra `sandbox` brings.
"""

from __future__ import annotations

import os
import threading
from contextlib import ExitStack, contextmanager, suppress
from functools import cache
from typing import TYPE_CHECKING, Any, Self

import boto3
from botocore.config import Config
from moto.moto_api._internal.models import moto_api_backend
from moto.moto_server import werkzeug_app
from msgspec import Struct
from werkzeug.serving import make_server

from tfgen.errors import TfgenError
from tfgen.sandbox.extensions import EXTENSIONS, install
from tfgen.sandbox.extensions.patching import Patches
from tfgen.sandbox.refusals import refusal
from tfgen.sandbox.repeats import answering_once

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Mapping
    from types import TracebackType

    from werkzeug.serving import BaseWSGIServer

_ADDRESS = "127.0.0.1"  # a host name would make S3 clients address buckets as sub-domains
_ROLE = "sandbox"
_running = threading.Lock()


class Credentials(Struct, frozen=True):
    """Temporary credentials of one account of the emulator."""

    access_key_id: str
    secret_access_key: str
    session_token: str


class Emulator:
    """A context manager around the server; its state is empty on entry and forgotten on exit.

    moto keeps its state in module variables, so one process runs one emulator at a time: entering a second one
    raises TfgenError. Meanwhile the process has none of the user's variables AWS_*. `extensions` names the
    modules of `tfgen.sandbox.extensions` to install, by default all.
    """

    def __init__(self, *, extensions: Iterable[str] = EXTENSIONS) -> None:
        self._extensions = tuple(extensions)
        self._cleanup = ExitStack()
        self.port = 0

    @property
    def endpoint(self) -> str:
        """URL of every service, as for the environment variable AWS_ENDPOINT_URL."""
        return f"http://{_ADDRESS}:{self.port}"

    def __enter__(self) -> Self:
        if not _running.acquire(blocking=False):
            raise TfgenError("An emulator is already running in this process.", "Wait until it has stopped.")
        with ExitStack() as cleanup:
            cleanup.callback(_running.release)
            cleanup.enter_context(_no_settings_of_the_user())
            _forget()
            cleanup.callback(_forget)
            install(cleanup.enter_context(Patches()), self._extensions)
            server = _make_server()
            cleanup.callback(server.server_close)
            self.port = server.server_port
            thread = threading.Thread(target=server.serve_forever, args=(0.05,), name="emulator", daemon=True)
            thread.start()
            cleanup.callback(thread.join)
            cleanup.callback(server.shutdown)
            self._cleanup = cleanup.pop_all()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._cleanup.close()

    def credentials(self, account_id: str, *, region: str, partition: str) -> Credentials:
        """Return credentials that make the emulator answer as the account of this number (12 digits)."""
        answer = self.client("sts", region=region).assume_role(
            RoleArn=f"arn:{partition}:iam::{account_id}:role/{_ROLE}", RoleSessionName="sandbox"
        )["Credentials"]
        credentials = Credentials(answer["AccessKeyId"], answer["SecretAccessKey"], answer["SessionToken"])
        self._make_role(region, credentials)
        return credentials

    def _make_role(self, region: str, credentials: Credentials) -> None:
        """Make the role that was assumed, as on AWS it must be there: stacks may look up who applies them."""
        iam = self.client("iam", region=region, credentials=credentials)
        with suppress(iam.exceptions.EntityAlreadyExistsException):
            iam.create_role(RoleName=_ROLE, AssumeRolePolicyDocument='{"Version": "2012-10-17", "Statement": []}')

    def make_bucket(self, name: str, *, region: str, credentials: Credentials) -> None:
        """Make a versioned bucket, such as the one for Terraform's state; one that exists already stays."""
        s3 = self.client("s3", region=region, credentials=credentials)
        if name in {bucket["Name"] for bucket in s3.list_buckets()["Buckets"]}:
            return
        place = {} if region == "us-east-1" else {"CreateBucketConfiguration": {"LocationConstraint": region}}
        s3.create_bucket(Bucket=name, **place)
        s3.put_bucket_versioning(Bucket=name, VersioningConfiguration={"Status": "Enabled"})

    def client(self, service: str, *, region: str, credentials: Credentials | None = None) -> Any:
        """Return a boto3 client that talks to the emulator whatever the environment says; no region is real."""
        who = credentials or Credentials("sandbox", "sandbox", "")
        return _session().client(
            service,
            region_name=region,
            aws_access_key_id=who.access_key_id,
            aws_secret_access_key=who.secret_access_key,
            aws_session_token=who.session_token or None,
            endpoint_url=self.endpoint,
            config=Config(proxies={}, retries={"total_max_attempts": 1}, s3={"addressing_style": "path"}),
        )


@cache
def _session() -> boto3.session.Session:
    """Return the one session of the process: it holds the descriptions of services, which take long to parse."""
    return boto3.session.Session()


@contextmanager
def _no_settings_of_the_user() -> Iterator[None]:
    """Hide AWS settings from moto, which looks for profiles, regions and endpoints as any client does."""
    theirs = {name: os.environ.pop(name) for name in list(os.environ) if name.startswith("AWS_")}
    try:
        os.environ |= {"AWS_CONFIG_FILE": os.devnull, "AWS_SHARED_CREDENTIALS_FILE": os.devnull}
        yield
    finally:
        for name in [name for name in os.environ if name.startswith("AWS_")]:
            del os.environ[name]
        os.environ |= theirs


def _forget() -> None:
    """Empty every service's state."""
    moto_api_backend.reset()


class _Quiet(werkzeug_app.MotoRequestHandler):
    """Handles requests without a line about each on standard error."""

    def log(self, type: str, message: str, *args: object) -> None:  # noqa: A002 -- werkzeug's own name
        """Say nothing."""


def _make_server() -> BaseWSGIServer:
    app = _explain_failures(werkzeug_app.DomainDispatcherApplication(werkzeug_app.create_backend_app))
    return make_server(_ADDRESS, 0, answering_once(app), threaded=True, request_handler=_Quiet)


def _explain_failures(app: Callable[..., Iterable[bytes]]) -> Callable[..., Iterable[bytes]]:
    """Let clients read what went wrong inside the emulator, instead of a page of HTML or nothing."""

    def respond(environ: Mapping[str, Any], start_response: Callable[..., object]) -> Iterator[bytes]:
        try:
            yield from app(environ, start_response)
        except Exception as error:  # noqa: BLE001 -- whatever fails in the emulator is an answer to the client
            message = f"The emulator failed: {type(error).__name__}: {error}"
            headers, body = refusal(_protocol(environ), "InternalFailure", message)
            start_response("500 Internal Server Error", list(headers.items()))
            yield body.encode()

    return respond


def _protocol(environ: Mapping[str, Any]) -> str:
    """Guess the protocol of a request, as far as it matters for errors."""
    if "HTTP_X_AMZ_TARGET" in environ or "json" in environ.get("CONTENT_TYPE", ""):
        return "json"
    return "s3" if "/s3/aws4_request" in environ.get("HTTP_AUTHORIZATION", "") else "query"
