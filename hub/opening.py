"""Opens a hub: its database migrated, its keys read or made, its first epoch begun, an older copy noticed."""

from hub.hub import Hub
from hub.keys import lineage
from hub.keys.keyring import open_ring
from hub.keys.lineage import begin_lineage
from hub.objects import open_objects
from hub.settings import HubSettings
from hub.store.opening import open_store
from kiosk.clock import Clock


def open_hub(settings: HubSettings, clock: Clock) -> Hub:
    """The hub of these settings. Raises what `open_objects`, `open_store` and `open_ring` raise."""
    objects = open_objects(settings)
    store = open_store(settings)
    begin_lineage(store, clock)
    opened = Hub(settings, clock, store, open_ring(settings, store, clock), objects)
    lineage.check(opened)
    return opened
