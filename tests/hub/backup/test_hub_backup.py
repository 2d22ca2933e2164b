"""A copy of a hub brings everything back, into either database, and boxes notice that it is older."""

import os
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path

import pytest
from flask.testing import FlaskClient

from hub import backup
from hub.backup import back_up_hub, restore_hub
from hub.files import kept_file, listed_file
from hub.files.listed_file import open_case_file
from hub.hub import Hub
from hub.keyring import rotate_sealing_key
from hub.objects import Folder
from hub.opening import epoch_of, open_hub
from hub.people.people import Staff, staff_by_login
from hub.settings import HubSettings
from hub.store.columns import metadata
from hub.trail import verify_audit_trail
from kiosk.error_codes import HubRefusal, Refusal
from kiosk.errors import Refused
from tests.hub.files.sending import FILE, NAME, Sender, listing
from tests.hub.samples import Box, case_of
from tests.services.test_broken_disks import nothing_longer_than

PASSPHRASE = "le moulin sous la neige"


@contextmanager
def opened(settings: HubSettings, hub: Hub) -> Iterator[Hub]:
    again = open_hub(settings, hub.clock)
    yield again
    again.store.engine.dispose()


@pytest.fixture(params=["sqlite", "postgresql"])
def elsewhere(request: pytest.FixtureRequest, tmp_path: Path) -> HubSettings:
    """An empty hub on another machine."""
    database = ""
    if request.param == "postgresql":
        running, _ = request.getfixturevalue("postgres")
        database = running.url(running.new_database())
    return HubSettings(data=tmp_path / "elsewhere", database=database)


def refusal(settings: HubSettings, file: Path, hub: Hub, passphrase: str = PASSPHRASE) -> Refusal | HubRefusal:
    with pytest.raises(Refused) as refused:
        restore_hub(settings, file, passphrase, hub.clock)
    return refused.value.code


def test_everything_comes_back_on_another_machine_and_boxes_notice(
    hub: Hub, box: Box, paul: Staff, elsewhere: HubSettings, tmp_path: Path
) -> None:
    item = box.send_case()
    copied = back_up_hub(hub, tmp_path / "hub.copy", PASSPHRASE)
    counted = restore_hub(elsewhere, tmp_path / "hub.copy", PASSPHRASE, hub.clock)
    assert (counted["site"], counted["staff"], counted["cases"], counted["event"]) == (1, 1, 1, 1)
    assert counted == copied
    with opened(elsewhere, hub) as again:
        assert again.ring.verify_key == hub.ring.verify_key and epoch_of(again.store) != epoch_of(hub.store)
        assert staff_by_login(again.store, "paul").name == "Paul Morel"
        verify_audit_trail(again)
        assert case_of(again, item["reference"]).submitted["person"]["family_name"] == "Benali"


def test_an_empty_hub_that_has_already_started_gives_way(hub: Hub, box: Box, tmp_path: Path) -> None:
    """Its service starts when it is installed, and makes keys that nothing was locked with: they are put aside."""
    back_up_hub(hub, tmp_path / "hub.copy", PASSPHRASE)
    fresh = HubSettings(data=tmp_path / "fresh")
    with opened(fresh, hub) as started:
        unused = started.ring.verify_key
    restore_hub(fresh, tmp_path / "hub.copy", PASSPHRASE, hub.clock)
    with opened(fresh, hub) as again:
        assert again.ring.verify_key == hub.ring.verify_key != unused
    (aside,) = fresh.data.glob("keys-*")
    assert (aside / "signing.key").exists()


def test_a_hub_with_anything_in_it_is_not_written_over(hub: Hub, box: Box, tmp_path: Path) -> None:
    box.send(box.submitted())
    back_up_hub(hub, tmp_path / "hub.copy", PASSPHRASE)
    assert refusal(hub.settings, tmp_path / "hub.copy", hub) == HubRefusal.HUB_NOT_EMPTY
    assert verify_audit_trail(hub).count


def test_a_sealing_key_younger_than_the_copy_stays(hub: Hub, box: Box, tmp_path: Path) -> None:
    """The database is lost and the keys are still there: what boxes sealed since then still opens."""
    back_up_hub(hub, tmp_path / "hub.copy", PASSPHRASE)
    young = rotate_sealing_key(hub.store, hub.ring, hub.clock)
    lost = replace(hub.settings, data=tmp_path / "new", database="", keys=hub.settings.keys_folder)
    restore_hub(lost, tmp_path / "hub.copy", PASSPHRASE, hub.clock)
    with opened(lost, hub) as again:
        assert again.ring.newest() == young


def test_a_wrong_passphrase_or_a_damaged_copy_changes_nothing(hub: Hub, box: Box, tmp_path: Path) -> None:
    file, fresh = tmp_path / "hub.copy", HubSettings(data=tmp_path / "fresh")
    back_up_hub(hub, file, PASSPHRASE)
    assert refusal(fresh, file, hub, "le moulin sous la pluie") == HubRefusal.WRONG_COPY_PASSPHRASE
    file.write_bytes(file.read_bytes()[:-1])
    assert refusal(fresh, file, hub) == HubRefusal.WRONG_COPY_PASSPHRASE
    assert not fresh.data.exists()


