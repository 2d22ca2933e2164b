"""The date this box goes by: the machine's, unless the desk has said otherwise; doubted when it cannot be right."""

from dataclasses import dataclass
from datetime import date, datetime
from zoneinfo import ZoneInfo

from kiosk.clock import Clock
from kiosk.domain import calendar
from kiosk.domain.calendar import Watched
from kiosk.store import counters, outbox
from kiosk.store.database import Store
from kiosk.version import BUILT_AT


@dataclass(frozen=True, slots=True)
class Today:
    """The moment (UTC) and the legal day; `certain` is False while the desk has not answered a doubt."""

    now: datetime
    day: date
    certain: bool


class Watch:
    """Looks at the clock with suspicion. What it found and what the desk answered are notes in the store."""

    def __init__(self, store: Store, clock: Clock, zone: ZoneInfo) -> None:
        self._store, self._clock, self._zone = store, clock, zone
        self._seen = Watched(clock.now(), clock.monotonic())
        note = counters.last_clock_note(store.read())
        self._dated_by_desk = counters.events_before_confirmation(store.read())
        self._offset = note["offset_days"] if note else 0
        self.reason: str = note["reason"] if note and note["kind"] == "doubt" else ""
        if self._offset and not self.reason:
            # The machine's date may have been put right while it was off: the correction is asked for again.
            self._doubt("restarted-with-correction")
        self.look()

    def today(self) -> Today:
        """What the box goes by now; cheap, asked on every page."""
        seen = Watched(self._clock.now(), self._clock.monotonic())
        if calendar.jumped(self._seen, seen) and not self.reason:
            self._doubt("jumped")
        self._seen = seen
        now = calendar.corrected(seen.now, self._offset)
        return Today(now, calendar.day_at(now, self._zone), not self.reason)

    def look(self) -> Today:
        """The same, after holding the clock against the build and the newest event; asked before a date counts."""
        today = self.today()
        if today.certain:
            newest = outbox.newest_moment(self._store.read(), self._dated_by_desk)
            if reason := calendar.doubt(today.now, BUILT_AT, newest):
                self._doubt(reason)
                return self.today()
        return today

    def confirm(self, day: date) -> None:
        """The desk says which day it is: the machine's date is corrected by whole days from now on.

        Events recorded so far no longer speak against the clock: a wrong one may have dated them years ahead.
        """
        now = self._clock.now()
        offset = calendar.offset_days(now, day, self._zone)
        with self._store.write() as db:
            events = outbox.count(db)
            counters.note_clock(db, now, "confirmed", offset_days=offset, events=events)
        self._offset, self._dated_by_desk, self.reason = offset, events, ""

    def _doubt(self, reason: str) -> None:
        # The store's own turn is the lock: another one here could be waited for by whoever holds the store's.
        with self._store.write() as db:
            if not self.reason:
                self.reason = reason
                counters.note_clock(db, self._clock.now(), "doubt", reason, self._offset)
