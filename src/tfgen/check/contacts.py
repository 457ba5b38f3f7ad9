"""Who hears of errors: nobody, or somebody twice."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tfgen.check import codes
from tfgen.check.refused import is_refused, is_setting_refused
from tfgen.check.sound import Data, at, maps, names
from tfgen.check.stated import first_stated, shared_places
from tfgen.errors import Diagnostic, Related, Severity
from tfgen.lifecycle import environments_of
from tfgen.owners import PLATFORM

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tfgen.errors import SpecPath
    from tfgen.loader import Source

_WAYS = ("email", "sms")


def check_contacts(source: Source, sound: Data) -> list[Diagnostic]:
    """Find environments whose errors nobody hears of, and addresses that hear of an error twice."""
    contacts = _Contacts(source, sound)
    return [*contacts.unheard(), *contacts.in_one_list(), *contacts.inherited()]


class _Contacts:
    """The lists of addresses of one spec."""

    def __init__(self, source: Source, sound: Data) -> None:
        self.source = source
        self.sound = sound
        self.environments = dict(maps(at(sound, "environments")))
        self.agencies = dict(maps(at(sound, "agencies")))

    def unheard(self) -> Iterator[Diagnostic]:
        """Give each environment without a list of its own where not every agency has one."""
        # What is refused in a list is reported there; it still shows that somebody was meant.
        known = at(self.source.data, "environments")
        hearing = {name for name in self.environments if _notifies(at(known, name)) or self._may_notify(name)}
        deaf: dict[str, str] = {}
        for agency, data in self.agencies.items():
            if agency == PLATFORM:  # refused for its name
                continue
            for name in environments_of(data, self.environments):
                if name not in deaf and name not in hearing and not self._hears(agency, name):
                    deaf[name] = agency
        owner = at(self.sound, "platform", "owner") or "data-platform@example.gov"
        for name, agency in deaf.items():
            path: SpecPath = ("environments", name)
            yield self._warning(
                codes.NOBODY_NOTIFIED,
                f"nobody hears of errors of the agency '{agency}' here: the environment notifies no one",
                f"add `notify: {{ email: [{owner}] }}` to the environment",
                path,
                key=True,
            )

    def _may_notify(self, environment: str) -> bool:
        """Whether somebody was meant to be notified, and what says so was refused."""
        path = ("environments", environment, "notify")
        return any(is_refused(self.source, self.sound, (*path, way)) for way in _WAYS)

    def _hears(self, agency: str, environment: str) -> bool:
        places = shared_places(self.sound, agency, environment)
        return any(_notifies(data) for _, data in shared_places(self.source.data, agency, environment)) or any(
            is_setting_refused(self.source, self.sound, places, "notify", *way) for way in ((), *zip(_WAYS))
        )

    def in_one_list(self) -> Iterator[Diagnostic]:
        """Give addresses that differ in case only; equal ones are the schema's to find."""
        for path in self._holders():
            seen: dict[str, str] = {}
            for index, address in names(at(self.sound, *map(str, path), "notify", "email")):
                first = seen.setdefault(address.casefold(), address)
                if first != address:
                    yield self._warning(
                        codes.REPEATED_CONTACT,
                        f"'{address}' is '{first}' again, in other letter case",
                        "remove one of the two",
                        (*path, "notify", "email", index),
                    )

    def inherited(self) -> Iterator[Diagnostic]:
        """Give who is in the list of an agency and in that of its environment, which stand beside each other."""
        reported: set[SpecPath] = set()
        for agency, data in self.agencies.items():
            for name in environments_of(data, self.environments):
                places = shared_places(self.sound, agency, name)
                for way in _WAYS:
                    own = first_stated(places, "notify", way)
                    if own is not None and own.path not in reported:
                        reported.add(own.path)
                        yield from self._in_both(own.path, own.value, ("environments", name, "notify", way))

    def _in_both(self, path: SpecPath, own: object, above: SpecPath) -> Iterator[Diagnostic]:
        known: dict[str, int] = {}
        for index, address in names(at(self.sound, *map(str, above))):
            known.setdefault(address.casefold(), index)
        for index, address in names(own):
            if address.casefold() in known:
                yield self._warning(
                    codes.REPEATED_CONTACT,
                    f"'{address}' hears of these errors through the environment '{above[1]}' already, and would "
                    "hear of each twice",
                    "remove it here, or there",
                    (*path, index),
                    Related(self.source.locate((*above, known[address.casefold()])), "notified here"),
                )

    def _holders(self) -> Iterator[SpecPath]:
        yield ("defaults",)
        for holder in ("environments", "agencies"):
            for name, _ in maps(at(self.sound, holder)):
                yield (holder, name)
        for name, _ in maps(at(self.sound, "defaults", "environments")):
            yield ("defaults", "environments", name)
        for agency, data in self.agencies.items():
            for name, _ in maps(data.get("environments")):
                yield ("agencies", agency, "environments", name)

    def _warning(
        self, code: str, message: str, hint: str, path: SpecPath, *related: Related, key: bool = False
    ) -> Diagnostic:
        place = self.source.locate(path, key=key)
        return Diagnostic(code, message, hint, path, place, Severity.WARNING, related)


def _notifies(holder: object) -> bool:
    return any(at(holder, "notify", way) for way in _WAYS)
