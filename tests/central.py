"""The real hub for tests of the box: its own application, its own store, a port of this machine."""

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from kiosk.clock import Clock
from kiosk.hub import people
from kiosk.hub.app import create_hub
from kiosk.hub.hub import EXTENSION, Hub
from kiosk.hub.people import Staff
from kiosk.hub.server import make_server
from kiosk.hub.settings import HubSettings
from kiosk.hub.sites import add_site

PASSPHRASE = "la rivière en hiver"


@dataclass(frozen=True)
class Central:
    """A hub at work: where it is, what the box of Saint-Aubin must know of it, and the hub itself."""

    url: str
    key: str
    token: str
    hub: Hub
    claire: Staff
    app: Any


@contextmanager
def central_hub(data: Path) -> Iterator[Central]:
    """Runs until the block ends."""
    app = create_hub(HubSettings(data=data))
    hub: Hub = app.extensions[EXTENSION]
    token = add_site(hub.store, "SA", "Mairie de Saint-Aubin", Clock())
    claire = people.add_staff(hub.store, "claire", "Claire Morel", PASSPHRASE, Clock())
    server = make_server(app)
    server.expiration_interval = 0.02  # how long stopping may wait, in seconds
    thread = threading.Thread(target=server.serve, daemon=True)
    thread.start()
    try:
        yield Central(f"http://127.0.0.1:{server.bind_addr[1]}", hub.verify_key, token, hub, claire, app)
    finally:
        server.stop()
        thread.join(10)
        hub.store.engine.dispose()
