"""The command line: help, exit codes, one sentence for each failure, output for people and machines."""

from __future__ import annotations

import io
import json
import os
import pty
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any

import click
import pytest
from command import invoke
from specs import REPOSITORY, small, write_spec

import tfgen as package
from tfgen import cli
from tfgen.cli import progress, tfgen
from tfgen.cli.options import wants_color
from tfgen.cli.progress import Progress

CONTEXT = click.Context(tfgen)
COMMANDS = tfgen.list_commands(CONTEXT)


def run(*command: str, cwd: Path, **variables: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        command, cwd=cwd, env=os.environ | variables, capture_output=True, encoding="utf-8", check=False
    )


def test_commands_are_those_of_the_design() -> None:
    assert {"init", "validate", "render", "schema", "sandbox", "completion"} <= set(COMMANDS)


@pytest.mark.parametrize("command", ["", *COMMANDS])
@pytest.mark.parametrize("option", ["--help", "-h"])
def test_every_command_has_help_with_an_example(command: str, option: str) -> None:
    result = invoke(*command.split(), option)
    assert result.exit_code == 0
    lines = result.output.splitlines()
    assert lines[0].startswith(f"Usage: tfgen {command}".rstrip())
    example = lines.index("  Example:")
    assert "tfgen" in lines[example + 1]
    assert max(map(len, lines)) <= 100


@pytest.mark.parametrize("command", COMMANDS)
def test_every_option_says_what_it_is_for(command: str) -> None:
    found = tfgen.get_command(CONTEXT, command)
    assert found is not None
    for parameter in found.params:
        if parameter.param_type_name == "option":
            assert getattr(parameter, "help", None), parameter.name


def test_version_is_that_of_the_package() -> None:
    result = invoke("--version")
    assert (result.exit_code, result.output) == (0, f"tfgen {package.__version__}\n")


def test_module_and_command_are_the_same(tmp_path: Path) -> None:
    module = run(sys.executable, "-m", "tfgen", "--help", cwd=tmp_path)
    command = run(os.path.join(os.path.dirname(sys.executable), "tfgen"), "--help", cwd=tmp_path)  # noqa: PTH118, PTH120 - a link must not be resolved
    assert module.returncode == command.returncode == 0
    assert module.stdout == command.stdout
    assert module.stdout.startswith("Usage: tfgen ")


@pytest.mark.parametrize("option", ["--help", "--version"])
def test_start_imports_click_and_hardly_more(option: str, tmp_path: Path) -> None:
    """Time is not asked for, which other processes would change; modules are what costs it."""
    code = (
        "import sys, atexit; sys.argv = ['tfgen', sys.argv[1]]; import click; before = set(sys.modules); "
        "atexit.register(lambda: print(sorted(sys.modules.keys() - before))); "
        "from tfgen.__main__ import main; main()"
    )
    told = run(sys.executable, "-c", code, option, cwd=tmp_path)
    assert told.returncode == 0
    loaded = set(json.loads(told.stdout.splitlines()[-1].replace("'", '"')))
    assert {name for name in loaded if name.startswith("tfgen")} == {"tfgen", "tfgen.__main__", "tfgen.cli"}
    heavy = {
        "dataclasses",
        "difflib",
        "importlib.metadata",
        "jinja2",
        "json",
        "jsonschema",
        "msgspec",
        "pathlib",
        "yaml",
    }
    assert loaded & heavy == set()
    assert len(loaded) < 25


def test_help_lists_commands_as_they_describe_themselves() -> None:
    assert set(COMMANDS) == {
        path.stem
        for path in (REPOSITORY / "src/tfgen/cli").glob("*.py")
        if f"\ndef {path.stem}(" in path.read_text(encoding="utf-8") and path.stem not in {"watch", "explain_value"}
    }
    for name, text in cli.COMMANDS.items():
        command = tfgen.get_command(CONTEXT, name)
        assert command is not None
        assert command.name == name
        assert command.help is not None
        assert " ".join(command.help.partition("\n\n")[0].split()).startswith(text), name


