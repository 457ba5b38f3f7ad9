"""Write the reference pages that are derived: from the command line, the schema, and the pages on the codes."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from tfgen import pipeline
from tfgen.cli import tfgen
from tfgen.markdown import code, inline
from tfgen.own_templates import templates_folder

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

DOCS = Path(__file__).parent
NOTE = "<!-- Written by docs/generate.py (`make generate`): change what it is derived from, not this file. -->\n"
WIDTH = 100

Schema = dict[str, Any]


def pages() -> dict[str, str]:
    """Return the text of each derived page by its file name."""
    return {
        "commands.md": commands_page(),
        "diagnostics.md": diagnostics_page(),
        "scanner.md": scanner_page(templates_folder()),
        "spec.md": spec_page(pipeline.schema()),
    }


def commands_page() -> str:
    """Write the help of every command as one page."""
    parts = [NOTE, "# Commands\n", _help(tfgen, "tfgen")]
    parts += [f"{'#' * depth} {name}\n\n{_help(command, name)}" for depth, name, command in _commands(tfgen, "tfgen")]
    return "\n".join(parts)


def diagnostics_page() -> str:
    """Write the pages on all codes as one, behind an index."""
    known = pipeline.pages()
    rows = "\n".join(f"| [{page.code}](#{_anchor(f'{page.code}: {page.title}')}) | {page.title} |" for page in known)
    index = f"| Code | What is wrong |\n| --- | --- |\n{rows}\n"
    about = (
        "What `tfgen validate` reports, by code; `tfgen explain TFG201` prints one of these pages. A code never "
        "changes its meaning. The examples leave out parts of the spec that do not matter for them.\n"
    )
    return "\n".join([NOTE, "# Diagnostics\n", about, index, *(_demoted(page.text) for page in known)])


def scanner_page(templates: Path) -> str:
    """List what the policy scanner is told to leave alone, and why, out of the templates."""
    rows = sorted(
        (check, file.relative_to(templates).as_posix().removesuffix(".j2"), reason)
        for file in templates.rglob("*.tf.j2")
        for check, reason in re.findall(r"# checkov:skip=(\w+):(.*)", file.read_text(encoding="utf-8"))
    )
    about = (
        "`make test` runs [checkov](https://www.checkov.io) over `generated/`, and no check may fail. These are left "
        "alone; the reason stands in the HCL, beside the resource.\n"
    )
    table = "\n".join(f"| {check} | {code(file)} | {inline(reason)} |" for check, file, reason in rows)
    return "\n".join(
        [NOTE, "# What the scanner is told\n", about, f"| Check | File | Why |\n| --- | --- | --- |\n{table}\n"]
    )


def _anchor(heading: str) -> str:
    """Return the anchor that GitHub gives a heading."""
    return re.sub(r"[^\w -]", "", heading).lower().replace(" ", "-")


def _demoted(text: str) -> str:
    """Put the headings of a page one level down; what stands in fences is code."""
    parts = re.split(r"(^```.*?^```$)", text, flags=re.DOTALL | re.MULTILINE)
    return "".join(part if part.startswith("```") else re.sub(r"(?m)^#", "##", part) for part in parts)


def spec_page(schema: Mapping[str, Any]) -> str:
    """Write the schema as one page: a section for each object, a row for each key."""
    parts = [NOTE, "# The spec\n", f"{inline(schema['description'])}\n"]
    parts.append(
        "An agency's effective settings are the built-in defaults below, `defaults`, `defaults.environments.<env>`, "
        "the agency, and the agency's `environments.<env>`, each laid on the one before: maps merge, everything "
        "else replaces.\n"
    )
    parts.append(
        "An agency may stand in a file of its own, `agencies/<id>.yaml` (or `.yml`) in the folder beside the spec: "
        "what would stand below `agencies.<id>`, and `# yaml-language-server: $schema=../schema/agency.schema.json` in "
        "its first line for editors; `tfgen schema --agency` prints that schema. Hidden files are left alone.\n"
    )
    parts += [_section("Top level", dict(schema))]
    parts += [
        _section(name, definition)
        for name, definition in sorted(schema["$defs"].items())
        if definition.get("type") == "object" and "properties" in definition
    ]
    return "\n".join(parts)


def _commands(group: click.Group, name: str, depth: int = 2) -> Iterator[tuple[int, str, click.Command]]:
    """List the commands of a group and of groups in it, by name, each with the depth of its heading."""
    context = click.Context(group, info_name=name)
    for inner in sorted(group.list_commands(context)):
        command = group.get_command(context, inner)
        assert command is not None  # noqa: S101 - the group has just named it
        yield depth, f"{name} {inner}", command
        if isinstance(command, click.Group):
            yield from _commands(command, f"{name} {inner}", depth + 1)


def _help(command: click.Command, name: str) -> str:
    # The group's settings hold for its commands too; without them, click would forget that -h is help.
    settings: dict[str, Any] = {**tfgen.context_settings, "max_content_width": WIDTH}
    context = click.Context(command, info_name=name, terminal_width=WIDTH, **settings)
    return f"```text\n{command.get_help(context)}\n```\n"


def _section(name: str, definition: Schema) -> str:
    required = definition.get("required", [])
    rows = "\n".join(
        f"| {code(key)}{' (required)' if key in required else ''} | {inline(_description(value))} | {_kind(value)} "
        f"| {code(json.dumps(value['default'])) if 'default' in value else ''} |"
        for key, value in definition["properties"].items()
    )
    table = f"| Key | Meaning | Value | Default |\n| --- | --- | --- | --- |\n{rows}\n"
    nested = [_section(f"{name}.{key}", value) for key, value in _nested(definition)]
    return "\n".join([f"## {name}\n", f"{inline(definition['description'])}\n", table, *nested])


def _nested(definition: Schema) -> Iterator[tuple[str, Schema]]:
    for key, value in definition["properties"].items():
        if "properties" in value:
            yield key, value


def _resolve(value: Schema) -> Schema:
    definitions: dict[str, Schema] = pipeline.schema()["$defs"]
    return definitions[value["$ref"].rpartition("/")[2]] if "$ref" in value else value


def _description(value: Schema) -> str:
    return str(value.get("description") or _resolve(value)["description"])


def _kind(value: Schema) -> str:
    """Say what a value is: a link to its section, its choices, its form, its limits."""
    target = _resolve(value)
    if "properties" in target:
        name = value.get("$ref", "").rpartition("/")[2]
        return f"[{inline(name)}](#{name})" if name else "map, below"
    if "enum" in target:
        return ", ".join(code(str(choice)) for choice in target["enum"])
    sentence = target.get("x-type-message") or target.get("x-pattern-message")
    if sentence:
        return inline(sentence)
    return _plain_kind(target)


def _plain_kind(target: Schema) -> str:
    if "const" in target:
        return code(json.dumps(target["const"]))
    if target["type"] == "array":
        return f"list of: {_kind(target['items'])}"
    if target["type"] == "object":
        return f"map by name of: {_kind(target['additionalProperties'])}"
    limits = [f"{target[key]:,}" for key in ("minimum", "maximum") if key in target]
    return f"{target['type']}{' from ' + ' to '.join(limits) if limits else ''}"


def main() -> None:
    """Write the pages."""
    for name, text in pages().items():
        (DOCS / name).write_text(text, encoding="utf-8")
        click.echo(f"wrote docs/{name}")


if __name__ == "__main__":
    main()
