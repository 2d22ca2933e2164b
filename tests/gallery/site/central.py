"""The real hub for tests of the box: its application, its database, and a port of this machine."""

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from typing import Any

from hub.hub import EXTENSION, Hub
from hub.people import people
from hub.people.people import Staff
from hub.server import close_hub, create_hub, make_server
from hub.settings import HubSettings
from hub.sites.sites import add_site, invite
from kiosk.clock import Clock
from kiosk.connectors.hub.connection import HubEnrolment, request_enrolment
from kiosk.crypto import keys

PASSPHRASE = "la rivière en hiver"


def in_a_month(hub: Hub) -> str:
    """A day by which papers can be asked for, as the form takes it."""
    return (hub.day(hub.clock.now()) + timedelta(days=30)).isoformat()


@dataclass(frozen=True)
class Central:
    """A running hub: its address, the one-time code of Saint-Aubin, and the hub itself."""

    url: str
    code: str
    hub: Hub
    claire: Staff
    app: Any

    @property
    def verify_key(self) -> str:
        """The hub's public key, in hexadecimal."""
        return self.hub.ring.verify_key

    @property
    def seal_key(self) -> str:
        return self.hub.ring.newest().pair.public.hex()


_CLOCK = Clock()


@contextmanager
def central_hub(data: Path, clock: Clock = _CLOCK, cloned: bool = False, database: str = "") -> Iterator[Central]:
    """Run a hub until the block ends; one that was `cloned` has Saint-Aubin and Claire already."""
    app = create_hub(HubSettings(data=data, database=database, take_back_minutes=0), clock)
    hub: Hub = app.extensions[EXTENSION]
    if not cloned:
        add_site(hub.store, "SA", "Mairie de Saint-Aubin", Clock())
        claire = people.NewStaff("claire", "Claire Morel", quality="Adjointe au maire")
        people.add_staff(hub, claire, PASSPHRASE)
    code = invite(hub, "SA")
    (known,) = (person for person in people.list_staff(hub.store) if person.login == "claire")
    server = make_server(app)
    server.expiration_interval = 0.02  # how long stopping may wait, in seconds
    thread = threading.Thread(target=server.serve, daemon=True)
    thread.start()
    try:
        yield Central(f"http://127.0.0.1:{server.bind_addr[1]}", code, hub, known, app)
    finally:
        server.stop()
        thread.join(10)
        close_hub(app)


def enrolled(central: Central, site_seed: bytes, code: str = "") -> HubEnrolment:
    """Enrol a box with this seed over HTTP, with Saint-Aubin's code where no other is given."""
    return request_enrolment(central.url, code or central.code, keys.verify_key(site_seed), Clock().new_id())


def new_site(central: Central, code: str, name: str) -> str:
    """Register another site; returns the one-time code for its box."""
    add_site(central.hub.store, code, name, Clock())
    return invite(central.hub, code)
