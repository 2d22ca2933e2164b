"""Opens a hub: its store brought up to date, its keys made or read, its lineage begun."""

from kiosk.clock import Clock
from kiosk.hub.hub import Hub
from kiosk.hub.keys.lineage import begin
from kiosk.hub.keys.make_keys import open_ring
from kiosk.hub.settings import HubSettings
from kiosk.hub.store.opening import open_store


def open_hub(settings: HubSettings, clock: Clock) -> Hub:
    """Raises what opening the store and the keys refuses."""
    store = open_store(settings)
    begin(store, clock)
    return Hub(settings, clock, store, open_ring(settings, store, clock))
