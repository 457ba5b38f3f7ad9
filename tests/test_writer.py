"""The writer: touches only what differs, overwrites and removes nothing that is not tfgen's, leaves no half file."""

from __future__ import annotations

import contextlib
import fcntl
import os
import shutil
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from command import invoke
from specs import small, tree, write_spec

from tfgen.errors import TfgenError
from tfgen.render import HEADER, Link, Output, framed
from tfgen.units import MANIFEST, unit_of
from tfgen.writer.changes import Changes
from tfgen.writer.creating import create
from tfgen.writer.update import Update

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Iterator, Mapping

NOBODY = 65534
LINK = Link("../../../tf_vars/dev.auto.tfvars")


def ours(text: str = "") -> bytes:
    return f"# {HEADER}\n\n{text}\n".encode()


RENDERED: dict[str, Output] = {
    "README.md": ours("readme"),
    "modules/kms/main.tf": ours("kms"),
    "stacks/dev/dot/dev.auto.tfvars": LINK,
    "stacks/dev/dot/s3.tf": ours("buckets"),
    "tf_vars/dev.auto.tfvars": framed("tf_vars/dev.auto.tfvars", b"values\n"),
}


def compared(update: Update, rendered: Mapping[str, Output]) -> Changes:
    for unit in sorted({unit_of(path) for path in rendered}):
        update.results.append(update.compare(unit, {p: made for p, made in rendered.items() if unit_of(p) == unit}))
    return update.finish()


def changes(rendered: Mapping[str, Output], out: Path, *, meant: Callable[[str], bool] = lambda _: True) -> Changes:
    with contextlib.closing(Update(out, meant=meant)) as update:
        return compared(update, rendered)


def bring(rendered: Mapping[str, Output], out: Path, *, overwrite: Collection[str] = ()) -> Changes:
    with contextlib.closing(Update(out, stage=True, overwrite=overwrite)) as update:
        found = compared(update, rendered)
        update.write(lambda _: None)
        return found


def stamps(out: Path) -> dict[str, tuple[int, int]]:
    return {
        str(path): (path.lstat().st_ino, path.lstat().st_mtime_ns)
        for path in out.rglob("*")
        if not path.is_dir() and path.name != MANIFEST
    }


@pytest.fixture
def out(tmp_path: Path) -> Path:
    """Give a folder that holds what was rendered, every file of it an hour old."""
    out = tmp_path / "generated"
    bring(RENDERED, out)
    for path in out.rglob("*"):
        os.utime(path, (path.lstat().st_mtime - 3600,) * 2, follow_symlinks=False)
    return out


def test_writes_files_and_links_into_an_absent_folder(tmp_path: Path) -> None:
    out = tmp_path / "a" / "generated"
    found = bring(RENDERED, out)
    assert found == Changes((), tuple(sorted(RENDERED)), (), (), ())
    assert tree(out) == {path: made.target if isinstance(made, Link) else made for path, made in RENDERED.items()}
    assert not changes(RENDERED, out).any


def test_counts_files_as_it_writes_them(tmp_path: Path) -> None:
    counted: list[int] = []
    with contextlib.closing(Update(tmp_path, stage=True)) as update:
        compared(update, RENDERED)
        update.write(counted.append)
    assert counted == [3, 4, 6]


def test_only_files_that_differ_are_touched(out: Path) -> None:
    before = stamps(out)
    found = bring(RENDERED | {"modules/kms/main.tf": ours("new"), "stacks/dev/dot/kms.tf": ours()}, out)
    assert found == Changes(("modules/kms/main.tf",), ("stacks/dev/dot/kms.tf",), (), (), ())
    after = stamps(out)
    assert {path for path in after if before.get(path) != after[path]} == {
        str(out / "modules/kms/main.tf"),
        str(out / "stacks/dev/dot/kms.tf"),
    }


def test_link_that_points_elsewhere_is_an_edit(out: Path) -> None:
    path = "stacks/dev/dot/dev.auto.tfvars"
    (out / path).unlink()
    (out / path).symlink_to("../../../tf_vars/prod.auto.tfvars")
    assert changes(RENDERED, out).edited == (path,)
    assert bring(RENDERED, out, overwrite=[path]).changed == (path,)
    assert (out / path).readlink().as_posix() == LINK.target


def test_left_over_files_go_and_empty_folders_with_them(out: Path) -> None:
    rendered = {path: made for path, made in RENDERED.items() if not path.startswith("stacks/")}
    found = bring(rendered, out)
    assert found.left_over == ("stacks/dev/dot/dev.auto.tfvars", "stacks/dev/dot/s3.tf")
    assert not (out / "stacks").exists()
    assert tree(out).keys() == rendered.keys()


def test_last_file_may_go_and_the_output_folder_stays(out: Path) -> None:
    bring({}, out)
    assert list(out.iterdir()) == []


