"""Renders after an edit of a few agencies, without the others: what comes of them is what a full render makes."""

from __future__ import annotations

import os
import shutil
import tempfile
from pathlib import Path
from typing import Any

import pytest
import yaml
from command import invoke
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, rule
from specs import agency, small, tree

from tfgen import checking, pipeline
from tfgen.check import codes
from tfgen.errors import TfgenError
from tfgen.loader.chunks import cut

CASES = Path(__file__).parent / "cases" / "invalid"


def text_of(data: Any) -> str:
    """Write data as people write a spec: one line a key."""
    return yaml.safe_dump(data, sort_keys=False, width=1000, allow_unicode=True)


def write(folder: Path, data: dict[str, Any], *, split: bool = False) -> Path:
    """Write a spec, in one file or in several."""
    folder.mkdir(exist_ok=True)
    shutil.rmtree(folder / "agencies", ignore_errors=True)
    if split:
        (folder / "agencies").mkdir()
        for name, own in data["agencies"].items():
            (folder / "agencies" / f"{name}.yaml").write_text(text_of(own), encoding="utf-8")
        data = {key: value for key, value in data.items() if key != "agencies"}
    (folder / "agencies.yaml").write_text(text_of(data), encoding="utf-8")
    return folder / "agencies.yaml"


def render(folder: Path) -> Any:
    return invoke("render", "-f", folder / "agencies.yaml", "-o", folder / "generated")


@pytest.fixture(autouse=True)
def _own_cache(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))


@pytest.fixture
def read_as_a_whole(monkeypatch: pytest.MonkeyPatch) -> list[Path]:
    """Give the list of specs that are read as a whole, from now on."""
    found: list[Path] = []
    check = pipeline.check

    def listed(spec: Path) -> Any:
        found.append(spec)
        return check(spec)

    for module in (pipeline, checking):  # of `render`, and of `validate`
        monkeypatch.setattr(module, "check", listed)
    return found


@pytest.mark.parametrize("split", [False, True])
def test_only_the_agency_that_was_edited_is_read(tmp_path: Path, read_as_a_whole: list[Path], *, split: bool) -> None:
    data = small()
    write(tmp_path / "here", data, split=split)
    assert render(tmp_path / "here").exit_code == 0
    assert len(read_as_a_whole) == 1
    read_as_a_whole.clear()
    for days in (91, 92, 365):
        data["agencies"]["doh"]["retention"] = {"raw_days": days}
        write(tmp_path / "here", data, split=split)
        result = render(tmp_path / "here")
        assert result.exit_code == 0, result.stderr
        assert result.stdout.splitlines()[-1].startswith(f"{tmp_path}/here/generated: 2 updated, ")
    assert read_as_a_whole == []
    write(tmp_path / "new", data, split=split)
    full = render(tmp_path / "new")
    assert tree(tmp_path / "here" / "generated", manifests=True) == tree(tmp_path / "new" / "generated", manifests=True)
    assert full.stdout.splitlines()[-1].split()[1] == render(tmp_path / "here").stdout.split()[1]


@pytest.mark.parametrize("split", [False, True])
def test_only_the_agency_that_was_edited_is_validated(
    tmp_path: Path, read_as_a_whole: list[Path], *, split: bool
) -> None:
    data = small()
    spec = write(tmp_path / "here", data, split=split)
    first = invoke("validate", "-f", spec)
    assert first.exit_code == 0
    assert len(read_as_a_whole) == 1
    data["agencies"]["doh"]["retention"] = {"raw_days": 91}
    write(tmp_path / "here", data, split=split)
    assert invoke("validate", "-f", spec).stdout == first.stdout
    assert invoke("validate", "-f", spec).stdout == first.stdout
    assert len(read_as_a_whole) == 1
    data["agencies"]["doh"]["retention"] = {"raw_days": 0}
    write(tmp_path / "here", data, split=split)
    for _ in range(2):
        assert invoke("validate", "-f", spec).exit_code == 1
    assert len(read_as_a_whole) == 3


