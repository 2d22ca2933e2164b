"""The keys of one folder."""

from datetime import UTC, datetime
from pathlib import Path

import pytest

from hub.keys.keyring import FIRST_SEALING, MASTER, SIGNING, Ring, sealing_files, sealing_secret
from kiosk.crypto import keys, sealing
from kiosk.errors import Refused, Rejected

AT = datetime(2026, 11, 24, 13, tzinfo=UTC)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    for name in (SIGNING, MASTER):
        keys.write_secret(tmp_path / name, bytes(32))
    keys.write_secret(tmp_path / FIRST_SEALING, sealing_secret(bytes([1] * 32), AT))
    return tmp_path


def test_each_purpose_has_its_own_key_and_none_is_the_master(folder: Path) -> None:
    ring = Ring(folder)
    made = {ring.key_for(purpose) for purpose in ("hub names", "hub case keys", "hub site codes", "fingerprint")}
    assert len(made) == 4 and bytes(32) not in made
    assert bytes(32).hex() not in ring.names().values()


def test_a_key_that_is_added_is_found_by_its_name(folder: Path) -> None:
    ring = Ring(folder)
    added = sealing.pair_of(bytes([2] * 32))
    keys.write_secret(folder / "sealing-2.key", sealing_secret(added.private, AT.replace(hour=14)))
    [_, second] = [public for name, public in ring.names().items() if name.startswith("sealing")]
    assert ring.private(second) == added.private
    assert ring.newest().pair == added
    with pytest.raises(Rejected, match="unknown-key"):
        ring.private("0" * 16)


def test_a_gap_in_the_numbers_is_a_lost_key(folder: Path) -> None:
    keys.write_secret(folder / "sealing-3.key", sealing_secret(bytes([3] * 32), AT))
    with pytest.raises(Refused, match="no-secret"):
        sealing_files(folder)
    (folder / "sealing-3.key").unlink()
    (folder / MASTER).unlink()
    with pytest.raises(Refused, match="no-secret"):
        Ring(folder)
