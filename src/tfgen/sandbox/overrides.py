"""Override files: what Terraform must do differently on an emulator, beside the copied HCL and never in it.

https://developer.hashicorp.com/terraform/language/files/override
Importing this module imports hcl2, which the extra `sandbox` brings.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

import hcl2
from msgspec import Struct

from tfgen.errors import TfgenError

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from pathlib import Path

FILE = "sandbox_override.tf"

_WORTH_PARSING = re.compile(r"\bprevent_destroy\b|\bprovider\s+\"?aws\"?")
"""Parsing HCL takes long; most files have nothing that is looked for."""

_DATA = re.compile(r"\bdata\s+\"?(\w+)\"?\s+\"?\w+\"?\s*\{")
"""A data source; a text that only looks like one makes a stack wait longer than it must, no more."""

_MAX_RETRIES = 3
"""The provider retries 25 times by default, for minutes, where the emulator fails; SQS needs one or two."""


class Findings(Struct, frozen=True):
    """What a folder of HCL files has that matters here.

    `providers` has the alias of each `provider "aws"` block, "" for the one without; `protected` has type and
    name of each resource with `prevent_destroy = true`; `reads` has the types of the data sources.
    """

    providers: tuple[str, ...] = ()
    protected: tuple[tuple[str, str], ...] = ()
    reads: frozenset[str] = frozenset()


def write_overrides(folder: Path) -> Findings:
    """Write `sandbox_override.tf` into a folder of HCL files where it needs one; say what the folder has.

    Raises TfgenError for a file that cannot be parsed.
    """
    findings = inspect(folder)
    text = override(findings)
    if text:
        (folder / FILE).write_text(text, encoding="utf-8", newline="\n")
    return findings


def override(findings: Findings) -> str:
    """Return the HCL of an override file, "" when there is nothing to override."""
    blocks = [_provider(alias) for alias in findings.providers]
    blocks += [_unprotected(kind, name) for kind, name in findings.protected]
    return "\n".join(blocks)


def inspect(folder: Path) -> Findings:
    """Look through the `.tf` files of a folder, not those below it."""
    texts = {path: path.read_text(encoding="utf-8") for path in sorted(folder.glob("*.tf"))}
    documents = [_parse(path, text) for path, text in texts.items() if _WORTH_PARSING.search(text)]
    return Findings(
        providers=tuple(
            _unquoted(body.get("alias", ""))
            for document in documents
            for (kind,), body in _blocks(document, "provider", 1)
            if kind == "aws"
        ),
        protected=tuple(
            (kind, name)
            for document in documents
            for (kind, name), body in _blocks(document, "resource", 2)
            if any(rule.get("prevent_destroy") is True for rule in body.get("lifecycle", []))
        ),
        reads=frozenset(kind for text in texts.values() for kind in _DATA.findall(text)),
    )


def _parse(path: Path, text: str) -> Mapping[str, Any]:
    try:
        document: Mapping[str, Any] = hcl2.loads(text)
    except Exception as error:  # lark's own errors, and others of the transformation
        raise TfgenError(
            f"{path.parent.name}/{path.name} is not HCL that can be parsed: {error}",
            "Run terraform validate on the stack.",
            exit_code=1,
        ) from error
    return document


def _blocks(document: Mapping[str, Any], kind: str, labels: int) -> Iterator[tuple[tuple[str, ...], Any]]:
    for block in document.get(kind, []):
        yield from _unfold(block, (), labels)


def _unfold(node: Mapping[str, Any], labels: tuple[str, ...], depth: int) -> Iterator[tuple[tuple[str, ...], Any]]:
    if depth == 0:
        yield labels, node
        return
    for label, inner in node.items():
        yield from _unfold(inner, (*labels, _unquoted(label)), depth - 1)


def _unquoted(text: str) -> str:
    """Labels and strings come with their quotes from python-hcl2 8, without from 7."""
    return text.strip('"')


def _provider(alias: str) -> str:
    lines = ['provider "aws" {', f"  max_retries = {_MAX_RETRIES}", "}"]
    if alias:
        lines[1:1] = [f'  alias = "{alias}"']
    return "\n".join(lines) + "\n"


def _unprotected(kind: str, name: str) -> str:
    return f'resource "{kind}" "{name}" {{\n  lifecycle {{\n    prevent_destroy = false\n  }}\n}}\n'