def test_who_was_signed_in_signs_in_again(hub: Hub, box: Box, instructor: object, tmp_path: Path) -> None:
    assert "staff_session" not in back_up_hub(hub, tmp_path / "hub.copy", PASSPHRASE)


def test_joined_files_come_back_from_a_folder_and_are_named_where_they_lie_in_a_bucket(
    client: FlaskClient, hub: Hub, box: Box, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    event = listing(box)
    box.send(event)
    sender = Sender(client, hub, box, event)
    sender.all()
    hub.objects.put(f"{kept_file.folder_of(NAME)}{'0' * 64}{kept_file.PART}", b"a beginning")
    copied = back_up_hub(hub, tmp_path / "hub.copy", PASSPHRASE)
    assert (copied["attachment"], copied["chunked_file"]) == (1, 1) and copied["object"] >= 1
    elsewhere = HubSettings(data=tmp_path / "elsewhere")
    assert restore_hub(elsewhere, tmp_path / "hub.copy", PASSPHRASE, hub.clock) == copied
    with opened(elsewhere, hub) as again:
        assert b"".join(open_case_file(again, event["stream"], NAME)) == FILE and listed_file.is_object_store_ours(
            again
        )
        assert not [item for item in again.objects.below("") if item.name.endswith(kept_file.PART)]
    monkeypatch.setattr(Folder, "copied_with_the_hub", False)
    named = back_up_hub(hub, tmp_path / "named.copy", PASSPHRASE)
    assert named["chunked_file"] == 1 and "object" not in named


def test_every_table_is_copied_but_those_of_the_moment() -> None:
    names = {table.name for table in backup.copied_tables()}
    assert names | backup.LEFT_OUT == set(metadata.tables)
    assert {"upkeep", "audit", "attachment", "hub_key"} < names


LINES = [b"one", b"", "é".encode() * 40_000, b"last"]


@pytest.fixture
def file(tmp_path: Path) -> Path:
    path = tmp_path / "hub.copy"
    backup.write_sealed(path, PASSPHRASE, LINES)
    return path


def refused_file(path: Path, passphrase: str = PASSPHRASE) -> Refusal | HubRefusal:
    with pytest.raises(Refused) as refused:
        list(backup.read_sealed(path, passphrase))
    return refused.value.code


def test_what_was_written_is_read_by_whoever_has_the_passphrase(file: Path) -> None:
    assert list(backup.read_sealed(file, PASSPHRASE)) == LINES
    assert file.stat().st_mode & 0o777 == 0o600 and os.listdir(file.parent) == ["hub.copy"]
    assert b"last" not in file.read_bytes()


@pytest.mark.parametrize("share", [0.3, 0.6, 0.999])
def test_a_file_that_was_cut_short_or_touched_is_refused(file: Path, share: float) -> None:
    whole = file.read_bytes()
    file.write_bytes(whole[: int(len(whole) * share)])
    assert refused_file(file) == HubRefusal.WRONG_COPY_PASSPHRASE
    place = int(len(whole) * share)
    file.write_bytes(whole[:place] + bytes([whole[place] ^ 1]) + whole[place + 1 :])
    assert refused_file(file) == HubRefusal.WRONG_COPY_PASSPHRASE


def test_another_file_is_no_copy(tmp_path: Path) -> None:
    (tmp_path / "x").write_bytes(b"x" * 200)
    assert refused_file(tmp_path / "x") == HubRefusal.NOT_A_HUB_COPY


def test_a_copy_that_was_cut_in_its_first_bytes_is_none(file: Path) -> None:
    file.write_bytes(file.read_bytes()[:30])
    assert refused_file(file) == HubRefusal.NOT_A_HUB_COPY


def test_a_disk_without_room_is_said_and_left_as_it_was(tmp_path: Path) -> None:
    with nothing_longer_than(10_000), pytest.raises(Refused) as refused:
        backup.write_sealed(tmp_path / "hub.copy", PASSPHRASE, LINES)
    assert refused.value.code == Refusal.NO_ROOM
    assert not list(tmp_path.iterdir())


def test_a_copy_that_is_there_is_never_written_over(file: Path) -> None:
    with pytest.raises(Refused) as refused:
        backup.write_sealed(file, PASSPHRASE, [b"new"])
    assert refused.value.code == Refusal.FILE_EXISTS


def test_nothing_is_left_of_a_copy_that_failed(tmp_path: Path) -> None:
    def lines() -> "list[bytes]":
        raise RuntimeError

    with pytest.raises(RuntimeError):
        backup.write_sealed(tmp_path / "hub.copy", PASSPHRASE, (line for _ in "x" for line in lines()))
    assert not list(tmp_path.iterdir())


def test_a_short_passphrase_is_refused(tmp_path: Path) -> None:
    with pytest.raises(Refused) as refused:
        backup.write_sealed(tmp_path / "hub.copy", "neige", [])
    assert refused.value.code == HubRefusal.PASSPHRASE_TOO_SHORT
