"""What makes the emulator more like AWS: one small module a service, each says which behaviour of moto it mends.

Every extension has a function `install(patches)` that changes moto's classes through `Patches`, so that
nothing of it is left when the emulator stops. None of them imports moto before it is installed.
"""

from __future__ import annotations

import importlib
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable

    from tfgen.sandbox.extensions.patching import Patches

EXTENSIONS = (
    "awslambda",
    "core",
    "ec2",
    "glue",
    "iam",
    "kinesis",
    "kms",
    "lakeformation",
    "lakeformation_filters",
    "quicksight",
    "redshift",
    "redshiftdata",
    "redshiftserverless",
    "s3",
    "sqs",
)
"""Names of all extensions, in the order in which they are installed."""


def install(patches: Patches, names: Iterable[str] = EXTENSIONS) -> None:
    """Install the named extensions; `patches` takes them back."""
    for name in names:
        importlib.import_module(f"{__name__}.{name}").install(patches)
