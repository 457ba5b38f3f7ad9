"""How many stacks work side by side."""

from __future__ import annotations

import threading
from contextlib import ExitStack

from tfgen.sandbox.slots import Slots


def can_work(slots: Slots) -> bool:
    """Try for a slot in another thread; give it back at once."""
    got = threading.Event()

    def work() -> None:
        with slots.work():
            got.set()

    threading.Thread(target=work, daemon=True).start()
    return got.wait(0.2)


def test_no_more_stacks_work_than_there_are_jobs() -> None:
    slots = Slots(2)

    with slots.work():
        assert can_work(slots)
        with slots.work():
            assert not can_work(slots)
        assert can_work(slots)


def test_a_stack_that_only_waits_lends_its_slot() -> None:
    slots = Slots(1)

    with slots.work() as slot:
        slot.lend()
        slot.lend()
        assert can_work(slots)

    with slots.work():
        assert not can_work(slots)


def test_not_all_stacks_of_the_world_wait_at_once() -> None:
    slots = Slots(1)

    with ExitStack() as waiting:
        for _ in range(3):
            waiting.enter_context(slots.work()).lend()
        slot = waiting.enter_context(slots.work())
        slot.lend()
        assert not can_work(slots)

    assert can_work(slots)