def test_left_over_files_that_are_not_meant_stay(out: Path) -> None:
    found = changes({}, out, meant=lambda path: path.startswith("modules/"))
    assert found == Changes((), (), ("modules/kms/main.tf",), (), ())


def test_files_of_the_user_survive_beside_generated_ones(out: Path) -> None:
    own = out / "stacks/dev/dot/own.tf"
    own.write_text("# mine\n", encoding="utf-8")
    (out / "stacks/dev/dot/own.auto.tfvars").write_text('x = "1"\n', encoding="utf-8")
    (out / "stacks/dev/dot/elsewhere.auto.tfvars").symlink_to("/nowhere/elsewhere.auto.tfvars")
    assert not changes(RENDERED, out).any
    bring({}, out)
    left = {"own.tf", "own.auto.tfvars", "elsewhere.auto.tfvars"}
    assert tree(out).keys() == {f"stacks/dev/dot/{name}" for name in left}


def test_what_terraform_keeps_is_left_alone(out: Path) -> None:
    stack = out / "stacks/dev/dot"
    (stack / ".terraform/modules").mkdir(parents=True)
    (stack / ".terraform/modules/main.tf").write_bytes(ours("a copy"))
    (stack / ".terraform.lock.hcl").write_text("# mine\n", encoding="utf-8")
    (stack / "terraform.tfstate").write_text("{}", encoding="utf-8")
    before = stamps(out)
    assert not bring(RENDERED, out).any
    assert stamps(out) == before
    bring({}, out)
    assert {path.name for path in stack.iterdir()} == {".terraform", ".terraform.lock.hcl", "terraform.tfstate"}


@pytest.mark.parametrize("foreign", ["file", "folder", "link", "dangling link", "pipe", "file on the way"])
def test_something_foreign_in_the_way_is_refused_and_nothing_is_written(foreign: str, tmp_path: Path) -> None:
    out = tmp_path / "generated"
    place = out / "stacks/dev/dot/s3.tf"
    place.parent.mkdir(parents=True)
    elsewhere = tmp_path / "elsewhere.tf"
    elsewhere.write_bytes(ours("not below the output folder"))
    match foreign:
        case "file":
            place.write_text("# mine\n", encoding="utf-8")
        case "folder":
            place.mkdir()
        case "link":
            place.symlink_to(elsewhere)
        case "dangling link":
            place.symlink_to("nowhere.tf")
        case "pipe":
            os.mkfifo(place)
        case _:
            shutil.rmtree(place.parent)
            place.parent.write_bytes(ours("a file where a folder should be"))
    if foreign == "file":
        (place.parent / MANIFEST).write_bytes(b"")
    before = stamps(tmp_path)
    found = changes(RENDERED, out)
    refused = {"stacks/dev/dot/s3.tf"}
    refused |= {"stacks/dev/dot/dev.auto.tfvars"} if foreign == "file on the way" else set()
    assert set(found.foreign) == refused
    told = "a link or a file where tfgen wants a folder" if foreign == "file on the way" else "not tfgen's"
    with pytest.raises(TfgenError, match=rf"^stacks/dev/dot.* {told}.*; nothing was written$") as caught:
        bring(RENDERED, out)
    assert caught.value.exit_code == 1
    assert stamps(tmp_path) == before


def test_folder_that_is_a_link_is_not_followed(out: Path, tmp_path: Path) -> None:
    """Whoever can put a link into the output cannot make tfgen write, read or remove beyond it."""
    elsewhere = tmp_path / "elsewhere"
    shutil.move(out / "stacks/dev/dot", elsewhere)
    (elsewhere / "old.tf").write_bytes(ours("left over, were it in the output"))
    (out / "stacks/dev/dot").symlink_to(elsewhere, target_is_directory=True)
    before = stamps(elsewhere)
    found = changes(RENDERED, out)
    assert set(found.foreign) == {"stacks/dev/dot/dev.auto.tfvars", "stacks/dev/dot/s3.tf"}
    assert found.left_over == ()
    with pytest.raises(TfgenError, match="a link or a file where tfgen wants a folder"):
        bring(RENDERED, out)
    bring({"modules/kms/main.tf": ours("new")}, out)
    assert stamps(elsewhere) == before


def test_output_folder_itself_may_be_a_link(tmp_path: Path) -> None:
    (tmp_path / "real").mkdir()
    (tmp_path / "generated").symlink_to("real", target_is_directory=True)
    bring(RENDERED, tmp_path / "generated")
    assert not changes(RENDERED, tmp_path / "real").any


def test_full_disk_leaves_no_half_spec(tmp_path: Path) -> None:
    full = Path("/dev/full")
    if not full.exists():
        pytest.skip("this system has no /dev/full")
    spec = tmp_path / "agencies.yaml"
    with pytest.MonkeyPatch.context() as patch:
        opened = Path.open

        def open_full(path: Path, mode: str = "r", **options: str) -> object:
            opened(path, mode).close()
            return opened(full, "w", **options)  # type: ignore[call-overload]  # the writer's own options

        patch.setattr(Path, "open", open_full)
        with pytest.raises(TfgenError, match="No space left on device"):
            create(spec, "version: 1\n")
    assert not spec.exists()


