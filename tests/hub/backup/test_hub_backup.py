"""A copy of a hub brings everything back, into either database, and boxes notice that it is older."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path

import pytest
from flask.testing import FlaskClient

from hub.backup.hub_backup import back_up, restore
from hub.cases.cases import read_case
from hub.files import file_ends, kept_file
from hub.files.opened_file import open_file
from hub.hub import Hub
from hub.keys.keyring import rotate_sealing_key
from hub.keys.lineage import epoch_of
from hub.objects.objects import Folder
from hub.opening import open_hub
from hub.people.people import Staff, by_login
from hub.settings import HubSettings
from hub.trail.audit import verify
from kiosk.error_codes import HubRefusal, Refusal
from kiosk.errors import Refused
from tests.gallery.postgres import Cluster
from tests.hub.files.sending import FILE, NAME, Sender, listing
from tests.hub.samples import Box

PASSPHRASE = "le moulin sous la neige"


@contextmanager
def opened(settings: HubSettings, hub: Hub) -> Iterator[Hub]:
    again = open_hub(settings, hub.clock)
    yield again
    again.store.engine.dispose()


@pytest.fixture(params=["sqlite", "postgresql"])
def elsewhere(request: pytest.FixtureRequest, tmp_path: Path, postgres: tuple[Cluster, str]) -> HubSettings:
    """An empty hub on another machine."""
    running, _ = postgres
    database = running.url(running.new_database()) if request.param == "postgresql" else ""
    return HubSettings(data=tmp_path / "elsewhere", database=database)


def refusal(settings: HubSettings, file: Path, hub: Hub, passphrase: str = PASSPHRASE) -> Refusal | HubRefusal:
    with pytest.raises(Refused) as refused:
        restore(settings, file, passphrase, hub.clock)
    return refused.value.code


def test_everything_comes_back_on_another_machine_and_boxes_notice(
    hub: Hub, box: Box, paul: Staff, elsewhere: HubSettings, tmp_path: Path
) -> None:
    item = box.submitted()
    box.send(item)
    copied = back_up(hub, tmp_path / "hub.copy", PASSPHRASE)
    counted = restore(elsewhere, tmp_path / "hub.copy", PASSPHRASE, hub.clock)
    assert (counted["site"], counted["staff"], counted["cases"], counted["event"]) == (1, 1, 1, 1)
    assert counted == copied
    with opened(elsewhere, hub) as again:
        assert again.verify_key == hub.verify_key and epoch_of(again.store) != epoch_of(hub.store)
        assert by_login(again.store, "paul").name == "Paul Morel"
        verify(again)
        with again.store.reading() as connection:
            assert read_case(connection, again.ring, item["reference"]).submitted["person"]["family_name"] == "Benali"


def test_an_empty_hub_that_has_already_started_gives_way(hub: Hub, box: Box, tmp_path: Path) -> None:
    """Its service starts when it is installed, and makes keys that nothing was locked with: they are put aside."""
    back_up(hub, tmp_path / "hub.copy", PASSPHRASE)
    fresh = HubSettings(data=tmp_path / "fresh")
    with opened(fresh, hub) as started:
        unused = started.verify_key
    restore(fresh, tmp_path / "hub.copy", PASSPHRASE, hub.clock)
    with opened(fresh, hub) as again:
        assert again.verify_key == hub.verify_key != unused
    (aside,) = fresh.data.glob("keys-*")
    assert (aside / "signing.key").exists()


def test_a_hub_with_anything_in_it_is_not_written_over(hub: Hub, box: Box, tmp_path: Path) -> None:
    box.send(box.submitted())
    back_up(hub, tmp_path / "hub.copy", PASSPHRASE)
    assert refusal(hub.settings, tmp_path / "hub.copy", hub) == HubRefusal.HUB_NOT_EMPTY
    assert verify(hub).count


def test_a_sealing_key_younger_than_the_copy_stays(hub: Hub, box: Box, tmp_path: Path) -> None:
    """The database is lost and the keys are still there: what boxes sealed since then still opens."""
    back_up(hub, tmp_path / "hub.copy", PASSPHRASE)
    young = rotate_sealing_key(hub.store, hub.ring, hub.clock)
    lost = replace(hub.settings, data=tmp_path / "new", database="", keys=hub.settings.keys_folder)
    restore(lost, tmp_path / "hub.copy", PASSPHRASE, hub.clock)
    with opened(lost, hub) as again:
        assert again.ring.newest() == young


def test_a_wrong_passphrase_or_a_damaged_copy_changes_nothing(hub: Hub, box: Box, tmp_path: Path) -> None:
    file, fresh = tmp_path / "hub.copy", HubSettings(data=tmp_path / "fresh")
    back_up(hub, file, PASSPHRASE)
    assert refusal(fresh, file, hub, "le moulin sous la pluie") == HubRefusal.WRONG_COPY_PASSPHRASE
    file.write_bytes(file.read_bytes()[:-1])
    assert refusal(fresh, file, hub) == HubRefusal.WRONG_COPY_PASSPHRASE
    assert not fresh.data.exists()


def test_who_was_signed_in_signs_in_again(hub: Hub, box: Box, instructor: object, tmp_path: Path) -> None:
    assert "staff_session" not in back_up(hub, tmp_path / "hub.copy", PASSPHRASE)


def test_joined_files_come_back_from_a_folder_and_are_named_where_they_lie_in_a_bucket(
    client: FlaskClient, hub: Hub, box: Box, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    event = listing(box)
    box.send(event)
    sender = Sender(client, hub, box, event)
    sender.all()
    hub.objects.put(f"{kept_file.folder_of(NAME)}{'0' * 64}{kept_file.PART}", b"a beginning")
    copied = back_up(hub, tmp_path / "hub.copy", PASSPHRASE)
    assert (copied["attachment"], copied["chunked_file"]) == (1, 1) and copied["object"] >= 1
    elsewhere = HubSettings(data=tmp_path / "elsewhere")
    assert restore(elsewhere, tmp_path / "hub.copy", PASSPHRASE, hub.clock) == copied
    with opened(elsewhere, hub) as again:
        assert b"".join(open_file(again, event["stream"], NAME)) == FILE and file_ends.is_ours(again)
        assert not [item for item in again.objects.below("") if item.name.endswith(kept_file.PART)]
    monkeypatch.setattr(Folder, "copied_with_the_hub", False)
    named = back_up(hub, tmp_path / "named.copy", PASSPHRASE)
    assert named["chunked_file"] == 1 and "object" not in named
