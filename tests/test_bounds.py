"""Specs that are small and mean much: bombs of aliases, endless nesting; memory stays where it is."""

from __future__ import annotations

import json
import subprocess
import sys
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from pathlib import Path

MEGABYTES = 400
"""Address space of the process, code and libraries included: an ordinary spec takes about half of it."""

PROGRAM = """
import resource, sys
_, spec, megabytes = sys.argv
resource.setrlimit(resource.RLIMIT_AS, (int(megabytes) * 2**20,) * 2)
sys.argv = ["tfgen", "validate", "--spec", spec, "--format", "json"]
from tfgen.__main__ import main
main()
"""


def validate(spec: Path, megabytes: int) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-c", PROGRAM, str(spec), str(megabytes)]
    return subprocess.run(command, capture_output=True, text=True, check=False, timeout=120)


def laughs(levels: int, item: str) -> str:
    """Levels that each hold the one above ten times: a billion laughs, and more."""
    level = "".join(f", {item.format(key=key)}" for key in range(10))
    brackets = "{}" if ":" in item else "[]"
    lines = [f"&l{n} {brackets[0]}{level.replace('*', f'*l{n - 1}')[2:]}{brackets[1]}" for n in range(1, levels)]
    return "\n".join(f"k{n}: {line}" for n, line in enumerate([f"&l0 {brackets}", *lines]))


BOMBS = {
    "lists of aliases": (laughs(30, "*"), "TFG109"),
    "maps of aliases": (laughs(30, "k{key}: *"), "TFG109"),
    "alias of what it stands in": ("a: &a [*a, [*a, [*a]]]", "TFG109"),
    "long list, named a thousand times": (f"a: &a [{'x,' * 50_000}]\nb: [{'*a, ' * 1000}]", "TFG109"),
    "nesting by aliases": ("a0: &a0 [x]\n" + "".join(f"a{n}: &a{n} [[*a{n - 1}]]\n" for n in range(1, 500)), "TFG110"),
    "open brackets": ("[" * 1_000_000, "TFG110"),
    "brackets": ("[" * 200_000 + "]" * 200_000, "TFG110"),
    "braces": ("{a: " * 200_000, "TFG110"),
    "dashes": ("- " * 200_000, "TFG110"),
    "indentation": ("".join(" " * n + "a:\n" for n in range(2000)), "TFG110"),
    "brackets in keys": ("".join("{? [" for _ in range(100_000)), "TFG110"),
}


@pytest.mark.parametrize("name", BOMBS)
def test_memory_stays_bounded(name: str, tmp_path: Path) -> None:
    text, code = BOMBS[name]
    spec = tmp_path / "agencies.yaml"
    spec.write_text(text, encoding="utf-8")
    done = validate(spec, MEGABYTES)
    assert (done.returncode, done.stderr) == (1, "")
    assert code in {one["code"] for one in json.loads(done.stdout)["diagnostics"]}


def test_limit_of_memory_is_felt(tmp_path: Path) -> None:
    spec = tmp_path / "agencies.yaml"
    spec.write_text(f"a: {'x' * 60_000_000}", encoding="utf-8")
    assert "MemoryError" in validate(spec, MEGABYTES // 2).stderr