def test_create_overwrites_nothing(tmp_path: Path) -> None:
    spec = tmp_path / "agencies.yaml"
    spec.write_text("mine", encoding="utf-8")
    with pytest.raises(TfgenError, match=r"agencies\.yaml exists already; nothing was written"):
        create(spec, "version: 1\n")
    assert spec.read_text(encoding="utf-8") == "mine"


@pytest.fixture
def shared_folder() -> Iterator[Path]:
    """Give a folder that every user may enter, unlike pytest's own."""
    folder = Path(tempfile.mkdtemp())
    folder.chmod(0o755)
    yield folder
    shutil.rmtree(folder)


@contextlib.contextmanager
def without_privileges() -> Iterator[None]:
    """Be nobody for a while: root may write everywhere."""
    if os.geteuid() != 0:
        yield
        return
    os.seteuid(NOBODY)
    try:
        yield
    finally:
        os.seteuid(0)


@pytest.fixture
def output(shared_folder: Path) -> Path:
    """Give an output folder that differs from its spec in one file, with all that the command imports loaded."""
    out = shared_folder / "generated"
    spec = write_spec(shared_folder, small())
    assert invoke("render", "-f", spec, "-o", out).exit_code == 0
    (out / "stacks/dev/dot/s3.tf").unlink()
    return out


def test_folder_without_permission_to_write_is_one_sentence(output: Path) -> None:
    before = tree(output)
    (output / "stacks/dev/dot").chmod(0o555)
    with without_privileges():
        result = invoke("render", "-f", output.parent / "agencies.yaml", "-o", output)
    assert result.exit_code == 2
    assert result.stdout == ""
    assert result.stderr == (
        f"error: no permission for {output}/stacks/dev/dot/s3.tf\n"
        "    help: check who owns the output folder, or choose another with --out\n"
    )
    assert tree(output) == before


def test_output_folder_that_cannot_be_made_is_one_sentence(output: Path) -> None:
    with without_privileges():
        result = invoke("render", "-f", output.parent / "agencies.yaml", "-o", output.parent / "other" / "generated")
    assert result.exit_code == 2
    assert result.stderr.startswith(f"error: no permission for {output.parent}/other\n")


def test_file_without_permission_to_read_is_one_sentence(output: Path) -> None:
    (output / "README.md").chmod(0o000)
    with without_privileges():
        result = invoke("render", "-f", output.parent / "agencies.yaml", "-o", output, "--check")
    assert result.exit_code == 2
    assert result.stderr.startswith(f"error: no permission for {output}/README.md\n")


def test_init_without_permission_is_one_sentence(shared_folder: Path) -> None:
    assert invoke("init", "-f", shared_folder / "a" / "agencies.yaml").exit_code == 0
    with without_privileges():
        result = invoke("init", "-f", shared_folder / "b" / "agencies.yaml")
    assert result.exit_code == 2
    assert result.stderr == (
        f"error: {shared_folder}/b/agencies.yaml: Permission denied\n    help: choose a folder that you may write to\n"
    )


def test_spec_without_permission_to_read_is_one_sentence(output: Path) -> None:
    spec = output.parent / "agencies.yaml"
    spec.chmod(0o000)
    with without_privileges():
        result = invoke("validate", "-f", spec)
    assert result.exit_code == 2
    assert result.stderr.startswith(f"error: {spec} cannot be read: permission denied\n")


def test_two_runs_do_not_write_to_one_folder_at_once(tmp_path: Path) -> None:
    held = os.open(tmp_path, os.O_RDONLY)
    try:
        fcntl.flock(held, fcntl.LOCK_EX)
        with pytest.raises(TfgenError, match="another run of tfgen is writing"):
            bring(RENDERED, tmp_path)
        assert list(tmp_path.iterdir()) == []
        assert changes(RENDERED, tmp_path).any
    finally:
        os.close(held)
    bring(RENDERED, tmp_path)
    assert not changes(RENDERED, tmp_path).any


def test_diff_shows_what_a_write_refuses_as_such(tmp_path: Path) -> None:
    spec = write_spec(tmp_path, small())
    foreign = tmp_path / "generated" / "README.md"
    foreign.parent.mkdir()
    foreign.write_text("mine", encoding="utf-8")
    result = invoke("render", "-f", str(spec), "-o", str(foreign.parent), "--diff")
    assert result.exit_code == 1
    assert "-mine" not in result.output
    assert "not tfgen's, and in the way" in result.stderr


def test_output_folder_without_a_name_is_refused(tmp_path: Path) -> None:
    spec = write_spec(tmp_path, small())
    result = invoke("render", "-f", str(spec), "-o", "")
    assert result.exit_code == 2
    assert "the name of the folder is empty" in result.stderr
