"""The hub's keys are made once, and a lost one is noticed."""

import pytest

from hub.app import create_hub
from hub.hub import Hub
from hub.keys.keyring import open_ring, rotate_sealing_key
from hub.opening import open_hub
from kiosk.errors import Refused


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
    assert hub.ring.private(before.id) == before.pair.private
    other.store.engine.dispose()


def test_the_keys_lie_where_the_operator_says(hub: Hub) -> None:
    assert hub.settings.keys_folder == hub.settings.data / "keys"
