"""A render or a validation after an edit of a few agencies: they are read and judged without all the others.

What is true of the rest is known from the render before. Wherever that is not sure, nothing is done here, and the
whole spec is read: docs/architecture.md says why the rest is enough. Two processes share the work, since most of it
is to import what does it: one judges, the other one makes ready to render, and each looks at a part of the tree.
"""

from __future__ import annotations

import gc
import marshal

from tfgen.beside import beside
from tfgen.quick_import import import_msgspec

TYPE_CHECKING = False  # as in `typing`: nothing is imported before the second process is there
if TYPE_CHECKING:
    from tfgen.cache.memory import Memory
    from tfgen.cache.validated import Validated
    from tfgen.edit.rendering import Told

_SHARE = 0.4
"""How much of the tree the process that renders looks at: it has more to import than the one that judges."""


def validate_known(spec: str, validated: Validated) -> tuple[str, str] | None:
    """Validate what is as it was, or has a few agencies edited; gives what to tell, None where all has to be read."""
    if validated.told is not None:
        return validated.told
    before = validated.judged
    if before is None or not validated.spec:
        return None
    from pathlib import Path

    from tfgen.edit.judging import judge_edit

    edit = judge_edit(Path(spec), validated.spec, before)
    if edit is None:
        return None
    # What was told before stays, and so do the numbers of stacks: see known_alone, and the outlines.
    validated.keep(validated.told_before, edit.judged)
    return validated.told_before


def render_edited(spec: str, out: str, memory: Memory) -> Told | None:
    """Render after an edit of a few agencies, and write; None, with nothing written, where all has to be looked at."""
    kept = memory.kept
    if kept is None or memory.spec is None or memory.own is not None or not memory.is_edited_spec or not kept.judged:
        return None
    was_enabled = gc.isenabled()
    gc.disable()
    try:
        with beside(lambda: _found(spec, memory)) as wait:
            import_msgspec()
            from pathlib import Path

            from tfgen.edit.rendering import Rendering, resolved, write

            rendering = Rendering(memory.program)
            known = kept.units  # read here, while the other process is at work
            ours = memory.unlike(0, _SHARE)
            found = wait()
        if not found or not known:
            return None
        agencies, data, judged, theirs = marshal.loads(found)  # noqa: S302 - it comes from a process that was forked here
        deployment = resolved(data, judged)
        rendered = rendering.rendered(deployment, agencies) if deployment is not None else None
        if deployment is None or rendered is None or not memory.is_as_left([*ours, *theirs]):
            return None
        return write(rendered, deployment, Path(out), memory, judged)
    finally:
        if was_enabled:
            gc.enable()


def _found(spec: str, memory: Memory) -> bytes:
    """Judge the edit, and look at half of the tree; empty where all has to be looked at."""
    import_msgspec()
    from pathlib import Path

    from tfgen.edit.judging import judge_edit

    judged = memory.kept.judged if memory.kept is not None else None
    edit = judge_edit(Path(spec), memory.spec, judged) if judged is not None and memory.spec is not None else None
    return marshal.dumps((*edit, memory.unlike(1, _SHARE))) if edit is not None else b""
