"""A file of lines under a passphrase: whole, or refused."""

import os
from pathlib import Path

import pytest

from hub.backup import hub_backup
from kiosk.error_codes import HubRefusal, Refusal
from kiosk.errors import Refused
from tests.services.test_broken_disks import nothing_longer_than

PASSPHRASE = "le moulin sous la neige"
LINES = [b"one", b"", "é".encode() * 40_000, b"last"]


@pytest.fixture
def file(tmp_path: Path) -> Path:
    path = tmp_path / "hub.copy"
    hub_backup.write_sealed(path, PASSPHRASE, LINES)
    return path


def refusal(path: Path, passphrase: str = PASSPHRASE) -> Refusal | HubRefusal:
    with pytest.raises(Refused) as refused:
        list(hub_backup.read_sealed(path, passphrase))
    return refused.value.code


def test_what_was_written_is_read_by_whoever_has_the_passphrase(file: Path) -> None:
    assert list(hub_backup.read_sealed(file, PASSPHRASE)) == LINES
    assert file.stat().st_mode & 0o777 == 0o600 and os.listdir(file.parent) == ["hub.copy"]
    assert b"last" not in file.read_bytes()


def test_another_passphrase_opens_nothing(file: Path) -> None:
    assert refusal(file, "le moulin sous la pluie") == HubRefusal.WRONG_COPY_PASSPHRASE


@pytest.mark.parametrize("share", [0.3, 0.6, 0.999])
def test_a_file_that_was_cut_short_or_touched_is_refused(file: Path, share: float) -> None:
    whole = file.read_bytes()
    file.write_bytes(whole[: int(len(whole) * share)])
    assert refusal(file) == HubRefusal.WRONG_COPY_PASSPHRASE
    place = int(len(whole) * share)
    file.write_bytes(whole[:place] + bytes([whole[place] ^ 1]) + whole[place + 1 :])
    assert refusal(file) == HubRefusal.WRONG_COPY_PASSPHRASE


def test_another_file_is_no_copy(tmp_path: Path) -> None:
    (tmp_path / "x").write_bytes(b"x" * 200)
    assert refusal(tmp_path / "x") == HubRefusal.NOT_A_HUB_COPY


def test_a_copy_that_was_cut_in_its_first_bytes_is_none(file: Path) -> None:
    file.write_bytes(file.read_bytes()[:30])
    assert refusal(file) == HubRefusal.NOT_A_HUB_COPY


def test_a_disk_without_room_is_said_and_left_as_it_was(tmp_path: Path) -> None:
    with nothing_longer_than(10_000), pytest.raises(Refused) as refused:
        hub_backup.write_sealed(tmp_path / "hub.copy", PASSPHRASE, LINES)
    assert refused.value.code == Refusal.NO_ROOM
    assert not list(tmp_path.iterdir())


def test_a_copy_that_is_there_is_never_written_over(file: Path) -> None:
    with pytest.raises(Refused) as refused:
        hub_backup.write_sealed(file, PASSPHRASE, [b"new"])
    assert refused.value.code == Refusal.FILE_EXISTS


def test_nothing_is_left_of_a_copy_that_failed(tmp_path: Path) -> None:
    def lines() -> "list[bytes]":
        raise RuntimeError

    with pytest.raises(RuntimeError):
        hub_backup.write_sealed(tmp_path / "hub.copy", PASSPHRASE, (line for _ in "x" for line in lines()))
    assert not list(tmp_path.iterdir())


def test_a_short_passphrase_is_refused(tmp_path: Path) -> None:
    with pytest.raises(Refused) as refused:
        hub_backup.write_sealed(tmp_path / "hub.copy", "neige", [])
    assert refused.value.code == HubRefusal.PASSPHRASE_TOO_SHORT
