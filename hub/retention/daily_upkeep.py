"""Runs the hub's daily tasks at the first request of each day, in one process; nothing has to be scheduled."""

import threading

from sqlalchemy.exc import IntegrityError

from hub.bundles import kept_answers
from hub.files import file_ends
from hub.hub import Hub, this_hub
from hub.retention import sure_day
from hub.retention.retention import expire
from hub.store.schema import upkeep
from hub.store.scrubbing import scrub
from hub.telephone import rows as telephone_rows
from hub.trail import checkpoints
from hub.work import absences
from kiosk import logs

EXTENSION = "parvis_upkeep"

_DAILY = "daily"


class Upkeep:
    """Remembers, per process, the day it last checked, so that later requests of that day cost nothing."""

    def __init__(self) -> None:
        self.day = ""
        self.thread: threading.Thread | None = None

    def look(self) -> None:
        """Before every request: at the first of a day, start the daily tasks in a thread; the request does not wait.

        On a day that is not sure they wait, and every request looks again.
        """
        hub = this_hub()
        today = hub.clock.now().date().isoformat()
        if self.day != today and sure_day.is_sure(hub):
            self.day = today
            if claim(hub, today):
                self.thread = threading.Thread(target=run_in_thread, args=(hub,), name="upkeep")
                self.thread.start()

    def wait(self) -> None:
        """Wait until the tasks that were started have ended; called before the database is closed."""
        if self.thread is not None:
            self.thread.join()


def claim(hub: Hub, today: str) -> bool:
    """Claim the tasks of a day (ISO 8601): True in one process, False in all others."""
    try:
        with hub.store.writing() as connection:
            older = (upkeep.c.name == _DAILY) & (upkeep.c.day < today)
            if connection.execute(upkeep.update().where(older).values(day=today)).rowcount == 1:
                return True
            connection.execute(upkeep.insert().values(name=_DAILY, day=today))
            return True
    except IntegrityError:  # the row is there: another process was faster
        return False


def run_in_thread(hub: Hub) -> None:
    """`run_upkeep`, with the lines of the log under its name."""
    with logs.bind_job("upkeep"):
        run_upkeep(hub)


def run_upkeep(hub: Hub) -> int:
    """Erase the contents of cases and the audit lines whose time is over; returns how many cases were erased."""
    ended = expire(hub)
    telephone_rows.forget_old(hub)
    file_ends.sweep(hub)
    checkpoints.purge(hub)
    kept_answers.forget_old(hub)
    absences.forget_over(hub)
    scrub(hub.store)  # also what a reader kept from being overwritten yesterday
    return ended
