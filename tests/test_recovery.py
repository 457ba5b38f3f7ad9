"""Renders that are killed, run out of disk, lack a permission or meet another: the next one makes the tree whole."""

from __future__ import annotations

import contextlib
import errno
import itertools
import os
import random
import shutil
import signal
import subprocess
import sys
import time
from typing import TYPE_CHECKING, Any

import pytest
from command import invoke
from specs import rendered, small, tree, write_spec

from tfgen.errors import TfgenError
from tfgen.units import MANIFEST, WORK, unit_of
from tfgen.writer.changes import Changes, EditedError
from tfgen.writer.update import Update

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping
    from pathlib import Path

    from tfgen.render import Output

pytestmark = pytest.mark.slow

Outputs = dict[str, "Output"]
OPERATIONS = ("fsync", "makedirs", "mkdir", "open", "rename", "rmdir", "symlink", "unlink", "write")
FEW = ("modules/kms/", "stacks/dev/", "tf_vars/")
MINE = {"stacks/dev/dot/own.tf": "# mine\n", "stacks/dev/network/main.tf": "# mine\n", "notes.md": "mine\n"}


def specs() -> dict[str, dict[str, Any]]:
    """Give three specs: the small one, one with other settings, one without an agency."""
    other, fewer = small(), small()
    other["defaults"] = {"retention": {"raw_days": 30}}
    other["environments"]["dev"]["tags"] = {"cost_center": "9000"}
    fewer["agencies"]["doh"]["lifecycle"] = "retired"
    return {"small": small(), "other": other, "fewer": fewer}


@pytest.fixture(scope="module")
def states(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Outputs]:
    """Give what the three specs render to, and nothing."""
    folder = tmp_path_factory.mktemp("specs")

    def outputs(data: Any) -> Outputs:
        everything = rendered(write_spec(folder, data))
        return {path: output for path, output in everything.items() if path.startswith(FEW) or "/" not in path}

    return {"nothing": {}} | {name: outputs(spec) for name, spec in specs().items()}


def bring(made: Mapping[str, Output], out: Path, meant: Callable[[str], bool] = lambda _: True) -> Changes:
    """Bring a folder to what was made, as far as it is meant."""
    units: dict[str, Outputs] = {}
    for path, output in made.items():
        if meant(path):
            units.setdefault(unit_of(path), {})[path] = output
    with contextlib.closing(Update(out, meant=meant, stage=True)) as update:
        update.results += [update.compare(unit, outputs) for unit, outputs in sorted(units.items())]
        changes = update.finish()
        update.write(lambda _: None)
        return changes


def begun(out: Path, made: Mapping[str, Output]) -> None:
    """Make an output folder, with files of the user's in it."""
    if made:
        bring(made, out)
        for path, text in MINE.items():
            (out / path).parent.mkdir(parents=True, exist_ok=True)
            (out / path).write_text(text, encoding="utf-8")


def clean(folder: Path, before: Mapping[str, Output], made: Mapping[str, Output]) -> dict[str, bytes | str]:
    """Tell how the tree is where nothing goes wrong."""
    out = folder / "clean"
    begun(out, before)
    bring(made, out)
    return tree(out, manifests=True)


