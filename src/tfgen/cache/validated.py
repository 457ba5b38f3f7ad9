"""What the last validation of a spec told, and what it knows of each agency for one that was edited."""

from __future__ import annotations

from tfgen.cache import inputs, store

TYPE_CHECKING = False  # as in `typing`, whose import takes longer than what is done here
if TYPE_CHECKING:
    from tfgen.cache.kept import Judged


class Validated:
    """The memory of one spec, which had no error when it was last validated."""

    def __init__(self, spec: str) -> None:
        """Look at the files of a spec, before anything else reads them."""
        self._file = spec
        self._program = inputs.program(None)
        found = store.read(spec)
        self._known = found if found is not None and found[0][0] == self._program else None
        self.spec = inputs.spec(spec, self._known[0][1] if self._known is not None else ())

    @property
    def told(self) -> tuple[str, str] | None:
        """What the last validation told, without and with colour; None where the spec is not the same."""
        if self._known is None or not inputs.same_bytes(self._known[0][1], self.spec):
            return None
        plain, colored = self._known[0][2]
        return plain, colored

    @property
    def told_before(self) -> tuple[str, str]:
        """What the last validation told, of whatever the spec was then."""
        plain, colored = self._known[0][2] if self._known is not None else ("", "")
        return plain, colored

    @property
    def judged(self) -> Judged | None:
        """What is known of each agency by itself, if anything, for a spec that is named as it was then."""
        if self._known is None or not inputs.same_name(self._known[0][1], self.spec):
            return None
        rest = self._known[2]()
        return rest[0] if rest is not None else None

    def keep(self, told: tuple[str, str], judged: Judged | None) -> None:
        """Keep what was told of the spec, unless it has changed since this began."""
        now = inputs.spec(self._file, self.spec or ())
        if self._program is not None and self.spec and inputs.same_bytes(now, self.spec):
            store.write(self._file, (self._program, self.spec, told), b"", (judged,))
