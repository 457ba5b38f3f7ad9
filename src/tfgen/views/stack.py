"""What every stack has: provider, backend, variables, tags, outputs and README."""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING

from msgspec import Struct

from tfgen.names import agency_names, platform_names
from tfgen.owners import PLATFORM as PLATFORM_OWNER
from tfgen.views.facts import Variable, account_id
from tfgen.views.modules import MODULES
from tfgen.views.picture import picture
from tfgen.views.remembered import Shared, remembered_of_all
from tfgen.views.retiring import retiring
from tfgen.views.stacks import AGENCY, PLATFORM

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Mapping

    from tfgen.hcl import Value
    from tfgen.model import Agency, Deployment, Environment
    from tfgen.views.facts import Arguments, Output
    from tfgen.views.picture import Picture
    from tfgen.views.stacks.concern import Concern, Edge, Owner

INPUTS = (
    account_id("AWS account of the environment."),
    Variable("common_tags", "map(string)", "Tags of every resource of the environment."),
    Variable("environment", "string", "Name of the environment."),
    Variable("region", "string", "AWS region of the environment."),
)
"""Inputs of every stack; `tf_vars/<environment>.auto.tfvars` gives their values."""


class File(Struct, frozen=True):
    """A row of the README: a file, what it is for, and the resource types in it."""

    name: str
    purpose: str
    resources: str


class OutputRow(Struct, frozen=True):
    """A row of the README: an output, and what it is."""

    name: str
    description: str


class Stack(Struct, frozen=True):
    """One root module: an agency's, or the platform's, in one environment; outputs are those of all concerns."""

    owner: str
    environment: Environment
    title: str
    purpose: str
    name_prefix: str
    own_tags: Mapping[str, str]
    concerns: tuple[Concern[Agency], ...] | tuple[Concern[Environment], ...]
    files: tuple[File, ...]
    steps: tuple[str, ...]
    outputs: tuple[Output, ...]
    flow: tuple[Edge, ...]
    linked: bool
    agency: Agency | None = None
    """None where the stack is the platform's; for templates of users' own, which may need more than others."""

    @property
    def path(self) -> str:
        """Folder of the stack in the output."""
        return f"stacks/{self.environment.name}/{self.owner}"

    @property
    def inputs(self) -> tuple[Variable, ...]:
        """Inputs of the stack."""
        return INPUTS

    @property
    def picture(self) -> Picture:
        """What flows through the stack."""
        return _picture(self.flow)

    @property
    def output_rows(self) -> tuple[OutputRow, ...]:
        """The outputs without their values, for a table."""
        return _output_rows(self.outputs)

    @property
    def deploy_role_arn(self) -> str | None:
        """Role that the provider assumes, if any."""
        return self.environment.deploy_role_arn

    @property
    def state_key(self) -> str:
        """Key of the stack's state in the environment's bucket: the same for good, whatever the agency is called."""
        prefix = self.environment.state.prefix
        owner = self.agency.first_id if self.agency else self.owner
        return f"{prefix.strip('/') + '/' if prefix else ''}{self.environment.name}/{owner}/terraform.tfstate"

    @property
    def backend(self) -> Arguments:
        """Arguments of the S3 backend; the lock is a file beside the state."""
        state = self.environment.state
        key: Arguments = (("kms_key_id", state.kms_key_arn),) if state.kms_key_arn else ()
        return (
            ("bucket", state.bucket),
            ("encrypt", True),
            ("key", self.state_key),
            *key,
            ("region", state.region),
            ("use_lockfile", True),
        )

    @property
    def remote_state(self) -> Mapping[str, Value]:
        """Configuration with which another workspace reads this stack's outputs."""
        state = self.environment.state
        return {"bucket": state.bucket, "key": self.state_key, "region": state.region}

    @property
    def state_location(self) -> str:
        """Where the state is kept, as people write it."""
        return f"s3://{self.environment.state.bucket}/{self.state_key}"

    @property
    def tfvars_file(self) -> str:
        """Name of the file that gives the inputs their values."""
        return f"{self.environment.name}.auto.tfvars"

    @property
    def tfvars_note(self) -> str:
        """What the README says of that file."""
        kind = "a link to" if self.linked else "a copy of"
        return f", {kind} the one that all stacks of the environment share in tf_vars"


def views_of_agency(deployment: Deployment, agency: Agency) -> Iterator[tuple[Concern[Agency], object]]:
    """Give the files that an agency's stack has, each with the values of its template."""
    concerns = (retiring(AGENCY, deployment, agency),) if agency.retiring else AGENCY
    views = ((concern, concern.view(deployment, agency)) for concern in concerns)
    return ((concern, view) for concern, view in views if view is not None)


