"""The hub's keys are made once, a lost one is noticed, and so is an older database."""

import shutil
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import pytest
from flask.testing import FlaskClient

from hub import opening
from hub.backup import back_up_keys, restore_keys
from hub.hub import Hub
from hub.keyring import (
    FIRST_SEALING,
    MASTER,
    SIGNING,
    Ring,
    open_ring,
    rotate_sealing_key,
    sealing_files,
    sealing_secret,
)
from hub.opening import DatabaseMark, begin_lineage, begin_new_epoch, epoch_of, open_hub
from hub.server import create_hub
from hub.settings import HubSettings
from kiosk.clock import Clock
from kiosk.crypto import keys, sealing
from kiosk.errors import Refused, Rejected
from tests.hub.samples import Box, case_of


def test_the_keys_are_made_at_the_first_start_and_read_at_the_next(hub: Hub) -> None:
    again = open_ring(hub.settings, hub.store, hub.clock)
    assert again.names() == hub.ring.names()
    for name in ("signing.key", "master.key", "sealing-1.key"):
        assert (hub.settings.keys_folder / name).stat().st_mode & 0o777 == 0o600
    assert hub.settings.keys_folder.stat().st_mode & 0o077 == 0


@pytest.mark.parametrize("name", ["signing.key", "master.key", "sealing-1.key", "sealing-2.key"])
def test_a_lost_key_is_never_replaced_in_silence(hub: Hub, name: str) -> None:
    rotate_sealing_key(hub.store, hub.ring, hub.clock)
    (hub.settings.keys_folder / name).unlink()
    with pytest.raises(Refused, match="hub-key-lost"):
        create_hub(hub.settings)
    assert not (hub.settings.keys_folder / name).exists()


@pytest.mark.parametrize("name", ["signing.key", "master.key"])
def test_another_key_in_its_place_is_noticed(hub: Hub, name: str) -> None:
    (hub.settings.keys_folder / name).write_bytes(bytes(range(32)))
    with pytest.raises(Refused, match="hub-key-lost"):
        create_hub(hub.settings)


@pytest.mark.parametrize("name", ["signing.key", "master.key", "sealing-1.key"])
def test_a_torn_key_is_refused(hub: Hub, name: str) -> None:
    (hub.settings.keys_folder / name).write_bytes(b"short")
    with pytest.raises(Refused, match="not-a-hub-key"):
        create_hub(hub.settings)


def test_a_running_hub_follows_a_rotation_that_another_process_made(hub: Hub) -> None:
    other = open_hub(hub.settings, hub.clock)
    before = hub.ring.newest()
    made = rotate_sealing_key(other.store, other.ring, other.clock)
    assert hub.ring.newest() == made != before
    assert made.made_at > before.made_at
    assert hub.ring.pair(before.id).private == before.pair.private
    other.store.engine.dispose()


AT = datetime(2026, 11, 24, 13, tzinfo=UTC)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    for name in (SIGNING, MASTER):
        keys.write_secret_file(tmp_path / name, bytes(32))
    keys.write_secret_file(tmp_path / FIRST_SEALING, sealing_secret(bytes([1] * 32), AT))
    return tmp_path


def test_each_purpose_has_its_own_key_and_none_is_the_master(folder: Path) -> None:
    ring = Ring(folder)
    made = {ring.key_for(purpose) for purpose in ("hub names", "hub case keys", "hub site codes", "fingerprint")}
    assert len(made) == 4 and bytes(32) not in made
    assert bytes(32).hex() not in ring.names().values()


def test_a_key_that_is_added_is_found_by_its_name(folder: Path) -> None:
    ring = Ring(folder)
    added = sealing.pair_of_private(bytes([2] * 32))
    keys.write_secret_file(folder / "sealing-2.key", sealing_secret(added.private, AT.replace(hour=14)))
    [_, second] = [public for name, public in ring.names().items() if name.startswith("sealing")]
    assert ring.pair(second).private == added.private
    assert ring.newest().pair == added
    with pytest.raises(Rejected, match="unknown-key"):
        ring.pair("0" * 16)


def test_a_gap_in_the_numbers_is_a_lost_key(folder: Path) -> None:
    keys.write_secret_file(folder / "sealing-3.key", sealing_secret(bytes([3] * 32), AT))
    with pytest.raises(Refused, match="no-secret"):
        sealing_files(folder)
    (folder / "sealing-3.key").unlink()
    (folder / MASTER).unlink()
    with pytest.raises(Refused, match="no-secret"):
        Ring(folder)


def test_a_mark_that_cannot_be_read_is_ahead_of_nothing(tmp_path: Path) -> None:
    for written in ["", "{", "[]", '{"number": "x"}', '{"number": 1, "epoch": "e"}']:
        (tmp_path / opening.MARK_FILE).write_text(written)
        assert not opening.read_database_mark(tmp_path).is_ahead_of(DatabaseMark(1, "e" * 32, 0))


