"""A spec read and checked: the first verbs of the pipeline."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from msgspec import msgpack
from msgspec.structs import replace

from tfgen.beside import beside
from tfgen.checked import Checked
from tfgen.errors import Diagnostic
from tfgen.forking import MOST_ALONE, uncollected
from tfgen.spec_schema import schema

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from pathlib import Path

    from tfgen.loader import Source


@uncollected()
def check(spec: Path) -> Checked:
    """Read a spec and find everything that is wrong with it, in the order of the file.

    Raises TfgenError if there is nothing to read.
    """
    from tfgen.check.acceptance import Acceptance
    from tfgen.loader import load_spec

    acceptance = Acceptance(schema())
    return judge(*load_spec(spec, lambda data: acceptance.accepts(schema(), data)))


def judge(source: Source, found: Sequence[Diagnostic]) -> Checked:
    """Find everything that is wrong with a spec that was read; `found` is what is wrong with it as YAML."""
    checked = _judge(source, found)
    if not checked.failed:
        return checked
    from tfgen.misindented import blame_lines

    told = blame_lines(source, checked.diagnostics, lambda *tried: _judge(*tried).diagnostics)
    return checked if told is checked.diagnostics else replace(checked, diagnostics=tuple(told))


def _judge(source: Source, found: Sequence[Diagnostic]) -> Checked:
    from tfgen.check.aliases import tell_once
    from tfgen.check.meaning import check_meaning
    from tfgen.check.nested import join_nested
    from tfgen.check.references import check_references
    from tfgen.check.repeated import join_repeated, without_doubled
    from tfgen.check.schema import check_schema
    from tfgen.check.sound import sound_part
    from tfgen.check.suppress import apply_suppressions
    from tfgen.check.tags import check_tags

    diagnostics = list(found)
    outlines: Mapping[str, bytes] | None = None
    templates: dict[str, str] = {}
    if source.data is not None:
        diagnostics += check_schema(source, schema())
        sound = sound_part(source, diagnostics)
        verbs = (check_references, check_meaning, check_tags)
        if len(sound.get("agencies") or ()) < MOST_ALONE:
            diagnostics += [one for verb in verbs for one in verb(source, sound)]
            diagnostics += _check_derived(source, sound)[0]
        else:
            with beside(lambda: msgpack.encode(_check_derived(source, sound))) as wait:
                diagnostics += [one for verb in verbs for one in verb(source, sound)]
                derived = wait()
            # Where nothing came of the second process, it is done here.
            told, outlines = msgpack.decode(derived, type=_Derived) if derived else _check_derived(source, sound)
            diagnostics += told
        diagnostics = join_nested(source, tell_once(source, apply_suppressions(source, sound, diagnostics)))
        if "templates" in sound:  # Jinja is for those specs only
            from tfgen.template_problems import template_problems

            problems, templates = template_problems(source)
            diagnostics += problems
    diagnostics.sort(key=lambda diagnostic: diagnostic.sort_key)
    told = join_repeated(without_doubled(source, diagnostics))
    return Checked(source, tuple(told), templates, outlines)


_Derived = tuple[list[Diagnostic], dict[str, bytes] | None]


def _check_derived(source: Source, sound: dict[str, Any]) -> _Derived:
    """Check what follows from all derived names, half of the work; with the outlines, where there are many agencies."""
    from tfgen.check.names import check_names
    from tfgen.check.outline import outlines
    from tfgen.check.quotas import check_quotas

    found = [*check_names(source, sound), *check_quotas(source, sound, schema())]
    return found, outlines(sound) if len(sound.get("agencies") or ()) >= MOST_ALONE else None
