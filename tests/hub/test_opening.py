"""A hub opens twice as the same one."""

from hub.hub import Hub
from hub.keys.lineage import epoch_of
from hub.opening import open_hub


def test_a_hub_that_opens_again_is_the_same(hub: Hub) -> None:
    again = open_hub(hub.settings, hub.clock)
    assert (again.verify_key, again.ring.newest()) == (hub.verify_key, hub.ring.newest())
    assert epoch_of(again.store) == epoch_of(hub.store)
    again.store.engine.dispose()
