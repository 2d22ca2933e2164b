"""What one running hub is made of, handed to everything that serves a request."""

from dataclasses import dataclass

from flask import current_app

from kiosk.clock import Clock
from kiosk.hub.settings import HubSettings
from kiosk.hub.store.opening import Store

EXTENSION = "parvis_hub"


@dataclass(frozen=True, slots=True)
class Hub:
    """`seed` signs acknowledgements; `verify_key` is its public half, in hexadecimal."""

    settings: HubSettings
    clock: Clock
    store: Store
    seed: bytes
    verify_key: str


def this_hub() -> Hub:
    """The hub that serves the current request."""
    hub: Hub = current_app.extensions[EXTENSION]
    return hub
