"""Opens a hub: its database migrated, its keys read or made, its first epoch begun, an older copy noticed."""

from kiosk.clock import Clock
from kiosk.hub.hub import Hub
from kiosk.hub.keys.lineage import begin_lineage
from kiosk.hub.keys.make_keys import open_ring
from kiosk.hub.objects.opening import open_objects
from kiosk.hub.settings import HubSettings
from kiosk.hub.store.opening import open_store
from kiosk.hub.trail import older_copy


def open_hub(settings: HubSettings, clock: Clock) -> Hub:
    """The hub of these settings. Raises what `open_objects`, `open_store` and `open_ring` raise."""
    objects = open_objects(settings)
    store = open_store(settings)
    begin_lineage(store, clock)
    opened = Hub(settings, clock, store, open_ring(settings, store, clock), objects)
    older_copy.check(opened)
    return opened
