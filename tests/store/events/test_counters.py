"""The counter inside references, and the notes about the clock."""

from kiosk.domain.time.calendar import DoubtReason
from kiosk.domain.trail.journal_action import JournalAction
from kiosk.store.database import Store
from kiosk.store.events import counters
from kiosk.store.events.counters import ClockNote
from kiosk.store.people import journal
from tests.store.conftest import KEY, NOON, later


def test_a_new_site_starts_with_four_digits(store: Store) -> None:
    assert counters.value(store.read()) == 1000


def test_the_counter_never_goes_back_whatever_is_said(store: Store) -> None:
    for counter, stands in ((1042, 1042), (1007, 1042), (2000, 2000)):
        with store.write() as db:
            counters.set_value(db, counter)
        assert counters.value(store.read()) == stands
    store.close()
    assert counters.value(Store(store.path, KEY).read()) == 2000


def test_the_last_note_about_the_clock_counts(store: Store) -> None:
    assert counters.last_clock_note(store.read()) is None
    assert counters.events_before_confirmation(store.read()) == 0
    with store.write() as db:
        counters.confirm_clock(db, NOON, offset_days=-2, events=7)
        counters.doubt_clock(db, later(1), DoubtReason.JUMPED, -2)
    assert counters.last_clock_note(store.read()) == ClockNote(later(1), DoubtReason.JUMPED, -2)
    assert counters.events_before_confirmation(store.read()) == 7


def test_the_moment_that_was_reached_is_the_one_noted_last_else_that_of_the_newest_line(store: Store) -> None:
    assert counters.reached(store.read()) is None
    with store.write() as db:
        journal.note(db, later(3), JournalAction.SET_UP)
    assert counters.reached(store.read()) == later(3)
    for noted in (later(9), NOON):
        with store.write() as db:
            counters.note_reached(db, noted)
        assert counters.reached(store.read()) == noted, "the desk may put a date back"
