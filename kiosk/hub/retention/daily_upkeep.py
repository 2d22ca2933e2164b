"""What is done once a day by whichever process hears the first request of that day; nothing has to be scheduled."""

import threading

from sqlalchemy.exc import IntegrityError

from kiosk.hub.hub import Hub, this_hub
from kiosk.hub.retention.retention import expire
from kiosk.hub.store.schema_ends import upkeep
from kiosk.hub.store.scrubbing import scrub
from kiosk.hub.trail import checkpoints

EXTENSION = "parvis_upkeep"

_DAILY = "daily"


class Upkeep:
    """One process's memory of the day it last looked, so that the other requests cost nothing."""

    def __init__(self) -> None:
        self.day = ""
        self.thread: threading.Thread | None = None

    def look(self) -> None:
        """Before every request: on the first of a day, do what is due beside it; the request does not wait."""
        hub = this_hub()
        today = hub.clock.now().date().isoformat()
        if self.day != today:
            self.day = today
            if claim(hub, today):
                self.thread = threading.Thread(target=keep_up, args=(hub,), name="upkeep")
                self.thread.start()

    def wait(self) -> None:
        """Until what was begun is done: before the store is let go of."""
        if self.thread is not None:
            self.thread.join()


def claim(hub: Hub, today: str) -> bool:
    """Whether this process, and no other, is to do what is due on that day (ISO 8601)."""
    try:
        with hub.store.writing() as connection:
            older = (upkeep.c.name == _DAILY) & (upkeep.c.day < today)
            if connection.execute(upkeep.update().where(older).values(day=today)).rowcount == 1:
                return True
            connection.execute(upkeep.insert().values(name=_DAILY, day=today))
            return True
    except IntegrityError:  # the row is there: another process was faster
        return False


def keep_up(hub: Hub) -> int:
    """End contents and lines of the trail whose time is over; how many cases ended."""
    ended = expire(hub)
    checkpoints.purge(hub)
    scrub(hub.store)  # also what a reader kept from being overwritten yesterday
    return ended
