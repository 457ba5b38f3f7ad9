"""File → text: UTF-8 without control characters, or one clear sentence why not."""

from __future__ import annotations

import re
import sys
from pathlib import Path
from typing import Final

from tfgen.errors import TfgenError

MAX_BYTES: Final = 64 * 1024 * 1024
"""Largest spec that is read; 10,000 agencies of 41 lines are about 12 MB."""

_UTF8_BOM: Final = b"\xef\xbb\xbf"
_UTF16_BOMS: Final = (b"\xff\xfe", b"\xfe\xff")
_UTF32_BOMS: Final = (b"\xff\xfe\0\0", b"\0\0\xfe\xff")

# What YAML 1.2 (5.1) forbids, a byte order mark inside the text, and the three separators that YAML 1.1
# takes for line ends and YAML 1.2 does not: a line that an editor shows as a comment could hide a key.
FORBIDDEN_CHARACTER: Final = re.compile(
    "[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\u2028\u2029\ud800-\udfff\ufeff\ufffe\uffff]"
)


STANDARD_INPUT: Final = Path("-")


def shown_name(path: Path) -> str:
    """Return the name of a spec in messages: `<stdin>` for the one that comes through standard input."""
    return "<stdin>" if path == STANDARD_INPUT else str(path)


def read_text(path: Path) -> str | None:
    """Return the text of a file without its byte order mark, or None if it is larger than MAX_BYTES.

    Raises TfgenError (exit code 2) where there is no text: no such file, a folder, no permission,
    binary, or another encoding than UTF-8.
    """
    name = shown_name(path)
    raw = _read_bytes(path)
    if len(raw) > MAX_BYTES:
        return None
    if raw.startswith(_UTF32_BOMS):
        raise TfgenError(f"{name} is UTF-32 text, not UTF-8", "save the file as UTF-8 and run the command again")
    if raw.startswith(_UTF16_BOMS) or _looks_like_utf16(raw):
        raise TfgenError(f"{name} is UTF-16 text, not UTF-8", "save the file as UTF-8 and run the command again")
    if b"\0" in raw:
        raise TfgenError(
            f"{name} is a binary file: {_place(raw, raw.index(0))} is a NUL",
            "name a YAML file that is saved as UTF-8 text",
        )
    raw = raw.removeprefix(_UTF8_BOM)
    try:
        return raw.decode()
    except UnicodeDecodeError as error:
        raise TfgenError(
            f"{name} is not UTF-8 text: {_place(raw, error.start)} is 0x{raw[error.start]:02x}",
            "save the file as UTF-8 and run the command again",
        ) from None


def _read_bytes(path: Path) -> bytes:
    if path == STANDARD_INPUT and sys.stdin is None:
        raise TfgenError("standard input is closed", "pipe a spec in, or name a file with -f")
    try:
        if path == STANDARD_INPUT:
            return sys.stdin.buffer.read(MAX_BYTES + 1)
        with path.open("rb") as file:
            return file.read(MAX_BYTES + 1)
    except FileNotFoundError:
        raise TfgenError(
            f"there is no file {path}", "name the spec with -f, or run `tfgen init` to write a first one"
        ) from None
    except IsADirectoryError:
        raise TfgenError(f"{path} is a folder, not a file", "name the spec file itself with -f") from None
    except PermissionError:
        raise TfgenError(f"{path} cannot be read: permission denied", "give yourself permission to read it") from None
    except (OSError, ValueError) as error:
        # ValueError: a NUL in the name itself, as a shell cannot pass it but a caller can.
        reason = getattr(error, "strerror", None) or str(error)
        raise TfgenError(f"{path} cannot be read: {reason}", "name a readable YAML file with -f") from None


def _looks_like_utf16(raw: bytes) -> bool:
    """Without a byte order mark, UTF-16 shows as one NUL in each of the first characters, all ASCII."""
    start = raw[:8]
    return len(start) >= 4 and (not any(start[0::2]) or not any(start[1::2])) and any(start)  # noqa: PLR2004  # two characters


def _place(raw: bytes, offset: int) -> str:
    line = raw.count(b"\n", 0, offset) + 1
    return f"byte {offset} (line {line})"