def test_what_has_come_less_far_is_an_older_copy() -> None:
    for mark, database, ahead in [
        (DatabaseMark(1, "a", 5), DatabaseMark(1, "a", 4), True),
        (DatabaseMark(1, "a", 5), DatabaseMark(1, "a", 5), False),
        (DatabaseMark(1, "a", 5), DatabaseMark(1, "a", 9), False),
        (DatabaseMark(2, "b", 0), DatabaseMark(1, "a", 99), True),
        (DatabaseMark(1, "a", 99), DatabaseMark(2, "b", 0), False),
        (DatabaseMark(2, "b", 9), DatabaseMark(2, "c", 0), False),
    ]:  # fmt: skip
        assert mark.is_ahead_of(database) is ahead


def test_a_database_has_one_epoch_until_it_is_restored(hub: Hub, box: Box, client: FlaskClient) -> None:
    first = epoch_of(hub.store)
    begin_lineage(hub.store, hub.clock)
    assert epoch_of(hub.store) == first == box.send()["epoch"] == box.enrolled.epoch
    second = begin_new_epoch(hub.store, hub.clock)
    assert second != first
    headers = {"Authorization": f"Bearer {box.token}"}
    epochs = [client.get(f"/api/v2/{word}", headers=headers).json["epoch"] for word in ("site", "updates")]
    assert epochs == [second, second] == [epoch_of(hub.store), box.send()["epoch"]]


PASSPHRASE = "le moulin sous la neige"


def test_an_empty_hub_with_the_copy_reads_an_old_event_and_takes_a_sealed_one(
    hub: Hub, box: Box, tmp_path: Path
) -> None:
    old, late = box.submitted(), box.submitted()
    box.send(old)
    travelling = box.sealed(late)
    rotate_sealing_key(hub.store, hub.ring, hub.clock)
    copy = tmp_path / "keys.copy"
    back_up_keys(hub.settings.keys_folder, copy, PASSPHRASE)
    assert copy.stat().st_mode & 0o777 == 0o600
    shutil.rmtree(hub.settings.keys_folder)
    elsewhere = replace(hub.settings, keys=tmp_path / "new keys")
    restore_keys(elsewhere.keys_folder, copy, PASSPHRASE)
    again = open_hub(elsewhere, hub.clock)
    assert again.ring.names() == hub.ring.names()
    assert again.ring.pair(travelling["key"]).private == hub.ring.pair(travelling["key"]).private
    assert case_of(again, old["reference"]).submitted["person"]["family_name"] == "Benali"
    again.store.engine.dispose()


def test_without_the_passphrase_the_copy_is_noise(hub: Hub, tmp_path: Path) -> None:
    copy = tmp_path / "keys.copy"
    back_up_keys(hub.settings.keys_folder, copy, PASSPHRASE)
    assert hub.ring.seed not in copy.read_bytes()
    with pytest.raises(Refused, match="wrong-keys-passphrase"):
        restore_keys(tmp_path / "other", copy, "le moulin sous la pluie")
    assert not (tmp_path / "other").exists()
    for torn in (copy.read_bytes()[:-1], copy.read_bytes() + b"\0"):
        (tmp_path / "torn").write_bytes(torn)
        with pytest.raises(Refused, match="wrong-keys-passphrase"):
            restore_keys(tmp_path / "other", tmp_path / "torn", PASSPHRASE)
    for other in (b"", b"PARVIS HUB KEYS 1\n", b"anything"):
        (tmp_path / "other.copy").write_bytes(other)
        with pytest.raises(Refused, match="not-a-keys-copy"):
            restore_keys(tmp_path / "other", tmp_path / "other.copy", PASSPHRASE)


def test_nothing_is_overwritten(hub: Hub, tmp_path: Path) -> None:
    copy = tmp_path / "keys.copy"
    back_up_keys(hub.settings.keys_folder, copy, PASSPHRASE)
    with pytest.raises(Refused, match="secret-exists"):
        back_up_keys(hub.settings.keys_folder, copy, PASSPHRASE)
    restore_keys(hub.settings.keys_folder, copy, PASSPHRASE)  # the same keys are there: nothing to do
    other = tmp_path / "other"
    other.mkdir()
    (other / "master.key").write_bytes(bytes(32))
    with pytest.raises(Refused, match="secret-exists"):
        restore_keys(other, copy, PASSPHRASE)
    assert sorted(path.name for path in other.iterdir()) == ["master.key"]


def test_a_short_passphrase_is_refused(hub: Hub, tmp_path: Path) -> None:
    with pytest.raises(Refused, match="passphrase-too-short"):
        back_up_keys(hub.settings.keys_folder, tmp_path / "keys.copy", "le moulin")
    assert not (tmp_path / "keys.copy").exists()


def test_the_secrets_shared_with_other_systems_are_copied_too(tmp_path: Path) -> None:
    """Without them a restored hub could pass nothing on until each receiver was told a new one."""
    folder, file = tmp_path / "keys", tmp_path / "copy"
    settings = HubSettings(data=tmp_path / "hub", keys=str(folder))
    open_hub(settings, Clock()).store.engine.dispose()
    keys.write_secret_file(folder / "webhook-dept.secret", bytes(32))
    back_up_keys(folder, file, PASSPHRASE)
    restore_keys(tmp_path / "elsewhere", file, PASSPHRASE)
    assert keys.read_seed(tmp_path / "elsewhere" / "webhook-dept.secret") == bytes(32)
