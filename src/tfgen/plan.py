"""Which template makes which path: a template's own path, with `{environment}`, `{agency}` and so on filled in."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from tfgen.views.modules import MODULES
from tfgen.views.overview import overview
from tfgen.views.stack import Stack, agency_stack, platform_stack
from tfgen.views.stacks import AGENCY, PLATFORM
from tfgen.views.stacks.concern import views_of
from tfgen.views.variables import variable_values

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator, Mapping

    from tfgen.model import Deployment, Environment

SUFFIX = ".j2"
ARCHIVE = ".zip"
MODULE = "modules/{module}/"
VARIABLES = "tf_vars/{environment}.auto.tfvars"
ANY_STACK = "stacks/{environment}/{stack}/"
PLATFORM_STACK = "stacks/{environment}/platform/"
AGENCY_STACK = "stacks/{environment}/{agency}/"


@dataclass(frozen=True, slots=True)
class Rendered:
    """A file that a template makes out of a view."""

    path: str
    template: str
    view: object


@dataclass(frozen=True, slots=True)
class Linked:
    """A symbolic link; the target is relative to the folder of the link."""

    path: str
    target: str


@dataclass(frozen=True, slots=True)
class Copied:
    """A file that stands among the templates as it is: a program that the stacks run."""

    path: str
    source: str


@dataclass(frozen=True, slots=True)
class Archived:
    """A zip of files that stand among the templates: names inside, and where each comes from, in order."""

    path: str
    sources: tuple[tuple[str, str], ...]


Task = Rendered | Linked | Copied | Archived


@dataclass(frozen=True, slots=True)
class Selection:
    """Which stacks are meant; an empty collection means all of them."""

    agencies: Collection[str] = ()
    environments: Collection[str] = ()

    @property
    def everything(self) -> bool:
        """Whether nothing is left out."""
        return not self.agencies and not self.environments

    def has_stack(self, environment: str, owner: str) -> bool:
        """Whether a stack is meant."""
        return (not self.environments or environment in self.environments) and (
            not self.agencies or owner in self.agencies
        )

    def has_path(self, path: str) -> bool:
        """Whether a path of the output is meant: narrowed, that is the named stacks and nothing beside them.

        With environments alone, their `tf_vars` files belong to them.
        """
        if self.everything:
            return True
        parts = path.split("/")
        if parts[0] == "stacks" and len(parts) > 2:  # noqa: PLR2004 - stacks/<environment>/<stack>/…
            return self.has_stack(parts[1], parts[2])
        return parts[0] == "tf_vars" and not self.agencies and parts[-1].split(".")[0] in self.environments


def plan(deployment: Deployment, templates: Collection[str], selection: Selection) -> Iterator[Task]:
    """List the tasks of a render in the order of their paths' templates.

    `templates` are paths below the templates folder; `.j2` files whose names start with `_` are partials and make no
    file. What does not end in `.j2` is copied as it is, and a folder whose name ends in `.zip` is archived, too,
    beside it.
    """
    files = [
        name for name in sorted(templates) if not (name.rpartition("/")[2].startswith("_") and name.endswith(SUFFIX))
    ]
    for task in _everything(deployment, files):
        if selection.has_path(task.path):
            yield task


def stacks(deployment: Deployment) -> Iterator[Stack]:
    """List the stacks: each environment's platform, then its agencies."""
    for environment in deployment.environments:
        yield platform_stack(deployment, environment)
        for agency in deployment.agencies_of(environment.name):
            yield agency_stack(deployment, agency)


def _everything(deployment: Deployment, templates: list[str]) -> Iterator[Task]:
    archives: dict[str, list[str]] = {}
    for template in templates:
        if not template.endswith(SUFFIX):
            archive, marker, _ = template.partition(ARCHIVE + "/")
            if marker:
                archives.setdefault(archive, []).append(template)
            yield Copied(template.replace(ARCHIVE + "/", "/", 1), template)
        elif template.startswith("modules/"):
            yield from _modules(template)
        elif "/" not in template:
            yield Rendered(template.removesuffix(SUFFIX), template, overview(deployment))
    for archive, sources in archives.items():
        inside = len(archive + ARCHIVE + "/")
        yield Archived(archive + ARCHIVE, tuple((source[inside:], source) for source in sources))
    for environment in deployment.environments:
        values = variable_values(environment)
        path = _fill(VARIABLES, environment=environment.name)
        yield Rendered(path, VARIABLES + SUFFIX, values)
        yield from _stack(deployment, environment, templates, values)


def _modules(template: str) -> Iterator[Task]:
    name = template.split("/")[1]
    for module in MODULES.values() if template.startswith(MODULE) else (MODULES[name],):
        yield Rendered(_fill(template, module=module.name).removesuffix(SUFFIX), template, module)


def _stack(deployment: Deployment, environment: Environment, templates: list[str], values: object) -> Iterator[Task]:
    shared = [name for name in templates if name.startswith(ANY_STACK)]
    views: list[tuple[Stack, str, Mapping[str, object]]] = [
        (
            platform_stack(deployment, environment),
            PLATFORM_STACK,
            views_of(PLATFORM, deployment, environment),
        )
    ]
    views += (
        (
            agency_stack(deployment, agency),
            AGENCY_STACK,
            views_of(AGENCY, deployment, agency),
        )
        for agency in deployment.agencies_of(environment.name)
    )
    for stack, folder, concerns in views:
        for template in shared:
            yield Rendered(f"{stack.path}/{_name(template, ANY_STACK)}", template, stack)
        for file, view in concerns.items():
            yield Rendered(f"{stack.path}/{file}", f"{folder}{file}{SUFFIX}", view)
        if deployment.tfvars == "link":
            yield Linked(
                f"{stack.path}/{stack.tfvars_file}",
                f"../../../{_fill(VARIABLES, environment=environment.name)}",
            )
        else:
            yield Rendered(f"{stack.path}/{stack.tfvars_file}", VARIABLES + SUFFIX, values)


def _name(template: str, folder: str) -> str:
    return template.removeprefix(folder).removesuffix(SUFFIX)


def _fill(path: str, **values: str) -> str:
    for name, value in values.items():
        path = path.replace(f"{{{name}}}", value)
    return path
