"""A request that is sent again: answered as it was, unless the emulator failed."""

from __future__ import annotations

import threading
from typing import TYPE_CHECKING, Any

from tfgen.sandbox.repeats import answering_once

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping


class Counting:
    """An application that counts its calls; `status` is what it answers with."""

    def __init__(self, status: str = "200 OK") -> None:
        self.calls = 0
        self.status = status
        self.free = threading.Event()
        self.free.set()

    def __call__(self, environ: Mapping[str, Any], start_response: Callable[..., object]) -> Iterable[bytes]:
        self.calls += 1
        self.free.wait()
        start_response(self.status, [("X-Call", str(self.calls))])
        yield f"{environ.get('PATH_INFO')} {self.calls}".encode()


def ask(application: Any, invocation: str | None) -> tuple[str, bytes]:
    found: list[str] = []
    environ = {"PATH_INFO": "/"} | ({"HTTP_AMZ_SDK_INVOCATION_ID": invocation} if invocation else {})
    body = b"".join(application(environ, lambda status, headers: found.append(f"{status} {dict(headers)['X-Call']}")))
    return found[0], body


def test_repeated_request_is_answered_as_before() -> None:
    counting = Counting()
    application = answering_once(counting)
    assert ask(application, "one") == ask(application, "one") == ("200 OK 1", b"/ 1")
    assert ask(application, "two") == ("200 OK 2", b"/ 2")
    assert counting.calls == 2


def test_request_without_an_id_is_always_served() -> None:
    counting = Counting()
    application = answering_once(counting)
    ask(application, None)
    ask(application, None)
    assert counting.calls == 2


def test_failed_request_may_succeed_when_it_is_sent_again() -> None:
    counting = Counting("500 Internal Server Error")
    application = answering_once(counting)
    ask(application, "one")
    counting.status = "200 OK"
    assert ask(application, "one") == ("200 OK 2", b"/ 2")


def test_repetition_waits_for_the_first_answer() -> None:
    counting = Counting()
    counting.free.clear()
    application = answering_once(counting)
    answers: list[tuple[str, bytes]] = []
    threads = [threading.Thread(target=lambda: answers.append(ask(application, "one"))) for _ in range(3)]
    for thread in threads:
        thread.start()
    counting.free.set()
    for thread in threads:
        thread.join(10)
    assert answers == [("200 OK 1", b"/ 1")] * 3
