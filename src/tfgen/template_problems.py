"""What is wrong with the templates that a spec names, as diagnostics: the folder, and each template in it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tfgen.check import codes
from tfgen.checked import templates_folder
from tfgen.errors import Diagnostic, TfgenError
from tfgen.files import is_folder
from tfgen.own_templates import template_set
from tfgen.templating.compiling import problems

if TYPE_CHECKING:
    from tfgen.loader import Source

_PATH = ("templates",)


def template_problems(source: Source) -> tuple[list[Diagnostic], dict[str, str]]:
    """Compile the templates of the folder that a spec names; give the text of each file with a problem, too."""
    folder = templates_folder(source)
    if folder is None:
        return [], {}
    place = source.locate(_PATH)
    if not is_folder(folder):
        hint = "name a folder as seen from the spec, or make it with `tfgen templates eject`"
        return [Diagnostic(codes.TEMPLATES_MISSING, f"there is no folder '{folder}'", hint, _PATH, place)], {}
    try:
        found = list(problems(template_set(folder)))
    except TfgenError as error:
        return [Diagnostic(codes.TEMPLATE_WRONG, error.message, error.hint, _PATH, place)], {}
    return [
        Diagnostic(
            codes.TEMPLATE_WRONG,
            f"the template cannot be used: {one.sentence}",
            "correct it; `tfgen explain TFG333` says what templates may do",
            _PATH,
            one.location,
        )
        for one in found
    ], {str(one.template.file): one.template.source for one in found}
