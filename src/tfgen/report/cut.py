"""Which diagnostics a report shows, in which order, and how many it leaves out."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from msgspec import Struct

from tfgen.errors import Severity

if TYPE_CHECKING:
    from collections.abc import Sequence

    from tfgen.errors import Diagnostic, Related

_MOST_PLACES: Final = 9


class Cut(Struct, frozen=True):
    """Diagnostics to show, in the order of the file; counts of all that there are, and of those left out."""

    shown: Sequence[Diagnostic]
    errors: int
    warnings: int
    omitted: int

    @property
    def omission(self) -> str:
        """Sentence about what is left out; empty if nothing is."""
        if not self.omitted:
            return ""
        return f"{self.omitted} more {'is' if self.omitted == 1 else 'are'} not shown"


def cut(diagnostics: Sequence[Diagnostic], limit: int | None) -> Cut:
    """Keep the first `limit` diagnostics, all without a limit; errors before warnings, since they stop the run."""
    ordered = sorted(diagnostics, key=lambda diagnostic: diagnostic.sort_key)
    errors = [diagnostic for diagnostic in ordered if diagnostic.severity is Severity.ERROR]
    warnings = [diagnostic for diagnostic in ordered if diagnostic.severity is not Severity.ERROR]
    shown = ordered if limit is None else sorted([*errors, *warnings][:limit], key=lambda one: one.sort_key)
    return Cut(shown, len(errors), len(warnings), len(ordered) - len(shown))


def counted(cut: Cut) -> str:
    """Count what was found: `2 errors, 1 warning`."""
    counts = ((cut.errors, Severity.ERROR), (cut.warnings, Severity.WARNING))
    return ", ".join(f"{count} {word}{'s' if count > 1 else ''}" for count, word in counts if count)


def other_places(diagnostic: Diagnostic) -> tuple[Sequence[Related], str]:
    """Return the other places of a diagnostic that people are shown, and what says how many more there are."""
    shown = diagnostic.related[:_MOST_PLACES]
    more = len(diagnostic.related) - len(shown)
    return shown, f"and {more} more {'places' if more > 1 else 'place'}" if more else ""
