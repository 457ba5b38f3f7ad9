"""Text is text: whatever stands in a spec's free-text fields arrives in HCL and Markdown as that text, never as code.

The texts of one spec go to an agency each, so one rendering and one run of terraform judge them all. Every file is
compared with the one that a plain text gives: it may differ in the value alone.
"""

from __future__ import annotations

import json
import re
import subprocess
import unicodedata
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st
from markdown_it import MarkdownIt
from specs import agency, rendered, small

from tfgen.hcl_text import INVISIBLE, code_point

if TYPE_CHECKING:
    from pathlib import Path

    from markdown_it.token import Token

NASTY = [
    '"',
    '"; resource "aws_iam_user" "mallory" {}',
    "\\",
    "\\n \\u0041 \\x41",
    "${var.region}",
    "$${var.region} $$${x} ${",
    "%{ if true }x%{ endif }",
    "%%{x} %{",
    "two\nlines\r\nand\ta tab",
    '"\n}\n\nresource "aws_iam_user" "mallory" {\n  name = "m"\n}\n',
    "\0\a\b\f\v\x1b[31m\x7f\x85",
    "\u200b\u202ebackwards\u202c\u2066\ufeff",
    "\u2028line\u2029paragraph",
    "한국어 עברית العربية 日本語 Ελληνικά",
    "e\u0301 \u00e9 \u212b \ufb01",
    "🚀👩\u200d🚀\U0010ffff\ufffe",
    "*/ # // /* <<EOT\nEOT",
    "<script>alert(1)</script> <!-- -->",
    "*b* _i_ `c` [l](javascript:x) ![i](y) | a | \n# h\n\n- l\n```\nfence",
    "&amp; &#35; R&D",
    "yes",
    "null",
    "0123",
    "{ a: b } [c] !tag &anchor *alias - ? : , @ % `",
    "'; DROP TABLE agencies; --",
    "x" * 256,
]
PLAIN = "Plain"

TEXT = st.one_of(
    st.text(st.characters(exclude_categories=["Cs"]), min_size=1, max_size=40),
    st.text('$%{}~"\\ab= \n\u0301\u200b\u202e#*/<>&|`[]()!', min_size=1, max_size=16),
).filter(lambda text: not text.isspace())  # a blank name is refused
TAG_VALUE = st.text(st.characters(categories=["L", "N", "Zs"], include_characters="_.:/=+-@"), min_size=1, max_size=30)


def examples(strategy: st.SearchStrategy[Any], count: int) -> list[Any]:
    """Collect examples, so that one rendering can take them all; the same ones every time."""
    collected: list[Any] = []

    @settings(
        max_examples=count,
        derandomize=True,
        database=None,
        deadline=None,
        phases=[Phase.generate],
        suppress_health_check=list(HealthCheck),
    )
    @given(strategy)
    def collect(example: Any) -> None:
        collected.append(example)

    collect()
    return collected


def yaml(value: Any) -> str:
    """Write data as YAML in which every character of a text can stand, unlike JSON with its surrogates."""
    match value:
        case dict():
            return "{" + ", ".join(f"{yaml(key)}: {yaml(item)}" for key, item in value.items()) + "}"
        case list():
            return "[" + ", ".join(map(yaml, value)) + "]"
        case str():
            plain = re.compile(r"[ -~]")
            kept = (c if plain.fullmatch(c) and c not in '"\\' else f"\\U{ord(c):08X}" for c in value)
            return '"' + "".join(kept) + '"'
        case _:
            return json.dumps(value)


def nfc(text: str) -> str:
    return unicodedata.normalize("NFC", text)


class Texts:
    """A rendered spec: each text as name and description of an agency and of its data set, and a tag's value."""

    def __init__(self, folder: Path) -> None:
        # Each once: two agencies of one name are a warning.
        texts = list({nfc(text): text for text in (*NASTY, *examples(TEXT, 200))}.values())
        values = examples(TAG_VALUE, len(texts))
        self.agencies = {
            f"a{number:03}": (text, values[number % len(values)]) for number, text in enumerate([PLAIN, *texts])
        }
        data = small()
        del data["environments"]["prod"]
        data["agencies"] = {}
        for key, (text, value) in self.agencies.items():
            made = agency(text) | {"description": text, "tags": {"free": value}}
            made["datasets"]["records"] |= {"description": text, "publish": {"quicksight": {}}}
            made["datasets"]["records"]["columns"]["id"] = {"type": "string", "description": text}
            rows = "id = '" + text.replace("'", "''") + "'"
            made["access"] = {"x": {"quicksight_group": "x", "read": {"records": {"rows": rows}}}}
            data["agencies"][key] = made
        spec = folder / "agencies.yaml"
        spec.write_text(yaml(data), encoding="utf-8")
        self.files = {
            path: content.decode()
            for path, content in rendered(spec).items()
            if isinstance(content, bytes) and not path.endswith(".zip")
        }

    def of(self, key: str, file: str) -> str:
        return self.files[f"stacks/dev/{key}/{file}"]


@pytest.fixture(scope="module")
def texts(tmp_path_factory: pytest.TempPathFactory) -> Texts:
    return Texts(tmp_path_factory.mktemp("free_text"))


VALUE_LINES = {
    "glue.tf": re.compile(r'  description +=|    \{ name = "id", type = "string", comment ='),
    "kms.tf": re.compile(r"  description +="),
    "lakeformation.tf": re.compile(r"  rows +="),
    "locals.tf": re.compile(r"    free +="),
    "quicksight.tf": re.compile(r"  (display_name|title) +="),
}
"""Starts of the lines of HCL that carry free text, by file."""


