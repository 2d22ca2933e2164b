"""A sealed file says nothing to whoever finds it, and is whole on the disk or not there."""

import errno
import os
import tempfile
import tracemalloc
from collections.abc import Iterator
from pathlib import Path

import pytest

from kiosk.crypto import sealing
from kiosk.error_codes import Refusal
from kiosk.errors import Refused, Unreadable
from kiosk.services.upkeep import sealed_file
from tests.services.conftest import fault_of
from tests.test_unusable_folder import as_somebody_else

SHEET = sealing.pair_of(b"s" * 32)
CANARIES = (b"Mairie de Saint-Aubin", b"Benali", b"SA1001G", b"kiosk.toml", b"SQLite format 3")


def test_a_stick_that_is_found_reveals_nothing(tmp_path: Path) -> None:
    sealed_file.write(tmp_path / "copy", SHEET.public, [b" ".join(CANARIES)] * 100)
    found = (tmp_path / "copy").read_bytes()
    assert not [word for word in CANARIES if word in found]
    assert sealed_file.is_sealed(tmp_path / "copy") and sealed_file.public_of(tmp_path / "copy") == SHEET.public
    with pytest.raises(Unreadable):
        list(sealed_file.read(tmp_path / "copy", b"o" * 32))


def test_a_folder_of_another_account_is_named() -> None:
    with tempfile.TemporaryDirectory(dir="/tmp") as place:  # where every account may look
        Path(place).chmod(0o555)
        with as_somebody_else(), pytest.raises(Refused) as refused:
            sealed_file.write(Path(place, "copy"), SHEET.public, [b"pages"])
    assert (fault_of(refused), refused.value.details) == (Refusal.NO_ACCESS, {"path": place})


def test_a_flipped_bit_anywhere_is_found_out(tmp_path: Path) -> None:
    content = b"pages" * 40_000
    sealed_file.write(tmp_path / "copy", SHEET.public, [content])
    whole = (tmp_path / "copy").read_bytes()
    assert b"".join(sealed_file.read(tmp_path / "copy", SHEET.private)) == content
    start = len(sealed_file.MARK) + 32
    for place in (start, start + 79, start + 80, start + 110, len(whole) // 2, len(whole) - 1):
        changed = bytearray(whole)
        changed[place] ^= 1
        (tmp_path / "changed").write_bytes(changed)
        with pytest.raises(Unreadable):
            list(sealed_file.read(tmp_path / "changed", SHEET.private))


def test_a_large_store_takes_the_memory_of_a_few_pieces(tmp_path: Path) -> None:
    def pieces() -> Iterator[bytes]:
        for _ in range(64):
            yield bytes(1 << 20)

    tracemalloc.start()
    sealed_file.write(tmp_path / "copy", SHEET.public, pieces())
    size = sum(len(chunk) for chunk in sealed_file.read(tmp_path / "copy", SHEET.private))
    most = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert size == 64 << 20
    assert most < 8 << 20


@pytest.mark.parametrize(("number", "code"), [
    (errno.ENOSPC, Refusal.NO_ROOM), (errno.EFBIG, Refusal.BACKUP_TOO_LARGE), (errno.EIO, Refusal.BACKUP_NOT_WRITTEN),
])  # fmt: skip
def test_a_stick_that_is_full_too_small_or_pulled_out_leaves_no_half_backup(
    number: int, code: Refusal, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fsync(descriptor: int) -> None:
        raise OSError(number, os.strerror(number))

    monkeypatch.setattr(os, "fsync", fsync)
    with pytest.raises(Refused) as refused:
        sealed_file.write(tmp_path / "copy", SHEET.public, [b"pages"])
    assert fault_of(refused) == code
    assert os.strerror(number) not in str(refused.value.details), "the system's English is no part of the sentence"
    assert not list(tmp_path.iterdir())


def test_what_the_disk_gives_back_otherwise_is_no_backup(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    really = os.fsync

    def forgets(descriptor: int) -> None:
        really(descriptor)
        os.truncate(tmp_path / ".copy.part", 1000)

    monkeypatch.setattr(os, "fsync", forgets)
    with pytest.raises(Refused) as refused:
        sealed_file.write(tmp_path / "copy", SHEET.public, [b"pages" * 1000])
    assert fault_of(refused) == Refusal.BACKUP_NOT_WRITTEN
    assert not list(tmp_path.iterdir())
