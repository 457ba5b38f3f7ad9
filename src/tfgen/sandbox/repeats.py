"""A request that a client sends again is answered as it was the first time.

Where an answer is lost on its way, AWS's clients send the request once more, with the same invocation id
(https://docs.aws.amazon.com/sdkref/latest/guide/feature-retry-behavior.html). Under load that happens here, too, and
what cannot be done twice, such as revoking a rule of a security group, would then fail.
"""

from __future__ import annotations

import threading
from collections import OrderedDict
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping

    Application = Callable[[Mapping[str, Any], Callable[..., object]], Iterable[bytes]]

_KEPT = 2_000
"""Answers that are remembered: many more than are under way at a time."""

_SERVER_ERROR = "5"


class _Answer:
    """An answer that is on its way, or was given; `status` is None while nothing is known of it."""

    def __init__(self) -> None:
        self.done = threading.Event()
        self.status: str | None = None
        self.headers: list[tuple[str, str]] = []
        self.body = b""


def answering_once(application: Application) -> Application:
    """Wrap a WSGI application so that it sees each invocation once, unless it failed."""
    answers: OrderedDict[str, _Answer] = OrderedDict()
    lock = threading.Lock()

    def respond(environ: Mapping[str, Any], start_response: Callable[..., object]) -> Iterable[bytes]:
        invocation = environ.get("HTTP_AMZ_SDK_INVOCATION_ID")
        if not invocation:
            return application(environ, start_response)
        with lock:
            known = answers.get(invocation)
            if known is None:
                mine = answers[invocation] = _Answer()
                while len(answers) > _KEPT:
                    answers.popitem(last=False)
        if known is not None:
            known.done.wait()
            if known.status is not None:
                start_response(known.status, known.headers)
                return [known.body]
            return application(environ, start_response)
        return _given(mine, environ, start_response)

    def _given(mine: _Answer, environ: Mapping[str, Any], start_response: Callable[..., object]) -> Iterable[bytes]:
        started: list[tuple[str, list[tuple[str, str]]]] = []

        def start(status: str, headers: list[tuple[str, str]], *_: object) -> None:
            started.append((status, headers))
            start_response(status, headers)

        try:
            body = b"".join(application(environ, start))
            status, headers = started[-1]
            if not status.startswith(_SERVER_ERROR):
                mine.status, mine.headers, mine.body = status, headers, body
        finally:
            mine.done.set()
        return [body]

    return respond
