"""When someone is there, and hours as people write them."""

from datetime import date, datetime, time
from zoneinfo import ZoneInfo

import pytest

from kiosk.domain.time import opening_hours
from kiosk.domain.time.opening_hours import (
    DAY_NAMES,
    OpeningHours,
    OpeningState,
    OpeningStatus,
    Slot,
    WeekForm,
    make_week_form,
    parse_opening_hours,
    parse_slots,
    parse_week_form,
    write_hour_tables,
    write_slots,
)
from kiosk.error_codes import Refusal
from kiosk.errors import Refused

PARIS = ZoneInfo("Europe/Paris")
HOURS = parse_opening_hours(
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


def test_an_ordinary_day_has_its_slots_and_a_public_holiday_is_closed() -> None:
    assert HOURS.on(date(2026, 11, 26)) == (Slot(time(9), time(12)), Slot(time(14), time(17)))
    assert HOURS.on(date(2026, 11, 29)) == ()
    assert HOURS.places == ("", "Annexe")
    assert HOURS.on(date(2026, 11, 11)) == (Slot(time(10), time(11)),)
    assert HOURS.on(date(2026, 7, 14), "Annexe") == ()  # a Tuesday
    assert HOURS.on(date(2026, 7, 21), "Annexe") != ()


def test_an_exception_wins_and_the_last_written_wins_over_others() -> None:
    assert HOURS.on(date(2026, 12, 28)) == ()
    assert HOURS.on(date(2026, 12, 31)) == (Slot(time(9), time(10)),)
    assert HOURS.on(date(2026, 12, 29), "Annexe") != ()  # of the town hall alone
    touched = HOURS.exceptions(date(2026, 12, 30), date(2027, 1, 15))
    assert [rule.first for rule in touched] == [date(2026, 12, 24), date(2026, 12, 31)]
    assert HOURS.exceptions(date(2026, 11, 1), date(2026, 11, 30)) == ()


def test_whoever_comes_is_told_when_it_opens_or_closes() -> None:
    assert HOURS.next_opening(at("2026-11-26T08:59")) == OpeningStatus(OpeningState.CLOSED, at("2026-11-26T09:00"))
    assert HOURS.next_opening(at("2026-11-26T09:00")) == OpeningStatus(OpeningState.OPEN, at("2026-11-26T12:00"))
    assert HOURS.next_opening(at("2026-11-26T12:00")) == OpeningStatus(OpeningState.CLOSED, at("2026-11-26T14:00"))
    assert HOURS.next_opening(at("2026-11-28T12:00")) == OpeningStatus(OpeningState.CLOSED, at("2026-11-30T09:00"))
    assert HOURS.next_opening(at("2027-01-01T12:00")) == OpeningStatus(OpeningState.CLOSED, at("2027-01-04T09:00"))
    assert HOURS.next_opening(at("2026-03-28T20:00")).at == at("2026-03-30T09:00")


def test_what_nobody_said_is_not_closed_but_unknown() -> None:
    assert OpeningHours().next_opening(at("2026-11-26T08:00")).state == OpeningState.UNKNOWN
    assert HOURS.next_opening(at("2026-11-26T08:00"), "Ailleurs").state == OpeningState.UNKNOWN
    shut = parse_opening_hours(
        [{"days": "lundi", "open": "9h-10h"}, {"date": "2026-01-01", "until": "2027-12-31", "open": "fermé"}]
    )
    assert shut.next_opening(at("2026-11-26T08:00")).state == OpeningState.UNKNOWN


def test_hours_are_read_as_people_write_them() -> None:
    for text, said in [
        ("9h-12h, 14h-17h30", "9h-12h, 14h-17h30"),
        ("9 h à 12 h et 14 h à 17 h 30", "9h-12h, 14h-17h30"),
        ("de 9h à midi puis de 14h à 17h", "9h-12h, 14h-17h"),
        ("09:00 – 12:00 / 13:30–17:00", "9h-12h, 13h30-17h"),
        ("14H-17H ; 9H-12H", "9h-12h, 14h-17h"),
        ("9-12", "9h-12h"),
        ("9 heures jusqu’à 12 heures", "9h-12h"),
        ("fermé", ""),
        ("FERMÉE", ""),
        ("  ", ""),
        ("-", ""),
    ]:
        assert write_slots(parse_slots(text)) == said


def test_what_cannot_be_read_is_refused_and_never_guessed() -> None:
    for text, code in [
        ("9h", Refusal.HOURS_UNREADABLE),
        ("le matin", Refusal.HOURS_UNREADABLE),
        ("9h-12h,", Refusal.HOURS_UNREADABLE),
        ("25h-26h", Refusal.HOURS_UNREADABLE),
        ("9h75-12h", Refusal.HOURS_UNREADABLE),
        ("9h-12h-14h", Refusal.HOURS_UNREADABLE),
        ("9h 12h", Refusal.HOURS_UNREADABLE),
        ("17h-9h", Refusal.HOURS_BACKWARDS),
        ("9h-9h", Refusal.HOURS_BACKWARDS),
        ("9h-12h, 11h-14h", Refusal.HOURS_OVERLAP),
    ]:
        with pytest.raises(Refused) as refused:
            parse_slots(text)
        assert (refused.value.code, refused.value.details["value"]) == (code, text)


def test_days_are_read_as_people_write_them() -> None:
    for days, numbers in [
        ("lundi", [0]),
        ("du lundi au vendredi", [0, 1, 2, 3, 4]),
        ("lundi à mercredi, samedi", [0, 1, 2, 5]),
        ("lun.-ven.", [0, 1, 2, 3, 4]),
        ("le mardi et le jeudi", [1, 3]),
        ("Mardis", [1]),
        ("vendredi au lundi", [0, 4, 5, 6]),
        ("tous les jours", [0, 1, 2, 3, 4, 5, 6]),
    ]:
        assert sorted(parse_opening_hours([{"days": days, "open": "9h-12h"}]).rules[0].weekdays) == numbers


def test_a_bad_table_is_told_by_its_number() -> None:
    for table, code, value in [
        ({"days": "lundy", "open": "9h-12h"}, Refusal.HOURS_DAY, "lundy"),
        ({"days": "lundi", "open": "neuf heures"}, Refusal.HOURS_UNREADABLE, "neuf heures"),
        ({"days": "lundi", "heures": "9h-12h"}, Refusal.HOURS_KEY, "heures"),
        ({"days": "lundi", "until": "2026-12-24", "open": "9h-12h"}, Refusal.HOURS_KEY, "until"),
        ({"open": "9h-12h"}, Refusal.HOURS_NO_DAY, "9h-12h"),
        ({"days": "lundi", "date": "2026-12-24", "open": "9h-12h"}, Refusal.HOURS_NO_DAY, "lundi"),
        ({"date": "2026-02-30", "open": "fermé"}, Refusal.HOURS_DATE, "2026-02-30"),
        ({"date": "31/12/2026", "until": "24/12/2026"}, Refusal.HOURS_DATE, "24/12/2026"),
    ]:
        with pytest.raises(Refused) as refused:
            parse_opening_hours([{"days": "samedi", "open": "9h-12h"}, table])
        assert (refused.value.code, refused.value.details["value"]) == (code, f"[[hours]] 2 : {value}")


def test_two_tables_do_not_give_one_day_hours_that_overlap() -> None:
    with pytest.raises(Refused) as refused:
        parse_opening_hours([{"days": "lundi", "open": "9h-12h"}, {"days": "lundi", "open": "11h-14h"}])
    assert (refused.value.code, refused.value.details["value"]) == (Refusal.HOURS_OVERLAP, "lundi : 9h-12h, 11h-14h")
    elsewhere = {"place": "B", "days": "lundi", "open": "11h-14h"}
    assert len(parse_opening_hours([{"days": "lundi", "open": "9h-12h"}, elsewhere]).rules) == 2


def test_what_is_written_as_tables_is_read_again() -> None:
    hours = parse_opening_hours(
        [
            {"days": "lundi, mercredi, jours fériés", "open": "9h-12h30"},
            {"place": "Annexe", "days": "mardi", "open": "14h-16h"},
            {"date": "24/12/2026", "until": "02/01/2027", "open": "fermé"},
            {"date": "2026-11-30", "open": "9h-10h"},
        ]
    )
    assert parse_opening_hours(write_hour_tables(hours)) == hours


def test_a_form_keeps_what_was_typed_beside_its_fault() -> None:
    form = parse_week_form(["9h-12h", "le matin", "17h-9h", " fermé "])
    assert (form.texts, form.sound) == (("9h-12h", "le matin", "17h-9h", "fermé", "", "", ""), False)
    faults = [fault.code if fault else None for fault in form.faults]
    assert faults == [None, Refusal.HOURS_UNREADABLE, Refusal.HOURS_BACKWARDS, None, None, None, None]
    assert parse_week_form(["9h-12h", "idem", "Idem", "fermé", "pareil"]).texts[:5] == ("9h-12h",) * 3 + ("fermé",) * 2
    assert not parse_week_form(["idem"]).sound


def test_a_form_becomes_the_week_and_leaves_exceptions_and_other_places() -> None:
    other = {"place": "Annexe", "days": "mardi", "open": "14h-16h"}
    hours = parse_opening_hours([{"days": "dimanche", "open": "8h-9h"}, other, {"date": "2026-12-24", "open": "fermé"}])
    form = parse_week_form(["9h-12h, 14h-17h"] * 5 + ["9h-11h30"])
    after = opening_hours.replace_week(hours, form)
    assert write_hour_tables(after) == [
        {"days": ", ".join(DAY_NAMES[:5]), "open": "9h-12h, 14h-17h"},
        {"days": "samedi", "open": "9h-11h30"},
        other,
        {"date": "2026-12-24", "open": "fermé"},
    ]
    assert make_week_form(after).texts == ("9h-12h, 14h-17h",) * 5 + ("9h-11h30", "")
    assert make_week_form(OpeningHours()) == WeekForm()