def test_what_is_told_after_an_edit_names_the_spec_as_it_is_named_now(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    data = small()
    monkeypatch.chdir(write(tmp_path / "here", data).parent)
    assert invoke("validate").stdout.startswith("agencies.yaml is valid")
    data["agencies"]["doh"]["retention"] = {"raw_days": 91}
    spec = write(tmp_path / "here", data)
    assert invoke("validate", "-f", spec).stdout.startswith(f"{spec} is valid")


def test_warnings_after_an_edit_name_the_spec_as_it_is_named_now(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    data = many_workflows()
    monkeypatch.chdir(write(tmp_path / "here", data).parent)
    assert invoke("render").stderr.startswith("agencies.yaml:")
    data["agencies"]["doh"]["retention"] = {"raw_days": 91}
    spec = write(tmp_path / "here", data)
    assert invoke("render", "-f", spec).stderr.startswith(f"{spec}:")


def many_workflows() -> dict[str, Any]:
    """Give a spec with a warning that an edit leaves as it is: an account's quota of workflows is nearly used."""
    data = small()
    # One map each: maps that are the same one would be written as aliases.
    data["agencies"]["dot"]["datasets"] = {
        f"d{number}": {"source": {"files": {"format": "csv"}}, "columns": {"id": "string"}} for number in range(240)
    }
    data["agencies"]["dot"]["deploy_to"] = ["dev"]
    return data


def edits() -> list[Any]:
    """Give edits of an agency that others have to do with, or that are wrong."""
    return [
        pytest.param({"lifecycle": "retired"}, id="retired"),
        pytest.param({"name": "Department of Transportation"}, id="a name that is taken"),
        pytest.param({"nmae": "x"}, id="a mistake"),
        pytest.param(
            {"datasets": {**agency("x")["datasets"], "other": agency("x")["datasets"]["records"]}}, id="names"
        ),
        pytest.param({"access": {"roads": {"agency": "dot", "read": {"records": {}}}}}, id="another agency"),
        pytest.param({"deploy_to": ["dev"]}, id="environments"),
    ]


@pytest.mark.parametrize("change", edits())
def test_edit_that_concerns_others_is_judged_with_them(
    change: dict[str, Any], tmp_path: Path, read_as_a_whole: list[Path]
) -> None:
    data = small()
    write(tmp_path / "here", data)
    assert render(tmp_path / "here").exit_code == 0
    assert invoke("validate", "-f", tmp_path / "here" / "agencies.yaml").exit_code == 0
    data["agencies"]["doh"].update(change)
    write(tmp_path / "here", data)
    before = len(read_as_a_whole)
    result = render(tmp_path / "here")
    assert len(read_as_a_whole) > before
    assert result.stdout or result.stderr
    before = len(read_as_a_whole)
    assert invoke("validate", "-f", tmp_path / "here" / "agencies.yaml").output
    assert len(read_as_a_whole) > before


def test_edit_of_an_agency_without_stacks_leaves_all_others(tmp_path: Path) -> None:
    data = small()
    data["agencies"]["doh"]["lifecycle"] = "retired"
    write(tmp_path / "here", data)
    assert render(tmp_path / "here").exit_code == 0
    before = tree(tmp_path / "here" / "generated", manifests=True)
    data["agencies"]["doh"]["description"] = "It was here once."
    write(tmp_path / "here", data)
    assert render(tmp_path / "here").exit_code == 0
    assert tree(tmp_path / "here" / "generated", manifests=True) == before


def test_file_that_was_edited_by_hand_is_refused_after_an_edit_of_the_spec(tmp_path: Path) -> None:
    data = small()
    write(tmp_path / "here", data)
    assert render(tmp_path / "here").exit_code == 0
    file = tmp_path / "here" / "generated/stacks/dev/dot/s3.tf"
    file.write_text("mine", encoding="utf-8")
    data["agencies"]["doh"]["retention"] = {"raw_days": 91}
    write(tmp_path / "here", data)
    result = render(tmp_path / "here")
    assert result.exit_code == 1
    assert "edited by hand" in result.stderr
    assert file.read_text(encoding="utf-8") == "mine"


def with_warehouse() -> dict[str, Any]:
    """Give a spec whose environments have a warehouse, which a dashboard of dot reads."""
    data = small()
    for environment in data["environments"].values():
        subnets = [f"subnet-0a1b2c3d4e5f6000{number}" for number in (1, 2, 3)]
        environment["network"] = {"vpc_id": "vpc-0a1b2c3d4e5f60718", "subnet_ids": subnets}
        environment["warehouse"] = {"serverless": {}}
    data["agencies"]["dot"]["datasets"]["records"]["publish"] = {"redshift": {}, "quicksight": {"source": "redshift"}}
    data["agencies"]["doh"]["datasets"]["records"]["publish"] = {"redshift": {}}
    return data


def test_reader_that_the_platform_makes_for_others_is_refused_after_an_edit(tmp_path: Path) -> None:
    """The platform has the role since a dashboard of dot reads the warehouse, which is not in what doh says."""
    data = with_warehouse()
    # Without a table of its own: grants in the warehouse would have all looked at, whoever reads.
    del data["agencies"]["doh"]["datasets"]["records"]["publish"]
    reader = {"role": "arn:aws:iam::111122223333:role/analysts", "read": {"records": {}}}
    data["agencies"]["doh"]["access"] = {"analysts": reader}
    write(tmp_path / "here", data)
    assert render(tmp_path / "here").exit_code == 0
    before = tree(tmp_path / "here" / "generated", manifests=True)
    reader["role"] = "arn:aws:iam::111122223333:role/civic-dev-platform-quicksight"
    write(tmp_path / "here", data)
    result = render(tmp_path / "here")
    assert result.exit_code == 1
    assert f"error[{codes.OWN_READER}]" in result.stderr
    assert tree(tmp_path / "here" / "generated", manifests=True) == before


def test_column_that_the_warehouse_would_lose_is_refused_after_an_edit(tmp_path: Path) -> None:
    data = with_warehouse()
    write(tmp_path / "here", data)
    assert render(tmp_path / "here").exit_code == 0
    before = tree(tmp_path / "here" / "generated", manifests=True)
    del data["agencies"]["doh"]["datasets"]["records"]["columns"]["taken_on"]
    write(tmp_path / "here", data)
    result = render(tmp_path / "here")
    assert result.exit_code == 1
    assert "taken_on" in result.stderr
    assert tree(tmp_path / "here" / "generated", manifests=True) == before


def test_name_in_aws_that_would_change_is_refused_after_an_edit(tmp_path: Path) -> None:
    data = small()
    datasets = data["agencies"]["doh"]["datasets"]
    datasets["results"] = {**datasets.pop("records"), "renamed_from": "records"}
    write(tmp_path / "here", data)
    assert render(tmp_path / "here").exit_code == 0
    before = tree(tmp_path / "here" / "generated", manifests=True)
    del datasets["results"]["renamed_from"]
    write(tmp_path / "here", data)
    result = render(tmp_path / "here")
    assert result.exit_code == 1
    assert "`renamed_from`" in result.stderr
    assert tree(tmp_path / "here" / "generated", manifests=True) == before


SPEC = """\
version: 1
agencies:
  # the first
  dot:
    name: Roads
  doh:  # health
    name: |
      Parks
       & Rivers

defaults:
  retention: { raw_days: 1 }
"""


def test_spec_is_cut_where_its_agencies_begin() -> None:
    found = cut(SPEC)
    assert found is not None
    assert list(found.agencies) == ["dot", "doh"]
    assert found.head + "".join(found.agencies.values()) + found.tail == SPEC
    assert found.tail.startswith("defaults")


@pytest.mark.parametrize(
    "text",
    [
        "version: 1\n",
        "agencies: { dot: { name: Roads } }\n",
        "agencies:\n",
        "agencies:\n  dot: &roads\n    name: Roads\n",
        "agencies:\n  dot: { name: Roads }\n",
        "agencies:\n  dot:\n    name: Roads\n  dot:\n    name: Roads\n",
        "agencies:\n  'dot':\n    name: Roads\n",
        "agencies:\n  dot:\n    name: Roads",
        "agencies:\r\n  dot:\r\n    name: Roads\r\n",
        "agencies:\n  dot:\n    name: Roads\nagencies:\n  doh:\n    name: Health\n",
    ],
)
def test_spec_that_cannot_be_cut_for_sure_is_not(text: str) -> None:
    assert cut(text) is None


COMPARING = {codes.AGENCY_TWICE, codes.FORMER_ID_TAKEN, codes.NAME_TAKEN, codes.NEAR_DUPLICATE, codes.QUOTA_OF_ACCOUNT}
"""Codes of checks that compare agencies; tfgen.check.outline has what these look at."""


@pytest.mark.parametrize("case", sorted(path.name for path in CASES.iterdir()))
def test_checks_that_compare_agencies_are_known(case: str, tmp_path: Path) -> None:
    """A new check that compares agencies fails here: what it compares belongs into tfgen.check.outline, too."""
    try:
        checked = pipeline.check(CASES / case / "agencies.yaml")
    except TfgenError:
        return
    data = checked.source.data
    agencies = data.get("agencies") if isinstance(data, dict) else None
    if not checked.diagnostics or not isinstance(agencies, dict) or len(agencies) < 2:
        return
    alone = [pipeline.check(write(tmp_path / "one", {**data, "agencies": {name: agencies[name]}})) for name in agencies]
    if not any(one.diagnostics for one in alone):
        found = {one.code for one in checked.diagnostics if one.code not in codes.OF_YAML}
        assert found <= COMPARING | codes.OF_YAML


class Edits(RuleBasedStateMachine):
    """Random edits of a spec, mistakes among them; each run says and leaves what one that knows nothing does."""

    def __init__(self) -> None:
        super().__init__()
        self.folder = Path(tempfile.mkdtemp())
        self.environ = os.environ.get("XDG_CACHE_HOME")
        self.data = small()
        self.data["agencies"]["parks"] = agency("Department of Parks")
        self.split = False
        self.broken = ""
        self.count = 0

    def teardown(self) -> None:
        os.environ.pop("XDG_CACHE_HOME", None)
        if self.environ is not None:
            os.environ["XDG_CACHE_HOME"] = self.environ
        shutil.rmtree(self.folder)

    agencies = st.sampled_from(["dot", "doh", "parks"])

    @rule(who=agencies, days=st.integers(1, 4000))
    def keep(self, who: str, days: int) -> None:
        self.data["agencies"][who]["retention"] = {"raw_days": days}

    @rule(who=agencies, text=st.sampled_from(["Roads", "Roads & Rivers", "a: b", "x\ny", "#", "ü", "  dot:\n"]))
    def describe(self, who: str, text: str) -> None:
        self.data["agencies"][who]["description"] = text

    @rule(who=agencies, name=st.sampled_from(["Department of Roads", "Department of Rivers"]))
    def name(self, who: str, name: str) -> None:
        self.data["agencies"][who]["name"] = name

    @rule(who=agencies, kind=st.sampled_from(["csv", "json", "cvs"]))
    def choose_format(self, who: str, kind: str) -> None:
        self.data["agencies"][who]["datasets"]["records"]["source"] = {"files": {"format": kind}}

    @rule(who=agencies, name=st.sampled_from(["trips", "rivers"]))
    def add_or_remove_a_data_set(self, who: str, name: str) -> None:
        datasets = self.data["agencies"][who]["datasets"]
        if datasets.pop(name, None) is None:
            datasets[name] = agency("x")["datasets"]["records"]

    @rule(who=agencies, other=agencies)
    def let_another_agency_read(self, who: str, other: str) -> None:
        self.data["agencies"][who]["access"] = {"reader": {"agency": other, "read": {"records": {}}}}

    @rule(who=agencies)
    def let_nobody_read(self, who: str) -> None:
        self.data["agencies"][who].pop("access", None)

    @rule(who=agencies, lifecycle=st.sampled_from(["retired", "retiring", "active"]))
    def live(self, who: str, lifecycle: str) -> None:
        self.data["agencies"][who]["lifecycle"] = lifecycle

    @rule(who=agencies, key=st.sampled_from(["nmae", "tags"]), value=st.sampled_from(["x", {"zone": "x"}, {"a": "b"}]))
    def write_something(self, who: str, key: str, value: Any) -> None:
        self.data["agencies"][who][key] = value

    @rule(who=agencies)
    def take_it_back(self, who: str) -> None:
        for key in ("nmae", "tags"):
            self.data["agencies"][who].pop(key, None)

    @rule(
        end=st.sampled_from(
            ["", "# a comment\n", "    x: [\n", "  y:\n", '    z: "\n', "---\n", "    <<: {}\n", "\t\n"]
        )
    )
    def write_at_the_end(self, end: str) -> None:
        self.broken = end

    @rule(first=st.booleans())
    def reorder(self, *, first: bool) -> None:
        keys = list(self.data["agencies"])
        keys.insert(0 if first else len(keys) - 1, keys.pop())
        self.data["agencies"] = {key: self.data["agencies"][key] for key in keys}

    @rule()
    def split_or_join(self) -> None:
        self.split = not self.split

    @rule(days=st.integers(1, 9))
    def set_a_default(self, days: int) -> None:
        self.data["defaults"] = {"retention": {"log_days": days}}

    @rule(who=agencies)
    def remove_a_file(self, who: str) -> None:
        (self.folder / "here" / "generated/stacks/dev" / who / "s3.tf").unlink(missing_ok=True)

    def _told(self, folder: Path, cache: str) -> tuple[Any, Any]:
        """Render and validate, with what a cache knows."""
        os.environ["XDG_CACHE_HOME"] = str(self.folder / cache)
        return render(folder), invoke("validate", "-f", folder / "agencies.yaml")

    @invariant()
    def incremental_is_full(self) -> None:
        self.count += 1
        here, new = self.folder / "here", self.folder / f"new{self.count}"
        spec = write(here, self.data, split=self.split)
        spec.write_text(spec.read_text(encoding="utf-8") + self.broken, encoding="utf-8")
        before = tree(here / "generated", manifests=True)
        ours, judged = self._told(here, "cache")
        if (here / "generated").exists():
            shutil.copytree(here, new, symlinks=True)
            shutil.rmtree(new / "generated")
        else:
            shutil.copytree(here, new)
        theirs, judged_anew = self._told(new, f"cache{self.count}")
        assert ours.stderr.replace(str(here), "") == theirs.stderr.replace(str(new), "")
        assert ours.exit_code == theirs.exit_code
        assert judged.output.replace(str(here), "") == judged_anew.output.replace(str(new), "")
        assert judged.exit_code == judged_anew.exit_code
        if ours.exit_code:
            assert tree(here / "generated", manifests=True) == before
        else:
            assert tree(here / "generated", manifests=True) == tree(new / "generated", manifests=True)
        shutil.rmtree(new)


TestEdits = pytest.mark.slow(Edits.TestCase)
TestEdits.settings = settings(
    max_examples=5, stateful_step_count=10, deadline=None, suppress_health_check=list(HealthCheck)
)
