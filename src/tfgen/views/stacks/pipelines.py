"""Which data sets of an agency have a pipeline, and whether the agency needs what pipelines share."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tfgen.views.remembered import remembered

if TYPE_CHECKING:
    from tfgen.model import Agency, Dataset


@remembered
def piped(agency: Agency) -> tuple[Dataset, ...]:
    """Give the data sets that have a pipeline."""
    return tuple(dataset for dataset in agency.datasets if dataset.pipeline.enabled)


def processes(agency: Agency) -> bool:
    """Whether the agency has what its pipelines share, such as Glue's role: not where all of them are switched off.

    An agency without data sets has it, ready for the first one.
    """
    return not agency.datasets or bool(piped(agency))
