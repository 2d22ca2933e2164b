"""A copy of the keys opens, in an empty hub, what the first one locked."""

import shutil
from dataclasses import replace
from pathlib import Path

import pytest

from hub.cases.cases import read_case
from hub.hub import Hub
from hub.keys.key_backup import back_up, restore
from hub.keys.keyring import rotate_sealing_key
from hub.opening import open_hub
from hub.settings import HubSettings
from kiosk.clock import Clock
from kiosk.crypto import keys
from kiosk.errors import Refused
from tests.hub.samples import Box

PASSPHRASE = "le moulin sous la neige"


def test_an_empty_hub_with_the_copy_reads_an_old_event_and_takes_what_was_sealed(
    hub: Hub, box: Box, tmp_path: Path
) -> None:
    old, late = box.submitted(), box.submitted()
    box.send(old)
    travelling = box.sealed(late)
    rotate_sealing_key(hub.store, hub.ring, hub.clock)
    copy = tmp_path / "keys.copy"
    back_up(hub.settings.keys_folder, copy, PASSPHRASE)
    assert copy.stat().st_mode & 0o777 == 0o600
    shutil.rmtree(hub.settings.keys_folder)
    elsewhere = replace(hub.settings, keys=tmp_path / "new keys")
    restore(elsewhere.keys_folder, copy, PASSPHRASE)
    again = open_hub(elsewhere, hub.clock)
    assert again.ring.names() == hub.ring.names()
    assert again.ring.private(travelling["key"]) == hub.ring.private(travelling["key"])
    with again.store.reading() as connection:
        assert read_case(connection, again.ring, old["reference"]).submitted["person"]["family_name"] == "Benali"
    again.store.engine.dispose()


def test_without_the_passphrase_the_copy_is_noise(hub: Hub, tmp_path: Path) -> None:
    copy = tmp_path / "keys.copy"
    back_up(hub.settings.keys_folder, copy, PASSPHRASE)
    assert hub.ring.seed not in copy.read_bytes()
    with pytest.raises(Refused, match="wrong-keys-passphrase"):
        restore(tmp_path / "other", copy, "le moulin sous la pluie")
    assert not (tmp_path / "other").exists()
    for torn in (copy.read_bytes()[:-1], copy.read_bytes() + b"\0"):
        (tmp_path / "torn").write_bytes(torn)
        with pytest.raises(Refused, match="wrong-keys-passphrase"):
            restore(tmp_path / "other", tmp_path / "torn", PASSPHRASE)
    for other in (b"", b"PARVIS HUB KEYS 1\n", b"anything"):
        (tmp_path / "other.copy").write_bytes(other)
        with pytest.raises(Refused, match="not-a-keys-copy"):
            restore(tmp_path / "other", tmp_path / "other.copy", PASSPHRASE)


def test_nothing_is_overwritten(hub: Hub, tmp_path: Path) -> None:
    copy = tmp_path / "keys.copy"
    back_up(hub.settings.keys_folder, copy, PASSPHRASE)
    with pytest.raises(Refused, match="secret-exists"):
        back_up(hub.settings.keys_folder, copy, PASSPHRASE)
    restore(hub.settings.keys_folder, copy, PASSPHRASE)  # the same keys are there: nothing to do
    other = tmp_path / "other"
    other.mkdir()
    (other / "master.key").write_bytes(bytes(32))
    with pytest.raises(Refused, match="secret-exists"):
        restore(other, copy, PASSPHRASE)
    assert sorted(path.name for path in other.iterdir()) == ["master.key"]


def test_a_short_passphrase_is_refused(hub: Hub, tmp_path: Path) -> None:
    with pytest.raises(Refused, match="passphrase-too-short"):
        back_up(hub.settings.keys_folder, tmp_path / "keys.copy", "le moulin")
    assert not (tmp_path / "keys.copy").exists()


def test_the_secrets_shared_with_other_systems_are_copied_too(tmp_path: Path) -> None:
    """Without them a restored hub could pass nothing on until each receiver was told a new one."""
    folder, file = tmp_path / "keys", tmp_path / "copy"
    settings = HubSettings(data=tmp_path / "hub", keys=str(folder))
    open_hub(settings, Clock()).store.engine.dispose()
    keys.write_secret(folder / "webhook-dept.secret", bytes(32))
    back_up(folder, file, PASSPHRASE)
    restore(tmp_path / "elsewhere", file, PASSPHRASE)
    assert keys.read_seed(tmp_path / "elsewhere" / "webhook-dept.secret") == bytes(32)