def views_of_platform(
    deployment: Deployment, environment: Environment
) -> Iterator[tuple[Concern[Environment], object]]:
    """Give the files that an environment's platform stack has, each with the values of its template."""
    concerns = (retiring(PLATFORM, deployment, environment),) if environment.retiring else PLATFORM
    views = ((concern, concern.view(deployment, environment)) for concern in concerns)
    return ((concern, view) for concern, view in views if view is not None)


def agency_stack(deployment: Deployment, agency: Agency, concerns: tuple[Concern[Agency], ...] | None = None) -> Stack:
    """Describe an agency's stack in one environment; `concerns` are those of its files, if they are known."""
    names = agency_names(deployment, agency)
    if concerns is None:
        concerns = tuple(concern for concern, _ in views_of_agency(deployment, agency))
    return Stack(
        owner=agency.id,
        environment=agency.environment,
        title=f"{agency.name} ({agency.id}) in {agency.environment.name}",
        purpose=agency.description or f"What {agency.name} has on the data platform in {agency.environment.name}.",
        name_prefix=names.prefix,
        own_tags={"agency": agency.id} | dict(agency.tags),
        concerns=concerns,
        files=_files(concerns, deployment, agency),
        steps=_steps(concerns, deployment, agency),
        outputs=_outputs(concerns, deployment, agency),
        flow=_flow(concerns, deployment, agency),
        linked=deployment.tfvars == "link",
        agency=agency,
    )


def platform_stack(
    deployment: Deployment, environment: Environment, concerns: tuple[Concern[Environment], ...] | None = None
) -> Stack:
    """Describe what an environment shares. It names no agency, so that adding one leaves it alone."""
    if concerns is None:
        concerns = tuple(concern for concern, _ in views_of_platform(deployment, environment))
    return Stack(
        owner=PLATFORM_OWNER,
        environment=environment,
        title=f"Platform in {environment.name}",
        purpose=f"What all agencies share in {environment.name}. It is applied before the agencies' stacks.",
        name_prefix=platform_names(deployment, environment).prefix,
        own_tags={},
        concerns=concerns,
        files=_files(concerns, deployment, environment),
        steps=_steps(concerns, deployment, environment),
        outputs=_outputs(concerns, deployment, environment),
        flow=_flow(concerns, deployment, environment),
        linked=deployment.tfvars == "link",
    )


_shared_files: Callable[[tuple[File, ...]], tuple[File, ...]] = remembered_of_all(Shared)
_shared_rows: Callable[[tuple[OutputRow, ...]], tuple[OutputRow, ...]] = remembered_of_all(Shared)
_picture: Callable[[tuple[Edge, ...]], Picture] = remembered_of_all(picture)


def _files(concerns: Iterable[Concern[Owner]], deployment: Deployment, owner: Owner) -> tuple[File, ...]:
    rows = [_row(concern.file, concern.purpose, concern.modules_of(deployment, owner)) for concern in concerns]
    return _shared_files(tuple(rows))


def _outputs(concerns: Iterable[Concern[Owner]], deployment: Deployment, owner: Owner) -> tuple[Output, ...]:
    return _by_name(tuple([output for concern in concerns for output in concern.outputs_of(deployment, owner)]))


@remembered_of_all
def _by_name(outputs: tuple[Output, ...]) -> tuple[Output, ...]:
    return Shared(sorted(outputs, key=lambda output: output.name))


@remembered_of_all
def _output_rows(outputs: tuple[Output, ...]) -> tuple[OutputRow, ...]:
    return _shared_rows(tuple(_output_row(output.name, output.description) for output in outputs))


def _flow(concerns: Iterable[Concern[Owner]], deployment: Deployment, owner: Owner) -> tuple[Edge, ...]:
    return tuple([edge for concern in concerns for edge in concern.flow_of(deployment, owner)])


def _steps(concerns: Iterable[Concern[Owner]], deployment: Deployment, owner: Owner) -> tuple[str, ...]:
    return tuple([step for concern in concerns for step in concern.steps(deployment, owner)])


# Most stacks have the same rows, and what is the same object is not written twice.
@lru_cache(1 << 10)
def _row(file: str, purpose: str, modules: tuple[str, ...]) -> File:
    return File(file, purpose, ", ".join(sorted({kind for name in modules for kind in MODULES[name].resources})))


@lru_cache(1 << 10)
def _output_row(name: str, description: str) -> OutputRow:
    return OutputRow(name, description)
