"""A file bears its name once it is whole and was read back; whatever happens before leaves nothing of that name."""

import errno
import os
from collections.abc import Iterator
from pathlib import Path

import pytest

from kiosk.process import whole_file
from kiosk.process.whole_file import write_whole_file


def pulled(after: int) -> Iterator[bytes]:
    for _ in range(after):
        yield b"x" * 1000
    raise OSError(errno.EIO, "the stick is gone")


def test_what_was_written_is_there_for_its_owner_alone(tmp_path: Path) -> None:
    target = tmp_path / "envoi"
    assert write_whole_file(target, [b"un", b"deux"])
    assert target.read_bytes() == b"undeux" and target.stat().st_mode & 0o777 == 0o600
    assert write_whole_file(target, [b"trois"]) and target.read_bytes() == b"trois"
    assert os.listdir(tmp_path) == ["envoi"]


@pytest.mark.parametrize("after", [0, 1, 70])
def test_a_stick_that_is_pulled_while_writing_leaves_the_file_before(tmp_path: Path, after: int) -> None:
    target = tmp_path / "envoi"
    write_whole_file(target, [b"avant"])
    with pytest.raises(OSError, match="gone"):
        write_whole_file(target, pulled(after))
    assert target.read_bytes() == b"avant" and os.listdir(tmp_path) == ["envoi"]


def test_a_disk_that_gives_something_else_back_is_not_believed(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Cheap sticks that say they are larger than they are take everything and keep less."""
    monkeypatch.setattr(whole_file, "digest_file", lambda path: "something else")
    assert not write_whole_file(tmp_path / "envoi", [b"un"])
    assert os.listdir(tmp_path) == []
