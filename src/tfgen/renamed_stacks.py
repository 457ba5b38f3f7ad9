"""What a render must not do where something was renamed: give it other names in AWS, or leave people's files behind."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from tfgen.errors import TfgenError
from tfgen.names import agency_names

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Mapping
    from pathlib import Path

    from tfgen.model import Agency, Deployment
    from tfgen.writer.changes import Changes

Agencies = dict[tuple[str, str], "Agency"]
"""By environment and each id that they have or had."""

_STACK = re.compile(r"stacks/(?P<environment>[^/]+)/(?P<owner>[^/]+)/(?P<file>.+)")
_PREFIX = re.compile(r'^  name_prefix = "(.+)"$', re.MULTILINE)
_IN_A_CALL = r"(?:[^}\n].*\n|\n)*?"
_PIPELINE = re.compile(rf'^module "(\w+)_pipeline" \{{\n{_IN_A_CALL}  dataset = "(\w+)"$', re.MULTILINE)
_STREAM = re.compile(rf'^module "(\w+)_stream" \{{\n{_IN_A_CALL}  prefix += "data/(\w+)/"$', re.MULTILINE)


def require_kept(changes: Changes, deployment: Deployment, out: Path) -> None:
    """Raise TfgenError (exit code 1) if something would get other names in AWS, or files of people be left behind."""
    going = (*changes.left_over, *changes.edited)
    _require_names((*changes.changed, *going), deployment, out)
    _require_no_own_files(changes.left_over, going, deployment, out)


def _require_names(differing: Iterable[str], deployment: Deployment, out: Path) -> None:
    """Compare what stands in files that change or go, which is what AWS has, with what will."""
    found = [match for path in differing if (match := _STACK.fullmatch(path)) and match["file"] in _READ]
    agencies = _by_id(deployment) if found else {}
    for match in found:
        agency = agencies.get((match["environment"], match["owner"]))
        if agency is None:
            continue
        text = (out / match[0]).read_text(encoding="utf-8", errors="replace")
        for what, before, after in _READ[match["file"]](text, deployment, agency):
            raise TfgenError(
                f"{what} in {match['environment']} has names in AWS that come from '{before}', and they would come "
                f"from '{after}'; nothing was written",
                "say what it was called before with `renamed_from`, which stays for good; of several former ids, list "
                "all, oldest first",
                exit_code=1,
            )


def _require_no_own_files(left_over: Iterable[str], known: Iterable[str], deployment: Deployment, out: Path) -> None:
    """Look into folders that go, since their agencies have another id: `known` are tfgen's files there.

    Terraform would destroy what other files describe, since they are not in the new folder. Hidden files, such as
    Terraform's own, are left alone.
    """
    folders = {(match["environment"], match["owner"]) for path in left_over if (match := _STACK.fullmatch(path))}
    agencies = _by_id(deployment) if folders else {}
    tfgens = frozenset(part for path in known for part in (path, path.rpartition("/")[0]))
    for environment, owner in sorted(folders):
        agency = agencies.get((environment, owner))
        if agency is None or agency.id == owner:
            continue
        folder = f"stacks/{environment}/{owner}"
        names = sorted(file.name for file in (out / folder).iterdir() if not file.name.startswith("."))
        own = [name for name in names if f"{folder}/{name}" not in tfgens]
        if own:
            raise TfgenError(
                f"{out}/{folder} has files of your own beside those of '{owner}', which is called '{agency.id}' now: "
                f"{', '.join(own)}; nothing was written",
                f"take the whole folder along first, `git mv {out}/{folder} {out}/stacks/{environment}/{agency.id}`, "
                "and render again",
                exit_code=1,
            )


def _by_id(deployment: Deployment) -> Agencies:
    return {
        (agency.environment.name, id_): agency
        for agency in deployment.agencies
        for id_ in (*agency.former_ids, agency.id)
    }


def _of_agency(text: str, deployment: Deployment, agency: Agency) -> Iterator[tuple[str, str, str]]:
    """Compare `locals.tf` with what its agency would be named by; other parts of a name are no matter here."""
    start = f"{deployment.platform.name}-{agency.environment.name}-"
    found = _PREFIX.search(text)
    if found and found[1].startswith(start) and found[1] != agency_names(deployment, agency).prefix:
        yield f"the agency '{agency.id}'", found[1].removeprefix(start), agency.first_id


def _of_datasets(text: str, _deployment: Deployment, agency: Agency) -> Iterator[tuple[str, str, str]]:
    """Compare `glue.tf` or `kinesis.tf` with what the data sets of its agency would be named by."""
    datasets = {id_: dataset for dataset in agency.datasets for id_ in (*dataset.former_ids, dataset.id)}
    for label, before in (*_PIPELINE.findall(text), *_STREAM.findall(text)):
        dataset = datasets.get(label)
        if dataset is not None and before != dataset.first_id:
            yield f"the data set '{dataset.id}' of '{agency.id}'", before, dataset.first_id


_READ: Mapping[str, Callable[[str, Deployment, Agency], Iterator[tuple[str, str, str]]]] = {
    "locals.tf": _of_agency,
    "glue.tf": _of_datasets,
    "kinesis.tf": _of_datasets,
}
"""The files of a stack that say what its names come from: whose, the id in the file, and the one that would follow."""
