"""When someone is there: ordinary weeks, public holidays, exceptions, several places, and what opens next."""

from datetime import date, datetime, time
from zoneinfo import ZoneInfo

from kiosk.domain.time.hours_as_written import read
from kiosk.domain.time.opening_hours import Opening, OpeningHours, Slot, State

PARIS = ZoneInfo("Europe/Paris")
HOURS = read(
    [
        {"days": "du lundi au vendredi", "open": "9h-12h, 14h-17h"},
        {"days": "samedi", "open": "9h-11h30"},
        {"days": "jours fériés", "open": "10h-11h"},
        {"date": "2026-12-24", "until": "2027-01-02", "open": "fermé"},
        {"date": "2026-12-31", "open": "9h-10h"},
        {"place": "Annexe", "days": "mardi", "open": "14h-16h"},
    ]
)


def at(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=PARIS)


def test_an_ordinary_day_has_its_slots() -> None:
    assert HOURS.on(date(2026, 11, 26)) == (Slot(time(9), time(12)), Slot(time(14), time(17)))
    assert HOURS.on(date(2026, 11, 29)) == ()
    assert HOURS.places == ("", "Annexe")


def test_a_public_holiday_is_closed_unless_it_has_hours_of_its_own() -> None:
    assert HOURS.on(date(2026, 11, 11)) == (Slot(time(10), time(11)),)
    assert HOURS.on(date(2026, 7, 14), "Annexe") == ()  # a Tuesday
    assert HOURS.on(date(2026, 7, 21), "Annexe") != ()


def test_an_exception_wins_and_the_last_written_wins_over_others() -> None:
    assert HOURS.on(date(2026, 12, 28)) == ()
    assert HOURS.on(date(2026, 12, 31)) == (Slot(time(9), time(10)),)
    assert HOURS.on(date(2026, 12, 29), "Annexe") != ()  # of the town hall alone


def test_exceptions_are_told_by_their_day() -> None:
    touched = HOURS.exceptions(date(2026, 12, 30), date(2027, 1, 15))
    assert [rule.first for rule in touched] == [date(2026, 12, 24), date(2026, 12, 31)]
    assert HOURS.exceptions(date(2026, 11, 1), date(2026, 11, 30)) == ()


def test_whoever_comes_is_told_when_it_opens_or_closes() -> None:
    assert HOURS.next_opening(at("2026-11-26T08:59")) == Opening(State.CLOSED, at("2026-11-26T09:00"))
    assert HOURS.next_opening(at("2026-11-26T09:00")) == Opening(State.OPEN, at("2026-11-26T12:00"))
    assert HOURS.next_opening(at("2026-11-26T12:00")) == Opening(State.CLOSED, at("2026-11-26T14:00"))
    assert HOURS.next_opening(at("2026-11-28T12:00")) == Opening(State.CLOSED, at("2026-11-30T09:00"))
    assert HOURS.next_opening(at("2027-01-01T12:00")) == Opening(State.CLOSED, at("2027-01-04T09:00"))


def test_what_nobody_said_is_not_closed_but_unknown() -> None:
    assert OpeningHours().next_opening(at("2026-11-26T08:00")).state == State.UNKNOWN
    assert HOURS.next_opening(at("2026-11-26T08:00"), "Ailleurs").state == State.UNKNOWN
    shut = read([{"days": "lundi", "open": "9h-10h"}, {"date": "2026-01-01", "until": "2027-12-31", "open": "fermé"}])
    assert shut.next_opening(at("2026-11-26T08:00")).state == State.UNKNOWN


def test_hours_keep_their_clock_through_the_change_of_time() -> None:
    assert HOURS.next_opening(at("2026-03-28T20:00")).at == at("2026-03-30T09:00")