def test_text_changes_no_line_of_hcl_but_its_own(texts: Texts) -> None:
    files = [path.rpartition("/")[2] for path in texts.files if path.startswith("stacks/dev/a000/")]
    compared = 0
    for key in texts.agencies:
        for file in files:
            if not file.endswith(".md"):
                plain = texts.of("a000", file).replace("a000", key).splitlines()
                lines = texts.of(key, file).split("\n")[:-1]
                assert len(lines) == len(plain), (key, file)
                for line, expected in zip(lines, plain, strict=True):
                    mark = VALUE_LINES.get(file)
                    found, wanted = (mark.match(one) if mark else None for one in (line, expected))
                    assert line == expected or (found and wanted and found[0] == wanted[0]), (line, expected)
                    compared += 1
    assert compared > 10_000


@pytest.mark.terraform
def test_terraform_reads_back_every_text(texts: Texts, terraform: str, tmp_path: Path) -> None:
    """Of all stacks, the lines with text become one list, which terraform applies; fmt judges all the files."""
    for path, content in texts.files.items():
        if path.endswith(".tf") and "/a" in path:
            place = tmp_path / path
            place.parent.mkdir(parents=True, exist_ok=True)
            place.write_text(content, encoding="utf-8", newline="")
    subprocess.run([terraform, "fmt", "-check", "-recursive", "."], cwd=tmp_path, check=True, capture_output=True)
    expressions: list[str] = []
    expected: list[str] = []
    for key, (text, value) in texts.agencies.items():
        quoted = text.replace("'", "''")
        for file, shown in (
            ("glue.tf", (_in_catalog(f"{text} ({key}) in dev"), _in_catalog(text), _comment(_in_catalog(text)))),
            ("kms.tf", (f"Encrypts what {text} ({key}) keeps in dev.",)),
            ("lakeformation.tf", (f"id = '{quoted}'",)),
            ("locals.tf", (value,)),
            ("quicksight.tf", (_seen_name(text, " (dev)"), _seen_name(text, ": records (dev)"))),
        ):
            lines = texts.of(key, file).split("\n")
            marks = [(line, found) for line in lines if (found := VALUE_LINES[file].match(line))]
            expressions += [_value(line, found) for line, found in marks]
            expected += shown
    root = tmp_path / "root"
    root.mkdir()
    listed = "".join(f"    {expression},\n" for expression in expressions)
    (root / "main.tf").write_text(f'output "texts" {{\n  value = [\n{listed}  ]\n}}\n', encoding="utf-8", newline="")
    done = subprocess.run(
        [terraform, "apply", "-auto-approve", "-no-color"], cwd=root, capture_output=True, encoding="utf-8", check=False
    )
    assert done.returncode == 0, done.stderr[:5000]
    state = json.loads((root / "terraform.tfstate").read_text(encoding="utf-8"))
    got = state["outputs"]["texts"]["value"]
    assert len(got) == len(expected) > 1600
    wrong = [(before, after) for before, after in zip(expected, got, strict=True) if nfc(before) != nfc(after)]
    assert not wrong, min(wrong, key=lambda pair: len(pair[0]))


def _in_catalog(text: str) -> str:
    """Give a text as Glue takes it: spaces stand for control characters and for what is no character."""
    return "".join(" " if (c < " " and c not in "\t\r\n") or c in "\ufffe\uffff" else c for c in text)


def _comment(text: str) -> str:
    """Give a text as a column's comment, which the catalog has on one line of at most 255 bytes."""
    line = " ".join(text.split())
    return line if len(line.encode()) <= 255 else f"{line.encode()[:252].decode(errors='ignore')}…"


def _seen_name(text: str, about: str) -> str:
    """Give a text as part of a name in QuickSight, which is one line of at most 128 characters."""
    line = " ".join(text.split())
    room = 128 - len(about)
    return (line if len(line) <= room else f"{line[: room - 1].rstrip()}…") + about


def _value(line: str, mark: re.Match[str]) -> str:
    """Give the expression behind the mark of a line, without what ends an object on one line."""
    return line[mark.end() :].strip().removesuffix(" },")


def test_markdown_keeps_its_structure_around_every_text(texts: Texts) -> None:
    parser = MarkdownIt().enable(["table", "strikethrough"])
    plain = [token.type for token in parser.parse(texts.of("a000", "README.md"))]
    for key, (text, _) in texts.agencies.items():
        if not _seen(text):  # nothing but blanks: a paragraph of nothing is none
            continue
        tokens = parser.parse(texts.of(key, "README.md"))
        assert [token.type for token in tokens] == plain, text
        title, purpose = (token for token in tokens if token.type == "inline" and token.level == 1 and _is_free(token))
        assert _shown(title) == _seen(nfc(f"{text} ({key}) in dev")), text
        assert _shown(purpose) == _seen(nfc(text))


def _is_free(token: Token) -> bool:
    """Tell title and purpose from the template's own headings and paragraphs."""
    return token.map is not None and token.map[0] < 6


def _shown(token: Token) -> str:
    children = token.children or []
    assert all(child.type == "text" for child in children), token.content
    return "".join(child.content for child in children)


def _seen(text: str) -> str:
    """Give what a reader sees of a text: one line, the invisible as escapes."""
    line = re.sub("[ \t\n\v\f\r\x85\u2028\u2029]+", " ", text)
    return re.sub(f"[{INVISIBLE}]", lambda found: code_point(found[0]), line).strip()


def test_no_text_reaches_the_overview_or_the_platform(texts: Texts) -> None:
    for path, content in texts.files.items():
        if not path.startswith("stacks/") or path.startswith("stacks/dev/platform/"):
            assert "mallory" not in content
            assert "DROP TABLE" not in content
