"""The code that Jinja makes of templates, kept from one render to the next."""

from __future__ import annotations

from typing import TYPE_CHECKING

from jinja2 import BytecodeCache

from tfgen.cache import compiled

if TYPE_CHECKING:
    from jinja2.bccache import Bucket


class Compiled(BytecodeCache):
    """The code of the templates of one program; Jinja itself looks whether a template's text is still the same.

    `reads` says what each of them reads of its view, as far as that was asked.
    """

    def __init__(self, program: bytes | None) -> None:
        """Without a program nothing is kept."""
        self._program = program
        self._known, self.reads = compiled.read(program) if program is not None else ({}, {})
        self._reads_kept = len(self.reads)
        self._is_new = False

    def load_bytecode(self, bucket: Bucket) -> None:
        """Give a template's code to Jinja, if it is known."""
        code = self._known.get(bucket.key)
        if code is not None:
            bucket.bytecode_from_string(code)

    def dump_bytecode(self, bucket: Bucket) -> None:
        """Take a template's code from Jinja."""
        self._known[bucket.key] = bucket.bytecode_to_string()
        self._is_new = True

    def keep(self) -> None:
        """Keep what is new for the next render."""
        if self._program is not None and (self._is_new or len(self.reads) > self._reads_kept):
            compiled.write(self._program, self._known, self.reads)
            self._reads_kept = len(self.reads)
            self._is_new = False