def interrupt(operation: Callable[..., Any], moment: int, counter: Iterator[int], happen: Callable[[], Any]) -> Any:
    """Wrap a function of the system: when its turn comes, half of what it does, or nothing, is all that is done."""

    def wrapped(*args: Any, **named: Any) -> Any:
        if next(counter) == moment:
            if operation is os_write:
                os_write(args[0], args[1][: len(args[1]) // 2])
            return happen()
        return operation(*args, **named)

    return wrapped


os_write = os.write


def forked(work: Callable[[], object]) -> int:
    """Do something in a process of its own, without the interpreter's end; returns the status."""
    child = os.fork()
    if not child:
        with contextlib.suppress(BaseException):
            work()
            os._exit(0)
        os._exit(1)
    return os.waitpid(child, 0)[1]


def count(out: Path, made: Mapping[str, Output]) -> int:
    """Count the operations of a write."""
    counter = itertools.count()
    with pytest.MonkeyPatch.context() as patch:
        for name in OPERATIONS:
            patch.setattr(os, name, interrupt(getattr(os, name), -1, counter, lambda: None))
        bring(made, out)
    return next(counter)


SCENARIOS = {"first": ("nothing", "small"), "changed": ("small", "other"), "removing": ("small", "fewer")}
MOMENTS = 70
"""Kills of each scenario, each in a stretch of the run of its own: 210 in all."""


def stage(out: Path, paths: set[frozenset[str]]) -> str:
    """Tell how far a render came that was killed; `paths` are those of the tree before it and after it.

    What is removed needs no journal: the manifests know it.
    """
    if not (out / WORK).exists():
        return "nothing, or all of it"
    journal = out / WORK / "journal"
    left = frozenset(path for path in tree(out, manifests=True) if not path.startswith(WORK))
    return "committing" if (journal.exists() and journal.stat().st_size) or left not in paths else "staging"


def moments(total: int, chance: random.Random) -> list[int]:
    """Choose moments at random, evenly over the run: one of each of so many stretches, none of them twice."""
    bounds = [total * number // MOMENTS for number in range(MOMENTS + 1)]
    return [chance.randrange(first, last) for first, last in itertools.pairwise(bounds)]


@pytest.mark.parametrize("scenario", SCENARIOS)
def test_render_that_is_killed_is_repaired_by_the_next(
    scenario: str, states: dict[str, Outputs], tmp_path: Path
) -> None:
    """Seventy random moments of each scenario: before or in the middle of an operation that changes the disk.

    Between two of these a kill leaves the same as right before the second, so that no moment is left out.
    """
    before, after = (states[name] for name in SCENARIOS[scenario])
    expected = clean(tmp_path, before, after)
    begun(tmp_path / "counted", before)
    total = count(tmp_path / "counted", after)
    seed = int.from_bytes(os.urandom(4))
    print(f"seed {seed}, {total} operations")  # noqa: T201 - shown where the test fails
    chance = random.Random(seed)  # noqa: S311 - nothing is kept secret with it
    begun(tmp_path / "start", before)
    out = tmp_path / "out"
    assert total >= MOMENTS
    stages = set()
    paths = {frozenset(tree(tmp_path / "start", manifests=True)), frozenset(expected)}
    for moment in moments(total, chance):
        shutil.rmtree(out, ignore_errors=True)
        if before:
            shutil.copytree(tmp_path / "start", out, symlinks=True)

        def render(moment: int = moment) -> None:
            counter = itertools.count()
            for name in OPERATIONS:
                setattr(
                    os,
                    name,
                    interrupt(getattr(os, name), moment, counter, lambda: os.kill(os.getpid(), signal.SIGKILL)),
                )
            bring(after, out)

        assert os.WIFSIGNALED(forked(render)), moment
        for path, text in MINE.items() if before else ():
            assert (out / path).read_text(encoding="utf-8") == text
        stages.add(stage(out, paths))
        assert not Update(out).results  # a look changes nothing
        # Sometimes the next render is of one stack, or of another spec, and only then comes the one that counts.
        step = chance.choice(("none", "narrow", "back"))
        if step == "narrow":
            bring(after, out, lambda path: path.startswith("stacks/dev/dot/"))
        elif step == "back" and before:
            bring(before, out)
        bring(after, out)
        assert tree(out, manifests=True) == expected, (moment, step)
    assert stages >= {"staging", "committing"}


def test_edit_after_a_kill_is_seen(states: dict[str, Outputs], tmp_path: Path) -> None:
    out = tmp_path / "out"
    begun(out, states["small"])
    total = count(tmp_path / "counted", states["other"])

    def render() -> None:
        counter = itertools.count()
        for name in ("rename", "unlink"):
            setattr(os, name, interrupt(getattr(os, name), 6, counter, lambda: os.kill(os.getpid(), signal.SIGKILL)))
        bring(states["other"], out)

    assert total > 6
    assert os.WIFSIGNALED(forked(render))
    assert (out / WORK / "journal").exists()
    new = next(
        path for path in states["other"] if tree(out).get(path) == states["other"][path] != states["small"][path]
    )
    (out / new).write_text("# by hand\n", encoding="utf-8")
    for made in (states["other"], states["small"]):
        with pytest.raises(EditedError) as caught:
            bring(made, out)
        assert caught.value.paths == (new,)
        assert (out / new).read_text(encoding="utf-8") == "# by hand\n"


def test_command_that_is_killed_at_any_time_is_repaired(tmp_path: Path) -> None:
    """The same through the command, by the clock: a first render, changed ones, and some that remove an agency."""
    command = [sys.executable, "-m", "tfgen", "render"]
    chance = random.Random(5)  # noqa: S311 - nothing is kept secret with it
    for name in ("small", "small", "other", "fewer", "small", "fewer") * 4:
        write_spec(tmp_path, specs()[name])
        process = subprocess.Popen(command, cwd=tmp_path, stdout=subprocess.DEVNULL)
        time.sleep(chance.uniform(0.1, 0.6))
        process.kill()
        process.wait()
    write_spec(tmp_path, small())
    subprocess.run(command, cwd=tmp_path, check=True, capture_output=True)
    subprocess.run([*command, "-o", "clean"], cwd=tmp_path, check=True, capture_output=True)
    assert tree(tmp_path / "generated", manifests=True) == tree(tmp_path / "clean", manifests=True)


@pytest.mark.parametrize("scenario", SCENARIOS)
@pytest.mark.parametrize("error", [errno.ENOSPC, errno.EACCES, errno.EIO])
def test_disk_that_fails_at_any_write_is_repaired_by_the_next(
    error: int, scenario: str, states: dict[str, Outputs], tmp_path: Path
) -> None:
    before, after = (states[name] for name in SCENARIOS[scenario])
    expected = clean(tmp_path, before, after)
    begun(tmp_path / "counted", before)
    total = count(tmp_path / "counted", after)
    begun(tmp_path / "start", before)
    old = tree(tmp_path / "start", manifests=True) if before else {}
    out = tmp_path / "out"

    def fail() -> None:
        raise OSError(error, os.strerror(error))

    for moment in range(0, total, max(1, total // 12)):
        shutil.rmtree(out, ignore_errors=True)
        if before:
            shutil.copytree(tmp_path / "start", out, symlinks=True)
        counter = itertools.count()
        with pytest.MonkeyPatch.context() as patch:
            for name in OPERATIONS:
                patch.setattr(os, name, interrupt(getattr(os, name), moment, counter, fail))
            with contextlib.suppress(TfgenError):
                bring(after, out)
        left = tree(out, manifests=True) if out.exists() else {}
        if not any(path.startswith(WORK) for path in left) and left != expected:
            # What is removed needs no journal: the manifest knows it until all of it is gone.
            assert left == old or (scenario == "removing" and left.items() <= old.items()), moment
        bring(after, out)
        assert tree(out, manifests=True) == expected, moment


def test_full_disk_is_found_before_anything_is_changed(states: dict[str, Outputs], tmp_path: Path) -> None:
    begun(tmp_path, states["small"])
    before = tree(tmp_path, manifests=True)
    writes = itertools.count()

    def full(file: int, content: bytes) -> int:
        if next(writes) >= 5:
            os_write(file, content[:10])
            raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))
        return os_write(file, content)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(os, "write", full)
        with pytest.raises(TfgenError, match="No space left on device") as caught:
            bring(states["other"], tmp_path)
    assert caught.value.exit_code == 2
    assert tree(tmp_path, manifests=True) == before


def test_two_real_renders_at_once_do_not_mix(tmp_path: Path) -> None:
    first, second = small(), small()
    second["defaults"] = {"retention": {"raw_days": 30}}
    specs = []
    for name, data in (("a", first), ("b", second)):
        (tmp_path / name).mkdir()
        specs.append(write_spec(tmp_path / name, data))
    out = tmp_path / "generated"
    trees = []
    for spec in specs:
        assert invoke("render", "-f", spec, "-o", spec.parent / "clean").exit_code == 0
        trees.append(tree(spec.parent / "clean", manifests=True))
    for _ in range(3):
        started = [
            subprocess.Popen(
                [sys.executable, "-m", "tfgen", "render", "-f", str(spec), "-o", str(out)],
                stdout=subprocess.DEVNULL,
                stderr=subprocess.PIPE,
                text=True,
            )
            for spec in specs
        ]
        ended = [(process.communicate()[1], process.returncode) for process in started]
        assert 0 in [code for _, code in ended]
        for told, code in ended:
            assert code == 0 or "another run of tfgen is writing to" in told
        assert tree(out, manifests=True) in trees
    assert invoke("render", "-f", specs[0], "-o", out).exit_code == 0
    assert tree(out, manifests=True) == trees[0]


def test_work_folder_that_is_a_link_is_not_followed(states: dict[str, Outputs], tmp_path: Path) -> None:
    out, elsewhere = tmp_path / "out", tmp_path / "elsewhere"
    begun(out, states["small"])
    elsewhere.mkdir()
    (elsewhere / "precious").write_text("x", encoding="utf-8")
    (out / WORK).symlink_to(elsewhere, target_is_directory=True)
    with pytest.raises(TfgenError, match="is a link"):
        bring(states["other"], out)
    assert (elsewhere / "precious").exists()
    (out / WORK).unlink()
    bring(states["other"], out)


def test_manifest_cannot_make_tfgen_remove_what_is_not_in_its_unit(states: dict[str, Outputs], tmp_path: Path) -> None:
    out = tmp_path / "out"
    begun(out, states["small"])
    outside = tmp_path / "precious"
    outside.write_text("x", encoding="utf-8")
    digest = "2d711642b726b04401627ca9fbac32f5c8530fb1903cc4db02258717921a4881"  # of x
    with (out / "stacks/dev/dot" / MANIFEST).open("a", encoding="utf-8") as file:
        file.write(f"{digest}  ../../../../precious\n{digest}  {outside}\n# link ../x -> y\n")
    bring(states["small"], out)
    assert outside.exists()
