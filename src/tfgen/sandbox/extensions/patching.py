"""Reversible changes of the emulator's classes: what an extension replaces is put back when the emulator stops."""

from __future__ import annotations

from contextlib import ExitStack
from typing import TYPE_CHECKING, Any, Self

if TYPE_CHECKING:
    from collections.abc import Callable
    from types import TracebackType

Original = Any
"""What stood where the replacement now stands; a method is called with its instance: `original(response)`."""


class Patches:
    """Replaces attributes, remembers them, and puts them back in reverse order on exit."""

    def __init__(self) -> None:
        self._undo = ExitStack()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._undo.close()

    def replace(self, owner: object, name: str, value: object) -> None:
        """Set `owner.name`; an attribute that `owner` only inherited, or lacked, is deleted on exit."""
        if name in vars(owner):
            self._undo.callback(setattr, owner, name, vars(owner)[name])
        else:
            self._undo.callback(delattr, owner, name)
        setattr(owner, name, value)

    def wrap(self, owner: type, name: str, wrapper: Callable[[Original, Any], Any]) -> None:
        """Replace a method that takes no arguments by `wrapper(original, instance)`.

        Raises AttributeError when `owner` has no such method, as after an update of moto.
        """
        original = getattr(owner, name)

        def method(instance: Any) -> Any:
            return wrapper(original, instance)

        self.replace(owner, name, method)


def parameter(response: Any, name: str) -> Any:
    """Return a parameter of the request that one of moto's responses answers, None when it has none."""
    return response._get_param(name)  # noqa: SLF001 -- moto offers its responses no public way
