"""A folder that another program empties."""

import errno
import os
from pathlib import Path

import pytest

from kiosk.connectors.file_drop.folder import Folder
from kiosk.errors import Unreachable


def test_a_file_is_there_whole_and_replaces_itself(tmp_path: Path) -> None:
    for content in (b"first", b"second"):
        Folder(tmp_path).put("a.csv", content)
    assert [(path.name, path.read_bytes()) for path in tmp_path.iterdir()] == [("a.csv", b"second")]
    assert Folder(tmp_path).what_is_wrong() is None and Folder(tmp_path).where == str(tmp_path)


@pytest.mark.skipif(os.name == "nt", reason="Windows has no such modes")
def test_nobody_else_reads_it(tmp_path: Path) -> None:
    Folder(tmp_path).put("a.csv", b"")
    assert (tmp_path / "a.csv").stat().st_mode & 0o007 == 0


def test_a_share_that_is_not_mounted_is_waited_for_and_never_made(tmp_path: Path) -> None:
    away = Folder(tmp_path / "share")
    assert away.what_is_wrong() == "folder-away"
    with pytest.raises(Unreachable, match="folder-away"):
        away.put("a.csv", b"")
    assert not list(tmp_path.iterdir())


def test_a_full_disk_is_told_and_leaves_no_half_of_a_file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def full(_: int) -> None:
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr(os, "fsync", full)
    with pytest.raises(Unreachable, match="folder-full"):
        Folder(tmp_path).put("a.csv", b"half")
    assert not (tmp_path / "a.csv").exists()
