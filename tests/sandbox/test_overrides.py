"""Override files: only what the emulator needs, beside HCL that stays as it is."""

from __future__ import annotations

from typing import TYPE_CHECKING

import hcl2
import pytest

from tfgen.errors import TfgenError
from tfgen.sandbox.overrides import FILE, Findings, inspect, write_overrides

if TYPE_CHECKING:
    from pathlib import Path

PROVIDERS = """
provider "aws" {
  region = "us-east-1"
}

provider "aws" {
  alias  = "west"
  region = "us-west-2"
}

provider "random" {}
"""

RESOURCES = """
data "aws_caller_identity" "current" {}

data "terraform_remote_state" "platform" {
  backend = "s3"
}

resource "aws_kms_key" "this" {
  for_each = toset(["a"])

  description = "A \\"key\\" for ${each.key}"

  lifecycle {
    prevent_destroy = true
  }
}

resource "aws_kms_key" "free" {
  lifecycle {
    prevent_destroy = false
  }
}

resource "aws_kms_alias" "this" {
  name = "alias/prevent_destroy"
}
"""


def test_every_provider_block_retries_less(tmp_path: Path) -> None:
    (tmp_path / "providers.tf").write_text(PROVIDERS)

    write_overrides(tmp_path)

    blocks = hcl2.loads((tmp_path / FILE).read_text())["provider"]
    bodies = [block['"aws"'] for block in blocks]
    assert [body.get("alias") for body in bodies] == [None, '"west"']
    assert {body["max_retries"] for body in bodies} == {3}


def test_only_protected_resources_are_freed(tmp_path: Path) -> None:
    (tmp_path / "main.tf").write_text(RESOURCES)

    findings = write_overrides(tmp_path)

    assert findings.protected == (("aws_kms_key", "this"),)
    (block,) = hcl2.loads((tmp_path / FILE).read_text())["resource"]
    (lifecycle,) = block['"aws_kms_key"']['"this"']["lifecycle"]
    assert lifecycle["prevent_destroy"] is False


def test_data_sources_are_found(tmp_path: Path) -> None:
    (tmp_path / "main.tf").write_text(RESOURCES)

    assert inspect(tmp_path).reads == {"aws_caller_identity", "terraform_remote_state"}


def test_the_copied_files_stay_as_they_are(tmp_path: Path) -> None:
    (tmp_path / "main.tf").write_text(RESOURCES)

    write_overrides(tmp_path)

    assert (tmp_path / "main.tf").read_text() == RESOURCES


def test_a_folder_with_nothing_to_override_gets_no_file(tmp_path: Path) -> None:
    (tmp_path / "main.tf").write_text('resource "aws_kms_key" "this" {}\n')

    assert write_overrides(tmp_path) == Findings()
    assert not (tmp_path / FILE).exists()


def test_hcl_that_cannot_be_parsed_is_named(tmp_path: Path) -> None:
    (tmp_path / "main.tf").write_text('provider "aws" {\n')

    with pytest.raises(TfgenError, match=r"main\.tf is not HCL"):
        write_overrides(tmp_path)
