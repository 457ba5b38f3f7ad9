"""Whether each of a user's templates has a place in the output: one that has none would be forgotten in silence."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tfgen.errors import TfgenError
from tfgen.plan import AGENCY_STACK, ANY_STACK, MODULE, PLATFORM_STACK
from tfgen.views.modules import MODULES
from tfgen.views.stacks import AGENCY, PLATFORM

if TYPE_CHECKING:
    from tfgen.templating.sets import Template, TemplateSet

FOLDERS = (MODULE, ANY_STACK, PLATFORM_STACK, AGENCY_STACK)
"""Where templates of a new name may stand, beside the top and the folder of each module."""


def require_places(templates: TemplateSet) -> None:
    """Raise TfgenError (exit code 2) for the first of a user's templates that makes nothing."""
    for template in templates.own:
        if template.path in templates.shipped or template.is_partial:
            continue
        reason = _reason(template, templates)
        if reason:
            import difflib  # noqa: PLC0415 - only where a template has no place

            shipped = {other.lower(): other for other in templates.shipped}
            close = difflib.get_close_matches(template.path.lower(), shipped, n=1, cutoff=0.85)
            hint = (
                f"did you mean {shipped[close[0]]}?" if close else "`tfgen templates list` names those that there are"
            )
            raise TfgenError(f"template {template.file} makes nothing: {reason}", hint)


def _reason(template: Template, templates: TemplateSet) -> str:
    """Say why a template of a new name makes nothing; empty if it makes something."""
    path = template.path
    own_modules = tuple(f"modules/{name}/" for name in MODULES)
    if "/" in path and not path.startswith((*FOLDERS, *own_modules)):
        return "tfgen fills no such folder"
    if path.startswith("stacks/") and template.output.endswith(".tfvars"):
        return "the values of a stack's variables come from tf_vars"
    if path.startswith(MODULE):
        rest = path.removeprefix(MODULE)
        hidden = all(f"{folder}{rest}" in templates.templates for folder in own_modules)
        return "every module has a template of its own for that file" if hidden else ""
    file = template.output.removeprefix(ANY_STACK)
    hidden = file in {concern.file for concern in AGENCY} & {concern.file for concern in PLATFORM}
    return "agencies and platform have templates of their own for that file" if hidden else ""
