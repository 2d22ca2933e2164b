"""The legal date of this box: the machine's date, corrected by the desk, and doubted where it cannot be right.

Destroying cannot be undone, so it needs a surer date (see `settled`): after a long time off, the box alone cannot tell
whether time has passed or its clock was set ahead.
"""

from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from msgspec import Struct

from kiosk.clock import Clock
from kiosk.domain.time import calendar
from kiosk.domain.time.calendar import ClockReading, DoubtReason
from kiosk.store import outbox, upkeep_notes
from kiosk.store.database import Store
from kiosk.version import BUILT_AT

ASKED_AFTER = timedelta(days=7)
"""How long destroying waits for the hub to sign the time before the desk is asked for the date each morning."""
WAS_OFF, WAITED_LONG, DIFFERS = "was-off", "waited-long", "differs-from-hub"
"""Why destroying waits while the date itself is not doubted, as `Watch.waits_for` gives it."""


class Today(Struct, frozen=True):
    """The moment (UTC) and the legal day; `certain` is False while the desk has not answered a doubt."""

    now: datetime
    day: date
    certain: bool


class Watch:
    """Checks the machine's clock. Doubts, and what the desk answered, are notes in the store."""

    def __init__(self, store: Store, clock: Clock, zone: ZoneInfo) -> None:
        self._store, self._clock, self._zone = store, clock, zone
        self._seen = ClockReading(clock.now(), clock.monotonic())
        note = upkeep_notes.read_clock_note(store.read())
        self._dated_by_desk = upkeep_notes.read_confirmed_event_count(store.read())
        self._offset = note.offset_days if note else 0
        self.reason = note.reason if note else None
        now = calendar.correct_clock(clock.now(), self._offset)
        noted = upkeep_notes.read_reached_moment(store.read())
        self._reached, self._reached_s, self._noted = noted or now, clock.monotonic(), noted is not None
        self._waiting_since = upkeep_notes.read_destruction_hold(store.read())
        self._differs = False
        if self.reason == DoubtReason.LONG_OFF:
            self.reason = None  # judged again now: the clock may have been put right while the machine was off
        if self._offset and not self.reason:
            # The machine's date may have been put right while it was off: the correction is asked for again.
            self._doubt(DoubtReason.RESTARTED_WITH_CORRECTION)
        if not self.reason and calendar.has_date_leapt(self._reached, now, calendar.LONG_OFF):
            self._doubt(DoubtReason.LONG_OFF)
        self.look()

    def today(self) -> Today:
        """The present moment and legal day; cheap, used on every page."""
        seen = ClockReading(self._clock.now(), self._clock.monotonic())
        if calendar.has_clock_jumped(self._seen, seen) and not self.reason:
            self._doubt(DoubtReason.JUMPED)
        self._seen = seen
        now = calendar.correct_clock(seen.now, self._offset)
        return Today(now, calendar.day_at(now, self._zone), not self.reason)

    def look(self) -> Today:
        """As `today`, after comparing the clock with the build date and the newest event; for dates that count."""
        today = self.today()
        if today.certain:
            newest = outbox.read_newest_moment(self._store.read(), self._dated_by_desk)
            if reason := calendar.find_clock_doubt(today.now, BUILT_AT, newest):
                self._doubt(reason)
                return self.today()
        return today

    def settled(self) -> Today | None:
        """The date by which something may be destroyed, None while nothing may be.

        Nothing may be while the date is doubted, while it is a day or more from the hub's, nor where the box starts a
        day or more after the last moment noted as reached, until the desk confirms the date or the hub signs one.
        """
        today = self.look()
        return None if self.waits() else today

    def note_waiting(self) -> None:
        """Note that destroying waits from now on. Called by the loops only, as `note_reached`."""
        if self._waiting_since is None:
            self._waiting_since = self.today().now
            with self._store.write() as db:
                upkeep_notes.save_destruction_hold(db, self._waiting_since)

    def note_reached(self, today: Today) -> None:
        """Note the present as a moment that was surely reached, at most once a minute.

        `today` comes from `settled`. Called by the loops only, so that showing a page writes nothing.
        """
        if not self._noted or abs(today.now - self._reached) >= timedelta(minutes=1):
            self._reach(today.now)

    def waits(self) -> bool:
        """Whether destruction waits because the date is not sure enough."""
        today = self.today()
        return not today.certain or self._differs or calendar.has_date_leapt(self._least(), today.now)

    def waits_for(self) -> str:
        """Why destroying waits: a `DoubtReason`, or `WAS_OFF`, `WAITED_LONG` or `DIFFERS`; "" while it does not."""
        if not self.waits():
            return ""
        if self.reason:
            return self.reason
        return DIFFERS if self._differs else WAITED_LONG if self.is_asked() else WAS_OFF

    def is_asked(self) -> bool:
        """Whether the desk is to be asked for the date now: it is doubted, or destroying has waited too long for it."""
        since = self._waiting_since
        long = since is not None and abs(self.today().now - since) >= ASKED_AFTER
        return bool(self.reason) or (self.waits() and (long or self._differs))

    def heard_now(self, signed: datetime) -> None:
        """Take a moment (UTC) that the hub has signed in answer to a question asked just now.

        It confirms the date in place of the desk where both agree within a day, whatever was doubted. Where they do
        not, one of both clocks is wrong, and nothing is destroyed until they agree or the desk has said the date.
        """
        now = self.today().now
        self._differs = abs(now - signed) >= calendar.JUMP
        if self._differs:
            return
        if self.reason:
            self.confirm(calendar.day_at(now, self._zone))
        elif calendar.has_date_leapt(self._least(), now):
            self._reach(now)

    def heard(self, signed: datetime | None) -> None:
        """Take a moment (UTC) that the hub has signed: it is at least that late, however long the answer took.

        After a long time off it confirms the date in place of the desk, where the box's date agrees.
        """
        if signed is None or signed <= self._least():
            return
        now = self.today().now
        if calendar.has_date_leapt(now, signed):
            return  # the machine's date is behind, which `look` finds out by what has happened here
        if self.reason != DoubtReason.LONG_OFF:
            self._reach(min(signed, now))
        elif not calendar.has_date_leapt(signed, now):
            self.confirm(calendar.day_at(now, self._zone))

    def confirm(self, day: date) -> None:
        """Take the date that the desk confirms: the machine's date is corrected by whole days from now on.

        Events recorded so far no longer cast doubt on the clock: a wrong clock may have dated them years ahead.
        """
        now = self._clock.now()
        offset = calendar.offset_days(now, day, self._zone)
        with self._store.write() as db:
            events = outbox.count_events(db)
            upkeep_notes.insert_clock_confirmation(db, now, offset, events)
        self._offset, self._dated_by_desk, self.reason, self._differs = offset, events, None, False
        self._reach(calendar.correct_clock(now, offset))

    def _least(self) -> datetime:
        """The earliest that it can be now: the last moment reached, plus the seconds that passed since."""
        return self._reached + timedelta(seconds=self._clock.monotonic() - self._reached_s)

    def _reach(self, moment: datetime) -> None:
        with self._store.write() as db:
            upkeep_notes.save_reached_moment(db, moment)
            if self._waiting_since is not None:
                upkeep_notes.save_destruction_hold(db, None)
        self._waiting_since = None
        self._reached, self._reached_s, self._noted = moment, self._clock.monotonic(), True

    def _doubt(self, reason: DoubtReason) -> None:
        # The store's own turn is the lock: another one here could be waited for by whoever holds the store's.
        with self._store.write() as db:
            if not self.reason:
                self.reason = reason
                upkeep_notes.insert_clock_doubt(db, self._clock.now(), reason, self._offset)
