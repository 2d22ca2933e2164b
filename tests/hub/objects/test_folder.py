"""A folder keeps objects: whole or not at all, found again by what they lie below, gone when they are deleted."""

import stat
from pathlib import Path

import pytest

from hub.objects.objects import Folder, Objects
from tests.hub.objects.keeping import keeps_what_it_is_given


@pytest.fixture
def objects(tmp_path: Path) -> Objects:
    return Folder(tmp_path / "files")


def test_it_keeps_what_it_is_given(objects: Objects) -> None:
    keeps_what_it_is_given(objects)


def test_no_one_else_reads_it_and_no_empty_folder_is_left(tmp_path: Path, objects: Objects) -> None:
    objects.put("ab/ab1/x", b"1")
    file = tmp_path / "files" / "ab" / "ab1" / "x"
    assert stat.S_IMODE(file.stat().st_mode) == 0o600
    assert stat.S_IMODE(file.parent.stat().st_mode) == 0o700
    objects.delete(["ab/ab1/x"])
    assert not file.parent.exists()


def test_a_disk_that_takes_nothing_leaves_what_was_there(
    tmp_path: Path, objects: Objects, monkeypatch: pytest.MonkeyPatch
) -> None:
    objects.put("ab/ab1/x", b"before")

    def full(_: int) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("os.fsync", full)
    with pytest.raises(OSError, match="No space"):
        objects.put("ab/ab1/x", b"after")
    monkeypatch.undo()
    assert objects.get("ab/ab1/x") == b"before"
    assert [path.name for path in (tmp_path / "files").rglob("*") if path.is_file()] == ["x"]
