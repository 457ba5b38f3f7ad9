"""YAML events → plain data, with every problem on the way as data."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final, NamedTuple

from msgspec import Struct, field
from yaml.error import YAMLError
from yaml.events import (
    AliasEvent,
    DocumentStartEvent,
    MappingEndEvent,
    MappingStartEvent,
    ScalarEvent,
    SequenceEndEvent,
    SequenceStartEvent,
    StreamEndEvent,
)

from tfgen.check import codes
from tfgen.loader.anchors import MAX_DEPTH, Anchors, Refusal
from tfgen.loader.events import event_source
from tfgen.loader.problems import Duplicate, Problem, problem_at, quoted
from tfgen.loader.scalars import NUMBER_START, WORDS, composed, number

if TYPE_CHECKING:
    from tfgen.errors import SpecPath


class _State:
    """What a container waits for; a string in its place is the key whose value comes next."""


_KEY: Final = _State()
_ITEM: Final = _State()
_COMPLEX_KEY: Final = _State()
_REFUSED: Final = _State()


class _Dropped(NamedTuple):
    """Stands for a key whose value is read, so that its problems show, and thrown away at the end."""

    name: str | None
    offset: int


class Built(Struct):
    """Data of the first document, the problems in it, and the paths whose value could not be taken over."""

    data: Any = None
    problems: list[Problem] = field(default_factory=list)
    duplicates: list[Duplicate] = field(default_factory=list)
    unread: set[SpecPath] = field(default_factory=set)


def build(text: str) -> Built:
    """Read the first document of a text; `data` is None if a syntax error or the depth ended the reading.

    Maps and lists that aliases name are shared, not copied: treat the data as read-only.
    """
    builder = _Builder(text)
    builder.run()
    # libyaml, since 0.2.6, looks ahead for brackets and gives up at 1,000: what stands before is too deep already.
    return builder.built if builder.deepest is None else build(text[: builder.deepest])


class _Builder:
    __slots__ = ("anchors", "built", "deepest", "documents", "dropped", "marked", "stack", "text")

    def __init__(self, text: str) -> None:
        self.text = text
        self.marked = "&" in text or "!" in text
        self.built = Built()
        self.anchors = Anchors()
        self.stack: list[tuple[Any, Any]] = []
        self.dropped: list[tuple[dict[Any, Any], _Dropped]] = []
        self.documents = 0
        self.deepest: int | None = None

    def run(self) -> None:
        top: list[Any] = []
        try:
            complete = self.read(top)
        except YAMLError as error:
            # A text that can be read does without, as it does without what is imported further below.
            from tfgen.loader.failure import too_deep_for_parser
            from tfgen.loader.syntax import syntax_problem

            self.deepest = too_deep_for_parser(error)
            self.built.problems.append(syntax_problem(error, self.text))
            complete = False
        self.report_unused()
        for mapping, key in self.dropped:
            mapping.pop(key, None)
        self.built.data = top[0] if complete and top else None

    # One loop on purpose: a method call per event would add a third to the time of the whole load.
    def read(self, top: list[Any]) -> bool:  # noqa: C901, PLR0912, PLR0915  # see above
        """Read events into `top`; False if reading had to stop before the end of the document."""
        next_event, stack, marked = event_source(self.text), self.stack, self.marked
        current: Any = top
        key: Any = _ITEM
        nodes = 0
        while True:
            event: Any = next_event()
            kind = event.__class__
            nodes += 1
            opens = False
            if kind is ScalarEvent:
                value: Any = event.value
                if not event.style:
                    if value in WORDS:
                        value = WORDS[value]
                    elif value[0] in NUMBER_START:
                        value = number(value)
                if value.__class__ is str and not value.isascii():
                    value = composed(value)
            elif kind is MappingStartEvent or kind is SequenceStartEvent:
                opens = True
                value = {} if kind is MappingStartEvent else []
                if len(stack) >= MAX_DEPTH:
                    self.report_depth(event, current, key)
                    return False
            elif kind is MappingEndEvent or kind is SequenceEndEvent:
                if marked:
                    self.anchors.close(current, nodes)
                current, key = stack.pop()
                if key is _COMPLEX_KEY:
                    key = self.drop(current, None, event)
                elif key is not _ITEM:
                    key = _KEY
                continue
            elif kind is AliasEvent:
                value = self.alias(event, current, key, nodes)
            elif kind is StreamEndEvent or (kind is DocumentStartEvent and self.is_second_document(event)):
                return True
            else:
                continue
            if marked and kind is not AliasEvent and (opens or event.tag or event.anchor):
                value = self.mark(event, value, current, key, nodes)
            if key is _KEY:
                if value.__class__ is str and value not in current and value != "<<":
                    key = value
                    continue
                key = self.odd_key(event, value, current)
                if not opens:
                    continue
            elif key is _ITEM:
                current.append(value)
            else:
                current[key] = value
            if opens:
                stack.append((current, key))
                current = value
                key = _KEY if kind is MappingStartEvent else _ITEM
            elif key is not _ITEM:
                key = _KEY

    def path(self, current: Any, key: Any) -> SpecPath:
        """Path of the value that is about to be put into `current`."""
        steps: list[str | int] = []
        for container, state in self.stack[1:]:
            _add_step(steps, state, len(container) - 1)
        if self.stack:
            _add_step(steps, key, len(current))
        return tuple(steps)

    def report(self, event: Any, code: str, message: str, hint: str, path: SpecPath) -> None:
        self.built.problems.append(problem_at(event, code, message, hint, path))

    def report_depth(self, event: Any, current: Any, key: Any) -> None:
        message = f"the spec is nested deeper than {MAX_DEPTH} levels here"
        hint = "nest less; a spec needs about ten levels"
        self.report(event, codes.YAML_TOO_DEEP, message, hint, self.path(current, key))

    def report_unused(self) -> None:
        """Tell of text that loses its first word: YAML takes what begins with '&' for an anchor."""
        for name, (start, path) in self.anchors.unused.items():
            message = f"'&{name}' is an anchor, which no alias uses, and no part of the text"
            hint = "put the text in quotes, or remove the anchor"
            end = start + len(name) + 1
            self.built.problems.append(Problem(codes.YAML_ANCHOR_UNUSED, message, hint, start, end, path))

    def is_second_document(self, event: Any) -> bool:
        self.documents += 1
        if self.documents == 1:
            return False
        message = "a second YAML document begins here; a spec file is one document"
        hint = "remove the '---', or move what follows to a file of its own"
        self.report(event, codes.YAML_SECOND_DOCUMENT, message, hint, ())
        return True

    def drop(self, mapping: dict[Any, Any], name: str | None, event: Any) -> _Dropped:
        dropped = _Dropped(name, event.start_mark.index)
        self.dropped.append((mapping, dropped))
        return dropped

    def alias(self, event: Any, current: Any, key: Any, nodes: int) -> Any:
        found = self.anchors.follow(event.anchor, nodes, len(self.stack))
        if not isinstance(found, Refusal):
            return found.value
        if isinstance(key, _Dropped) and key.name == "<<":  # the merge key is told already
            return None
        path = self.path(current, key)
        # The limit is one for the whole file: the first alias beyond it says so for all.
        if found.code != codes.YAML_ALIAS_TOO_LARGE or all(one.code != found.code for one in self.built.problems):
            self.report(event, found.code, found.message, found.hint, path)
        if key is _KEY:
            return _REFUSED
        self.built.unread.add(path)
        return None

    def mark(self, event: Any, value: Any, current: Any, key: Any, nodes: int) -> Any:
        """Take notice of a node's tag and anchor; return its value by the tag."""
        if event.tag is not None:
            from tfgen.loader.tags import tag_as_written, tagged_value

            value, known = tagged_value(event.tag, value, getattr(event, "value", None))
            if not known:
                path = self.path(current, key)
                message = f"the tag {quoted(tag_as_written(event.tag))} is not understood here"
                hint = "remove the tag; put a text that begins with '!' in quotes"
                if event.tag.startswith("!include"):
                    hint = "remove it: tfgen reads the files of the folder 'agencies' beside the spec by itself"
                self.report(event, codes.YAML_TAG, message, hint, path)
                self.built.unread.add(path)
        opens = value.__class__ is dict or value.__class__ is list
        depth = len(self.stack) + 1
        if event.anchor is not None:
            if opens:
                self.anchors.open(event.anchor, value, nodes, depth)
            else:
                self.anchors.define(event.anchor, value, event.start_mark.index, self.path(current, key))
        elif opens:
            self.anchors.reach(depth)
        return value

    def odd_key(self, event: Any, value: Any, mapping: dict[Any, Any]) -> Any:
        """Return what stands for a key that is no new text: text, `_COMPLEX_KEY` or a dropped key."""
        path = self.path(mapping, _KEY)
        if value is _REFUSED:
            return self.drop(mapping, None, event)
        from tfgen.loader import odd_keys

        problems = self.built.problems
        if isinstance(value, dict | list):
            braces = odd_keys.in_braces(event, self.text, path)
            if braces is None:
                problems.append(odd_keys.container(event, path))
            elif braces not in problems:
                problems.append(braces)
                self.built.unread.add(path)
            return _COMPLEX_KEY if event.__class__ is not AliasEvent else self.drop(mapping, None, event)
        if value == "<<" and event.__class__ is ScalarEvent and not event.style:
            problems.append(odd_keys.merge_key(event, path))
            self.built.unread.add((*path, "<<"))
            return self.drop(mapping, "<<", event)
        if not isinstance(value, str):
            cut = odd_keys.cut_number(event, self.text, path) if value.__class__ is int else None
            value, problem = odd_keys.no_text(event, value, path)
            problems.append(cut or problem)
            self.built.unread.add((*path, value))
            if cut and mapping:
                self.built.unread.add((*path, next(reversed(mapping))))
        if value in mapping:
            start, end = event.start_mark.index, event.end_mark.index
            self.built.duplicates.append(Duplicate(value, start, end, path))
            return self.drop(mapping, value, event)
        return value


def _add_step(steps: list[str | int], state: Any, index: int) -> None:
    if isinstance(state, str):
        steps.append(state)
    elif state is _ITEM:
        steps.append(index)
    elif isinstance(state, _Dropped) and state.name is not None:
        steps.append(state.name)