def test_completion_knows_every_command_without_a_table_of_its_own(tmp_path: Path) -> None:
    told = run(
        sys.executable,
        "-m",
        "tfgen",
        cwd=tmp_path,
        _TFGEN_COMPLETE="bash_complete",
        COMP_WORDS="tfgen ",
        COMP_CWORD="1",
    )
    assert told.stdout.split() == [f"plain,{name}" for name in COMMANDS]


def test_help_loads_neither_yaml_nor_jinja(tmp_path: Path) -> None:
    code = (
        "import sys, click.testing; from tfgen.cli import tfgen; "
        "click.testing.CliRunner().invoke(tfgen, ['render', '--help']); "
        "print(sorted({'yaml', 'jinja2', 'jsonschema', 'moto', 'hcl2'} & sys.modules.keys()))"
    )
    assert run(sys.executable, "-c", code, cwd=tmp_path).stdout == "[]\n"


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (["nosuch"], "No such command 'nosuch'."),
        (["render", "--nosuch"], "--nosuch"),
        (["validate", "--format", "xml"], "'xml' is not one of "),
        (["completion", "tcsh"], "'tcsh' is not one of 'bash', 'zsh', 'fish'."),
        (["sandbox", "--jobs", "0"], "0 is not in the range x>=1."),
        (["validate", "-f", ""], "the name of the spec is empty"),
    ],
)
def test_wrong_use_exits_2(arguments: list[str], message: str) -> None:
    result = invoke(*arguments)
    assert result.exit_code == 2
    assert message in result.stderr
    assert result.stdout == ""


UNREADABLE: dict[str, tuple[bytes | None, str]] = {
    "missing": (None, "there is no file agencies.yaml"),
    "empty": (b"", "agencies.yaml has no content"),
    "comments": (b"# nothing yet\n\n", "agencies.yaml has no content"),
    "binary": (b"\x7fELF\x02\x01\x01\x00\x00", "agencies.yaml is a binary file: byte 7 (line 1) is a NUL"),
    "latin-1": ("name: Stra\u00dfe\n".encode("latin-1"), "agencies.yaml is not UTF-8 text: byte 10 (line 1) is 0xdf"),
    "utf-16": ("version: 1\n".encode("utf-16"), "agencies.yaml is UTF-16 text, not UTF-8"),
    "folder": (None, "agencies.yaml is a folder, not a file"),
    "loop": (None, "agencies.yaml cannot be read: Too many levels of symbolic links"),
}


