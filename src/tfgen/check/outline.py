"""What of an agency others depend on: as long as that stays, an edit of it is judged without them."""

from __future__ import annotations

from hashlib import blake2b
from typing import Any

from msgspec.msgpack import encode

from tfgen.check.names import stacks
from tfgen.check.quotas import shards
from tfgen.check.sound import Data, at, maps
from tfgen.check.stated import deployed, first_stated
from tfgen.renaming import KEY

SIZE = 16
"""Bytes of an outline."""


def outlines(sound: Data) -> dict[str, bytes]:
    """Return, by agency, the digest of what checks compare with that of other agencies, or count together with it.

    These are its name, lifecycle and former ids (readers, names that are nearly the same, ids that are taken), the
    environments that have it, in each all that decides its AWS names, and the shards (names that are taken, quotas),
    and which data sets it shows from the warehouse (what the platform has for that). A check that looks at something
    else of two agencies at once has to add it here; tests/test_edits.py finds such a check by its case.
    """
    parts: dict[str, list[Any]] = {
        agency: [[data.get(key) for key in ("name", "lifecycle", KEY)]] for agency, data in maps(at(sound, "agencies"))
    }
    for (agency, environment), count in shards(sound).items():
        parts[agency].append((environment, count))
    for where in deployed(sound):
        shown = first_stated(where.own, "publish", "quicksight", "source")
        parts[where.agency].append((where.environment, where.id, shown and shown.value))
    for stack in stacks(sound):
        if stack.path[0] == "agencies":
            parts[str(stack.path[1])].append(stack.chosen)
    return {agency: blake2b(encode(part), digest_size=SIZE).digest() for agency, part in parts.items()}
