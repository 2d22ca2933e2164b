"""Absences: whose cases are in whose list, on which days."""

from datetime import date, timedelta

import pytest

from hub.hub import Hub
from hub.people.people import Staff
from hub.trail.audit import lines
from hub.work import absences
from hub.work.absences import Absence, stood_in_for
from hub.work.departure import remove_staff
from kiosk.errors import Refused
from tests.hub.conftest import Watch

DAY = date(2026, 12, 1)


def _away(who: str, to: str, first: int = 0, last: int = 0) -> Absence:
    return Absence("", who, DAY + timedelta(first), DAY + timedelta(last), to)


def test_a_stand_in_has_the_cases_of_those_who_are_away_today() -> None:
    assert stood_in_for([], "paul", DAY) == ("paul",)
    assert stood_in_for([_away("lea", "paul")], "paul", DAY) == ("paul", "lea")
    assert stood_in_for([_away("lea", "paul", 1, 3), _away("luc", "paul", -3, -1)], "paul", DAY) == ("paul",)


def test_where_the_stand_in_is_away_too_theirs_has_both_and_a_circle_ends() -> None:
    both = [_away("lea", "luc"), _away("luc", "paul")]
    assert stood_in_for(both, "paul", DAY) == ("paul", "luc", "lea")
    circle = [*both, _away("paul", "lea")]
    assert set(stood_in_for(circle, "paul", DAY)) == {"paul", "luc", "lea"}


def test_an_absence_is_noted_once_audited_and_can_be_taken_back(hub: Hub, paul: Staff, lea: Staff) -> None:
    today = hub.day(hub.clock.now())
    for _ in range(2):
        absences.note(hub, paul.id, today.isoformat(), (today + timedelta(7)).isoformat(), lea.id)
    with hub.store.reading() as connection:
        (one,) = absences.to_come(connection, today)
        assert absences.to_come(connection, today + timedelta(8)) == []
    absences.end(hub, lea.id, one.id)
    absences.end(hub, paul.id, one.id)
    with hub.store.reading() as connection:
        assert absences.to_come(connection, today) == []
    noted = [(line.action, line.by) for line in lines(hub.store) if line.action.startswith("absence")]
    assert noted == [("absence-ended", paul.id), ("absence-noted", paul.id)]


@pytest.mark.parametrize(
    ("first", "last", "code"),
    [
        ("demain", "", "absence-days"),
        ("2999-01-02", "2999-01-01", "absence-days"),
        ("2020-01-01", "2020-01-02", "absence-days"),
    ],
)
def test_days_that_are_none_are_refused(hub: Hub, paul: Staff, lea: Staff, first: str, last: str, code: str) -> None:
    with pytest.raises(Refused, match=code):
        absences.note(hub, paul.id, first, last, lea.id)


def test_nobody_stands_in_for_themselves_nor_does_one_who_left(hub: Hub, paul: Staff, lea: Staff) -> None:
    remove_staff(hub, "lea")
    for stand_in in (paul.id, lea.id, "", "0" * 32):
        with pytest.raises(Refused, match="absence-stand-in"):
            absences.note(hub, paul.id, "2999-01-01", "2999-01-02", stand_in)


def test_an_absence_that_is_over_is_forgotten_and_one_that_goes_on_is_not(
    hub: Hub, watch: Watch, paul: Staff, lea: Staff
) -> None:
    today = hub.day(hub.clock.now())
    for last in (today, today + timedelta(3)):
        absences.note(hub, paul.id, today.isoformat(), last.isoformat(), lea.id)
    assert absences.forget_over(hub) == 0, "its last day is a day of it"
    watch.ahead.append(timedelta(days=1))
    assert absences.forget_over(hub) == 1
    with hub.store.reading() as connection:
        assert [noted.last_day for noted in absences.to_come(connection, today)] == [today + timedelta(3)]