@pytest.mark.parametrize("kind", UNREADABLE)
@pytest.mark.parametrize("command", ["validate", "render", "sandbox"])
def test_spec_that_cannot_be_read_is_one_sentence(
    command: str, kind: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    content, message = UNREADABLE[kind]
    spec = tmp_path / "agencies.yaml"
    if content is not None:
        spec.write_bytes(content)
    elif kind == "folder":
        spec.mkdir()
    elif kind == "loop":
        spec.symlink_to("agencies.yaml")
    result = invoke(command)
    assert result.exit_code == 2
    assert result.stdout == ""
    sentence, hint = result.stderr.splitlines()
    assert sentence == f"error: {message}"
    assert hint.startswith("    help: ")
    assert result.exc_info is not None
    assert result.exc_info[0] is SystemExit


def test_spec_that_may_not_be_read_is_one_sentence(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    spec = write_spec(tmp_path, small())

    def refuse(self: Path, *_: str) -> None:
        raise PermissionError(13, "Permission denied", str(self))

    monkeypatch.setattr(os, "access", lambda *_, **__: False)  # click would ask
    monkeypatch.setattr(type(spec), "open", refuse)
    result = invoke("validate", "-f", spec)
    assert result.exit_code == 2
    assert result.stderr.splitlines()[0] == f"error: {spec} cannot be read: permission denied"


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="only Linux has a device that is always full")
@pytest.mark.parametrize("arguments", ["validate", "schema", "render --check", "render"])
def test_output_that_cannot_be_written_is_one_sentence(arguments: str, tmp_path: Path) -> None:
    """Each command twice: what is known the second time is told without click."""
    write_spec(tmp_path, small())
    assert run(sys.executable, "-m", "tfgen", "render", cwd=tmp_path).returncode == 0
    for _ in range(2):
        told = run("bash", "-c", f"'{sys.executable}' -m tfgen {arguments} >/dev/full", cwd=tmp_path)
        assert told.returncode == 2
        assert told.stderr.splitlines()[-2:] == [
            "error: the output cannot be written: No space left on device",
            "    help: write it to another place; what was asked for was done up to there",
        ]


@pytest.mark.parametrize("closed", [">&-", "2>&-", ">&- 2>&-"])
@pytest.mark.parametrize("arguments", ["validate", "validate --format json", "show dot", "render --diff", "render"])
def test_output_that_is_closed_is_no_matter(arguments: str, closed: str, tmp_path: Path) -> None:
    """Each command twice, as above."""
    write_spec(tmp_path, small())
    for _ in range(2):
        told = run("bash", "-c", f"'{sys.executable}' -m tfgen {arguments} {closed}", cwd=tmp_path)
        assert (told.returncode, told.stderr) == (0, "")
    if arguments == "render":
        assert run(sys.executable, "-m", "tfgen", "render", "--check", cwd=tmp_path).returncode == 0


def test_closed_standard_input_is_one_sentence(tmp_path: Path) -> None:
    told = run("bash", "-c", f"'{sys.executable}' -m tfgen validate -f - <&-", cwd=tmp_path)
    assert (told.returncode, told.stderr.splitlines()[0]) == (2, "error: standard input is closed")


@pytest.mark.parametrize("arguments", ["validate", "render", "render --check"])
def test_working_folder_that_is_gone_is_one_sentence(arguments: str, tmp_path: Path) -> None:
    (tmp_path / "gone").mkdir()
    told = run("bash", "-c", f"rmdir ../gone; '{sys.executable}' -m tfgen {arguments}", cwd=tmp_path / "gone")
    assert (told.returncode, told.stderr.splitlines()[0]) == (2, "error: there is no file agencies.yaml")


def test_init_that_fails_leaves_nothing_behind(tmp_path: Path) -> None:
    (tmp_path / "schema").write_text("not a folder", encoding="utf-8")
    result = invoke("init", "-f", tmp_path / "agencies.yaml")
    assert result.exit_code == 2
    assert "nothing was written" in result.stderr
    assert [path.name for path in tmp_path.iterdir()] == ["schema"]


@pytest.mark.parametrize(
    ("name", "before", "told"),
    [
        ("SIGTERM", "SIG_DFL", "interrupted"),
        ("SIGHUP", "SIG_DFL", "interrupted"),
        ("SIGHUP", "SIG_IGN", "went on"),
    ],
)
def test_sandbox_cleans_up_when_its_terminal_goes(name: str, before: str, told: str, tmp_path: Path) -> None:
    code = (
        f"import os, signal; signal.signal(signal.{name}, signal.{before})\n"
        "from tfgen.cli.sandbox import end_as_interrupted\n"
        "end_as_interrupted()\n"
        f"try:\n    os.kill(os.getpid(), signal.{name})\n    print('went on')\n"
        "except KeyboardInterrupt:\n    print('interrupted')\n"
    )
    assert run(sys.executable, "-c", code, cwd=tmp_path).stdout == f"{told}\n"


def test_spec_in_a_folder_that_is_a_file_is_one_sentence(tmp_path: Path) -> None:
    (tmp_path / "file").write_bytes(b"")
    result = invoke("validate", "-f", tmp_path / "file" / "agencies.yaml")
    assert result.exit_code == 2
    assert len(result.stderr.splitlines()) == 2


def test_output_folder_that_is_a_file_is_wrong_use(tmp_path: Path) -> None:
    spec = write_spec(tmp_path, small())
    result = invoke("render", "-f", spec, "-o", spec)
    assert result.exit_code == 2
    assert f"'{spec}' is a file, not a folder" in result.stderr


@pytest.mark.parametrize("mode", ["--check", "--diff", None])
def test_output_folder_that_cannot_be_one_is_wrong_use(mode: str | None, tmp_path: Path) -> None:
    spec = write_spec(tmp_path, small())
    link = tmp_path / "link"
    link.symlink_to("nowhere")
    for out, message in (
        (spec / "generated", f"'{spec}' is a file, not a folder"),
        (link, f"'{link}' is a link that leads nowhere"),
        (link / "generated", f"'{link}' is a link that leads nowhere"),
    ):
        result = invoke("render", "-f", spec, "-o", out, *([mode] if mode else []))
        assert result.exit_code == 2
        assert message in result.stderr


def test_valid_spec_is_counted(tmp_path: Path) -> None:
    spec = write_spec(tmp_path, small())
    result = invoke("validate", "-f", spec)
    assert (result.exit_code, result.stderr) == (0, "")
    assert result.stdout == f"{spec} is valid: 2 environments, 2 agencies, 6 stacks.\n"
    data = small()
    del data["environments"]["prod"], data["agencies"]
    write_spec(tmp_path, data)
    assert invoke("validate", "-f", spec).stdout == f"{spec} is valid: 1 environment, 0 agencies, 1 stack.\n"


def test_valid_spec_as_json_is_an_empty_report(tmp_path: Path) -> None:
    result = invoke("validate", "-f", write_spec(tmp_path, small()), "--format", "json")
    assert result.exit_code == 0
    report = json.loads(result.stdout)
    assert report["diagnostics"] == []
    assert set(report["summary"].values()) == {0}


@pytest.mark.parametrize("options", [[], ["--check"]])
def test_render_as_json_is_parseable(options: list[str], tmp_path: Path) -> None:
    spec, out = write_spec(tmp_path, small()), tmp_path / "generated"
    result = invoke("render", "-f", spec, "-o", out, "--format", "json", *options)
    assert result.exit_code == (1 if options else 0)
    assert json.loads(result.stdout).keys() == {"version", "changed", "missing", "left_over", "edited", "foreign"}


def test_schema_is_parseable_json() -> None:
    assert json.loads(invoke("schema").stdout)["title"]


def test_mistakes_show_through_render_on_standard_error(tmp_path: Path) -> None:
    data = small()
    data["agencies"]["dot"]["deploy_to"] = ["prd"]
    result = invoke("render", "-f", write_spec(tmp_path, data), "-o", tmp_path / "generated")
    assert result.exit_code == 1
    assert result.stdout == ""
    assert "error[TFG301]: there is no environment 'prd'" in result.stderr


class Terminal(io.StringIO):
    """A stream that says that it is a terminal."""

    def isatty(self) -> bool:
        return True


@pytest.mark.parametrize(
    ("variables", "colored"),
    [({}, True), ({"NO_COLOR": "1"}, False), ({"NO_COLOR": ""}, True), ({"TERM": "dumb"}, False)],
)
def test_color_is_for_terminals_that_want_it(
    variables: dict[str, str], colored: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("NO_COLOR", raising=False)
    monkeypatch.setenv("TERM", "xterm")
    for name, value in variables.items():
        monkeypatch.setenv(name, value)
    assert wants_color(Terminal()) is colored
    assert wants_color(io.StringIO()) is False


@pytest.mark.parametrize(("variables", "colored"), [({}, True), ({"NO_COLOR": "1"}, False)])
def test_report_is_coloured_on_a_real_terminal_only(variables: dict[str, str], colored: bool) -> None:
    case = REPOSITORY / "tests" / "cases" / "invalid" / "unknown_key"
    environment = {name: value for name, value in os.environ.items() if name != "NO_COLOR"} | variables
    master, slave = pty.openpty()
    with subprocess.Popen(
        [sys.executable, "-m", "tfgen", "validate"], cwd=case, env=environment | {"TERM": "xterm"}, stdout=slave
    ) as process:
        os.close(slave)
        shown = b""
        # A terminal whose other side is closed ends with an error, not with an empty read.
        while chunk := _read(master):
            shown += chunk
    os.close(master)
    assert process.returncode == 1
    assert (b"\x1b[" in shown) is colored
    assert b"\x1b" not in run(sys.executable, "-m", "tfgen", "validate", cwd=case).stdout.encode()


def _read(descriptor: int) -> bytes:
    try:
        return os.read(descriptor, 65536)
    except OSError:
        return b""


@pytest.mark.parametrize("encoding", ["latin-1", "ascii", "cp1252", "utf-8"])
def test_character_that_the_terminal_lacks_makes_no_traceback(encoding: str, tmp_path: Path) -> None:
    data = small()
    data["agencies"]["dot"]["tags"] = {"route": "7th \u2192 9th"}
    spec = write_spec(tmp_path, data)
    spec.write_text(spec.read_text(encoding="utf-8").replace("\\u2192", "\u2192"), encoding="utf-8")
    done = subprocess.run(
        [sys.executable, "-m", "tfgen", "validate"],
        cwd=tmp_path,
        env=os.environ | {"PYTHONIOENCODING": encoding},
        capture_output=True,
        check=False,
    )
    assert (done.returncode, done.stderr) == (1, b"")
    assert done.stdout.endswith(b"\n1 error\n")


def test_reader_that_stops_early_makes_no_traceback() -> None:
    """As `tfgen schema | head` does."""
    with subprocess.Popen(
        [sys.executable, "-m", "tfgen", "schema"], stdout=subprocess.PIPE, stderr=subprocess.PIPE
    ) as process:
        assert process.stdout is not None
        assert process.stderr is not None
        process.stdout.close()
        errors = process.stderr.read()
    assert b"Traceback" not in errors


@pytest.mark.parametrize("shell", ["bash", "zsh", "fish"])
def test_completion_script_names_command_and_variable(shell: str) -> None:
    result = invoke("completion", shell)
    assert result.exit_code == 0
    assert "tfgen" in result.stdout
    assert "_TFGEN_COMPLETE" in result.stdout


def test_completion_script_is_good_bash(tmp_path: Path) -> None:
    bash = shutil.which("bash")
    if bash is None:
        pytest.skip("there is no bash")
    script = tmp_path / "completion.bash"
    script.write_text(invoke("completion", "bash").stdout, encoding="utf-8")
    assert run(bash, "-n", str(script), cwd=tmp_path).stderr == ""


@pytest.mark.parametrize(
    ("words", "offered"),
    [
        ("tfgen render --agency ", ["dot", "doh", "platform"]),
        ("tfgen render --agency do", ["dot", "doh"]),
        ("tfgen render --env ", ["dev", "prod"]),
        ("tfgen sandbox -f agencies.yaml --env p", ["prod"]),
        ("tfgen render -f none.yaml --agency ", []),
    ],
)
def test_names_of_the_spec_are_completed(
    words: str, offered: list[str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    write_spec(tmp_path, small())
    variables = {"_TFGEN_COMPLETE": "bash_complete", "COMP_WORDS": words, "COMP_CWORD": str(words.count(" "))}
    result = invoke(**variables)
    assert result.stdout.split() == [f"plain,{name}" for name in offered]


@pytest.mark.parametrize("content", ["agencies: [", "agencies: { dot: { nmae: x } }\nenvironments: 1\n", ""])
def test_completion_bears_with_a_broken_spec(content: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "agencies.yaml").write_text(content, encoding="utf-8")
    variables = {"_TFGEN_COMPLETE": "bash_complete", "COMP_WORDS": "tfgen render --agency ", "COMP_CWORD": "3"}
    result = invoke(**variables)
    assert result.exit_code == 0
    assert result.stderr == ""


@pytest.mark.parametrize(
    ("terminal", "patience", "shown"), [(True, -1.0, True), (True, 60.0, False), (False, -1.0, False)]
)
def test_progress_is_for_terminals_and_long_work(
    terminal: bool, patience: float, shown: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    stream: Any = Terminal() if terminal else io.StringIO()
    monkeypatch.setattr(sys, "stderr", stream)
    monkeypatch.setattr(progress, "PATIENCE_SECONDS", patience)
    line = Progress()
    line("Writing files", 1, 2000)
    line.close()
    assert stream.getvalue() == ("\r\x1b[KWriting files: 1 of 2,000\r\x1b[K" if shown else "")
