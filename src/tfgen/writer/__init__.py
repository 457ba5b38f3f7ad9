"""From bytes to files: compares, writes what differs, removes what is left over; the only writer."""

from tfgen.writer.changes import Changes, EditedError
from tfgen.writer.creating import create
from tfgen.writer.update import Update

__all__ = ["Changes", "EditedError", "Update", "create"]
