"""What one running hub is made of, handed to everything that serves a request."""

from dataclasses import dataclass

from flask import current_app

from kiosk.clock import Clock
from kiosk.hub.keys.keyring import Ring
from kiosk.hub.settings import HubSettings
from kiosk.hub.store.opening import Store

EXTENSION = "parvis_hub"


@dataclass(frozen=True, slots=True)
class Hub:
    """`ring` holds every key; `verify_key` is what boxes pin, in hexadecimal."""

    settings: HubSettings
    clock: Clock
    store: Store
    ring: Ring

    @property
    def seed(self) -> bytes:
        """What signs."""
        return self.ring.seed

    @property
    def verify_key(self) -> str:
        """The public half of the signing key."""
        return self.ring.verify_key


def this_hub() -> Hub:
    """The hub that serves the current request."""
    hub: Hub = current_app.extensions[EXTENSION]
    return hub
