"""The parts of a running hub (settings, clock, database, keys), which every function that serves a request takes."""

from datetime import date, datetime
from zoneinfo import ZoneInfo

from flask import current_app
from msgspec import Struct

from hub.keyring import Ring
from hub.objects import Objects
from hub.settings import HubSettings
from hub.store.opening import Store
from kiosk.clock import Clock

EXTENSION = "parvis_hub"


class Hub(Struct, frozen=True):
    """`ring` holds every key of the hub; `objects` keeps the chunks of joined files."""

    settings: HubSettings
    clock: Clock
    store: Store
    ring: Ring
    objects: Objects

    def day(self, at: datetime) -> date:
        """The legal day of a moment: the day it is in the hub's time zone."""
        return at.astimezone(ZoneInfo(self.settings.time_zone)).date()


def this_hub() -> Hub:
    hub: Hub = current_app.extensions[EXTENSION]
    return hub
