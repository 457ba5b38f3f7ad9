"""The pages of docs/ and the README say what is so."""

from __future__ import annotations

import importlib.util
import re
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from click.testing import CliRunner

from tfgen import pipeline
from tfgen.cli import COMMANDS, tfgen
from tfgen.views.modules import MODULES

if TYPE_CHECKING:
    from types import ModuleType

ROOT = Path(__file__).parents[1]
PAGES = [ROOT / "README.md", *sorted((ROOT / "docs").glob("*.md"))]


def _generator() -> ModuleType:
    spec = importlib.util.spec_from_file_location("docs_generate", ROOT / "docs" / "generate.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


@pytest.mark.parametrize("name", ["commands.md", "scanner.md", "spec.md"])
def test_reference_pages_are_current(name: str) -> None:
    assert (ROOT / "docs" / name).read_text(encoding="utf-8") == _generator().pages()[name], "run `make generate`"


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_links_between_pages_lead_somewhere(page: Path) -> None:
    text = page.read_text(encoding="utf-8")
    for target in re.findall(r"\]\(([^)#]+)(?:#[^)]*)?\)", text):
        if "://" not in target:
            assert (page.parent / target).exists(), f"{page.name} links to {target}"


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_headings_that_pages_link_to_exist(page: Path) -> None:
    text = page.read_text(encoding="utf-8")
    anchors = {
        re.sub(r"[^\w -]", "", heading).strip().lower().replace(" ", "-")
        for heading in re.findall(r"(?m)^#+ (.*)$", text)
    }
    for anchor in re.findall(r"\]\(#([^)]+)\)", text):
        assert anchor in anchors, f"{page.name} links to #{anchor}"


def test_page_on_access_names_the_limits_that_hold_and_the_modules_there_are() -> None:
    page = (ROOT / "docs" / "access.md").read_text(encoding="utf-8")
    limits = pipeline.schema()["$defs"]["athena"]["properties"]
    assert f"at most {limits['scan_limit_gb']['default']} GiB scanned" in page
    assert f"gone after {limits['result_days']['default']} days" in page
    assert set(re.findall(r"`(lakeformation_\w+)`", page)) <= set(MODULES)


def test_readme_lists_every_command() -> None:
    listed = set(re.findall(r"^\| `tfgen (\w+)` \|", (ROOT / "README.md").read_text(encoding="utf-8"), re.MULTILINE))
    assert listed == set(COMMANDS)


def test_readme_shows_the_hcl_that_its_spec_gives(tmp_path: Path) -> None:
    readme = (ROOT / "README.md").read_text(encoding="utf-8")
    agencies = re.search(r"```yaml\n(agencies:.*?)```", readme, re.DOTALL)
    assert agencies is not None
    first = CliRunner().invoke(tfgen, ["init", "-f", str(tmp_path / "agencies.yaml")])
    assert first.exit_code == 0
    spec = tmp_path / "agencies.yaml"
    spec.write_text(spec.read_text(encoding="utf-8").partition("agencies:\n")[0] + agencies[1], encoding="utf-8")
    rendered = CliRunner().invoke(tfgen, ["render", "-f", str(spec), "-o", str(tmp_path / "generated")])
    assert rendered.exit_code == 0, rendered.output
    stack = tmp_path / "generated" / "stacks" / "dev" / "dot"
    s3, iam = re.findall(r"```hcl\n(.*?)```", readme, re.DOTALL)
    assert s3 in (stack / "s3.tf").read_text(encoding="utf-8")
    assert iam in (stack / "iam.tf").read_text(encoding="utf-8")


def test_readme_shows_the_report_that_its_mistake_gives(tmp_path: Path) -> None:
    readme = (ROOT / "README.md").read_text(encoding="utf-8")
    report = re.search(r"```text\n(agencies\.yaml:8:9.*?)```", readme, re.DOTALL)
    assert report is not None
    assert "unknown key 'retnetion'" in report[1]
    spec = tmp_path / "agencies.yaml"
    lines = [
        "agencies:",
        "  dot:",
        "    name: Department of Transportation",
        "    datasets:",
        "      road_works:",
        "        source: { files: { format: csv } }",
        "        columns: { work_id: string }",
        "        retnetion: { raw_days: 90 }",
        "version: 1",
        "platform: { name: civic, application: a, owner: o@example.gov, repository: r }",
        'environments: { dev: { account_id: "111122223333", region: us-east-1, state: { bucket: state } } }',
    ]
    spec.write_text("\n".join(lines), encoding="utf-8")
    found = CliRunner().invoke(tfgen, ["validate", "-f", str(spec)]).output
    assert found.replace(str(spec), "agencies.yaml").startswith(report[1])
