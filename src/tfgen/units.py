"""Units: the folders of the output that have one owner each, and the paths that are allowed below them."""

from __future__ import annotations

import re
from functools import lru_cache

TOP = ""
"""The unit of what belongs to no stack and no module, such as the README of the whole."""

MANIFEST = ".tfgen.sha256"
"""Name of the file in each unit that says what tfgen wrote there."""

WORK = ".tfgen-work"
"""Folder of the output that exists while tfgen writes, and after a run that was killed."""

SEALED = ".auto.tfvars"
"""Ending of files that carry the hash of their own text: an environment's tag changes one file, and no manifest."""

_STEPS = {"modules": 2, "stacks": 3}

# No step may be empty, `.` or `..`, and none may hold what a manifest or a Windows disk reads as something else.
_STEP = re.compile(r"(?!\.\.?\Z)[^\\:\x00-\x1f\x7f]+")
_RESERVED = frozenset({MANIFEST, WORK, ".git", ".terraform"})


def unit_of(path: str) -> str:
    """Return the unit that a path of the output belongs to.

    >>> unit_of("stacks/dev/dot/s3.tf"), unit_of("modules/kms/main.tf"), unit_of("tf_vars/dev.auto.tfvars")
    ('stacks/dev/dot', 'modules/kms', '')
    """
    steps = path.split("/")
    count = _STEPS.get(steps[0], 0)
    return "/".join(steps[:count]) if len(steps) > count else TOP


def is_inside(path: str) -> bool:
    """Whether a path leads to a place below the output folder that tfgen may use for a file.

    >>> is_inside("stacks/dev/dot/s3.tf"), is_inside("../s3.tf"), is_inside("/etc/passwd"), is_inside("a//b")
    (True, False, False, False)
    """
    folder, slash, name = path.rpartition("/")
    return _is_step(name) and (not slash or _are_steps(folder))


# Folders and files are called the same in every unit; what is asked of a unit is asked of each of its files.
@lru_cache(1 << 10)
def _is_step(name: str) -> bool:
    return _STEP.fullmatch(name) is not None and name not in _RESERVED


@lru_cache(1 << 6)
def _are_steps(folder: str) -> bool:
    return all(map(_is_step, folder.split("/")))


def joined(unit: str, path: str) -> str:
    """Return the path in the output of a path in a unit."""
    return f"{unit}/{path}" if unit else path


def within(unit: str, path: str) -> str:
    """Return the path in its unit of a path in the output."""
    return path[len(unit) + 1 :] if unit else path
