"""Look after the room on the disk: keep a reserve, and say days before it is full."""

from msgspec import Struct

from kiosk.domain.time.disk_days import days_left
from kiosk.services.box.box import Box
from kiosk.store.reserve import BYTES, free_bytes
from kiosk.store.upkeep import disk_room

SOON_DAYS = 14
"""Days before a full disk from which the desk says so."""


class DiskRoom(Struct, frozen=True):
    """How much room is left: free bytes, and in how many days there will be none (None where that is far or unknown).

    `is_short`: what is begun can be finished, and nothing new begins.
    """

    free: int
    days: int | None
    is_short: bool

    @property
    def is_to_tell(self) -> bool:
        """Whether somebody has to do something soon."""
        return self.is_short or (self.days is not None and self.days <= SOON_DAYS)


def look_after(box: Box) -> None:
    """Note today's room, and make the reserve where it is missing and there is room. Called every ten minutes."""
    free = free_bytes(box.settings.data)
    today = box.watch.settled()
    if today is not None and disk_room.noted(box.store.read()).get(today.day, free + 1) > free:
        with box.store.write() as db:
            disk_room.note(db, today.day, free)
    box.store.reserve.make()


def room(box: Box) -> DiskRoom:
    """How the disk stands."""
    free = free_bytes(box.settings.data)
    kept_back = 0 if box.store.reserve.stands else BYTES
    days = days_left(disk_room.noted(box.store.read()), kept_back)
    return DiskRoom(free, days, box.store.reserve.is_short())
