"""Hours as people write them: what is read, what is refused and said, and what a form keeps."""

import pytest

from kiosk.domain.time import hours_as_written
from kiosk.domain.time.hours_as_written import DAY_NAMES, WeekForm, form_of, read, slots, tables, week_form, written
from kiosk.domain.time.opening_hours import OpeningHours
from kiosk.error_codes import Refusal
from kiosk.errors import Refused


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
        assert written(slots(text)) == said


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
            slots(text)
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
        assert sorted(read([{"days": days, "open": "9h-12h"}]).rules[0].weekdays) == numbers


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
            read([{"days": "samedi", "open": "9h-12h"}, table])
        assert (refused.value.code, refused.value.details["value"]) == (code, f"[[hours]] 2 : {value}")


def test_two_tables_do_not_give_one_day_hours_that_overlap() -> None:
    with pytest.raises(Refused) as refused:
        read([{"days": "lundi", "open": "9h-12h"}, {"days": "lundi", "open": "11h-14h"}])
    assert (refused.value.code, refused.value.details["value"]) == (Refusal.HOURS_OVERLAP, "lundi : 9h-12h, 11h-14h")
    assert (
        len(read([{"days": "lundi", "open": "9h-12h"}, {"place": "B", "days": "lundi", "open": "11h-14h"}]).rules) == 2
    )


def test_what_is_written_as_tables_is_read_again() -> None:
    hours = read(
        [
            {"days": "lundi, mercredi, jours fériés", "open": "9h-12h30"},
            {"place": "Annexe", "days": "mardi", "open": "14h-16h"},
            {"date": "24/12/2026", "until": "02/01/2027", "open": "fermé"},
            {"date": "2026-11-30", "open": "9h-10h"},
        ]
    )
    assert read(tables(hours)) == hours


def test_a_form_keeps_what_was_typed_beside_its_fault() -> None:
    form = week_form(["9h-12h", "le matin", "17h-9h", " fermé "])
    assert (form.texts, form.sound) == (("9h-12h", "le matin", "17h-9h", "fermé", "", "", ""), False)
    faults = [fault.code if fault else None for fault in form.faults]
    assert faults == [None, Refusal.HOURS_UNREADABLE, Refusal.HOURS_BACKWARDS, None, None, None, None]


def test_the_same_hours_are_typed_once() -> None:
    assert week_form(["9h-12h", "idem", "Idem", "fermé", "pareil"]).texts[:5] == ("9h-12h",) * 3 + ("fermé",) * 2
    assert not week_form(["idem"]).sound


def test_a_form_becomes_the_week_and_leaves_exceptions_and_other_places() -> None:
    other = {"place": "Annexe", "days": "mardi", "open": "14h-16h"}
    hours = read([{"days": "dimanche", "open": "8h-9h"}, other, {"date": "2026-12-24", "open": "fermé"}])
    form = week_form(["9h-12h, 14h-17h"] * 5 + ["9h-11h30"])
    after = hours_as_written.with_week(hours, form)
    assert tables(after) == [
        {"days": ", ".join(DAY_NAMES[:5]), "open": "9h-12h, 14h-17h"},
        {"days": "samedi", "open": "9h-11h30"},
        other,
        {"date": "2026-12-24", "open": "fermé"},
    ]
    assert form_of(after).texts == ("9h-12h, 14h-17h",) * 5 + ("9h-11h30", "")
    assert form_of(OpeningHours()) == WeekForm()
