"""Who has a case, and what stands beside it: absences, notes, a departure."""

from datetime import date, timedelta

import pytest
from flask import Flask
from sqlalchemy import select

from hub import retention, work
from hub.cases.cases import read_case
from hub.cases.states import Scope
from hub.decisions.decisions import DraftDecision, decide_case
from hub.decisions.rights import copy_of_case
from hub.hub import Hub
from hub.people.people import NewStaff, Staff, add_staff, staff_by_login
from hub.people.sessions import half_session_of, open_half_session, open_session, staff_of_session
from hub.people.staff_role import StaffRole
from hub.store.schema import case_note
from hub.trail import list_audit_lines
from hub.work import Absence, remove_staff, stood_in_for
from kiosk.errors import Refused
from tests.gallery.site.hub_browser import Browser
from tests.hub.conftest import PASSPHRASE, Watch, person
from tests.hub.samples import Box, Item


def _owner(hub: Hub, sent: Item) -> str:
    with hub.store.reading() as connection:
        return work.read_owned_case(connection, sent["reference"], Scope()).owner


def test_a_case_is_taken_handed_over_and_given_back(hub: Hub, sent: Item, paul: Staff, lea: Staff) -> None:
    for _ in range(2):  # a double tap
        work.hand_over_case(hub, paul, sent["reference"], paul.id, "")
    work.hand_over_case(hub, paul, sent["reference"], lea.id, paul.id)
    assert _owner(hub, sent) == lea.id
    with pytest.raises(Refused, match="taken-meanwhile"):
        work.hand_over_case(hub, paul, sent["reference"], paul.id, "")
    work.hand_over_case(hub, lea, sent["reference"], work.NOBODY, lea.id)
    assert _owner(hub, sent) == ""
    told = [
        (line.action, line.by, line.about)
        for line in list_audit_lines(hub.store)
        if line.reference == sent["reference"]
    ]
    assert told == [("handed-over", lea.id, ""), ("handed-over", paul.id, lea.id), ("taken", paul.id, paul.id)]


def test_only_who_may_open_a_case_may_have_it(hub: Hub, sent: Item, paul: Staff) -> None:
    gone = person(hub, "gone", "Guy Ono")
    remove_staff(hub, "gone")
    others = (
        person(hub, "ccas", "Ali Rey", scope=Scope(("ccas",))),
        person(hub, "bruz", "Zoé Le", scope=Scope((), ("BZ",))),
        person(hub, "ines", "Inès Caron", StaffRole.OPERATOR),
        gone,
    )
    assert [colleague.login for colleague in work.colleagues(hub, sent["reference"], Scope())] == ["paul"]
    for other in others:
        with pytest.raises(Refused, match="not-a-colleague"):
            work.hand_over_case(hub, paul, sent["reference"], other.id, "")
    with pytest.raises(Refused, match="unknown-case"):
        work.hand_over_case(hub, others[0], sent["reference"], others[0].id, "")


def test_whoever_leaves_hands_over_what_the_other_may_see(hub: Hub, box: Box, paul: Staff) -> None:
    mine, other = box.submitted(), box.submitted(service={"id": "ccas", "name": "CCAS"})
    box.send(mine, other)
    lea = person(hub, "lea", "Léa Petit", scope=Scope(("etat-civil",)))
    for case in (mine, other):
        work.hand_over_case(hub, paul, case["reference"], paul.id, "")
    remove_staff(hub, "paul", "lea")
    assert (_owner(hub, mine), _owner(hub, other)) == (lea.id, "")


DAY = date(2026, 12, 1)


def _away(who: str, to: str, first: int = 0, last: int = 0) -> Absence:
    return Absence("", who, DAY + timedelta(first), DAY + timedelta(last), to)


def test_a_stand_in_has_the_cases_of_those_who_are_away_today() -> None:
    assert stood_in_for([], "paul", DAY) == ("paul",)
    assert stood_in_for([_away("lea", "paul")], "paul", DAY) == ("paul", "lea")
    assert stood_in_for([_away("lea", "paul", 1, 3), _away("luc", "paul", -3, -1)], "paul", DAY) == ("paul",)
    both = [_away("lea", "luc"), _away("luc", "paul")]
    assert stood_in_for(both, "paul", DAY) == ("paul", "luc", "lea")
    circle = [*both, _away("paul", "lea")]
    assert set(stood_in_for(circle, "paul", DAY)) == {"paul", "luc", "lea"}


def test_an_absence_is_noted_once_audited_and_can_be_taken_back(hub: Hub, paul: Staff, lea: Staff) -> None:
    today = hub.day(hub.clock.now())
    for _ in range(2):
        work.note_absence(hub, paul.id, today.isoformat(), (today + timedelta(7)).isoformat(), lea.id)
    with hub.store.reading() as connection:
        (one,) = work.list_coming_absences(connection, today)
        assert work.list_coming_absences(connection, today + timedelta(8)) == []
    work.end_absence(hub, lea.id, one.id)
    work.end_absence(hub, paul.id, one.id)
    with hub.store.reading() as connection:
        assert work.list_coming_absences(connection, today) == []
    noted = [(line.action, line.by) for line in list_audit_lines(hub.store) if line.action.startswith("absence")]
    assert noted == [("absence-ended", paul.id), ("absence-noted", paul.id)]


def test_days_that_are_none_and_a_stand_in_who_cannot_are_refused(hub: Hub, paul: Staff, lea: Staff) -> None:
    for first, last, code in [
        ("demain", "", "absence-days"),
        ("2999-01-02", "2999-01-01", "absence-days"),
        ("2020-01-01", "2020-01-02", "absence-days"),
    ]:
        with pytest.raises(Refused, match=code):
            work.note_absence(hub, paul.id, first, last, lea.id)
    remove_staff(hub, "lea")
    for stand_in in (paul.id, lea.id, "", "0" * 32):
        with pytest.raises(Refused, match="absence-stand-in"):
            work.note_absence(hub, paul.id, "2999-01-01", "2999-01-02", stand_in)


def test_an_absence_that_is_over_is_forgotten_no_other(hub: Hub, watch: Watch, paul: Staff, lea: Staff) -> None:
    today = hub.day(hub.clock.now())
    for last in (today, today + timedelta(3)):
        work.note_absence(hub, paul.id, today.isoformat(), last.isoformat(), lea.id)
    assert work.delete_past_absences(hub) == 0, "its last day is a day of it"
    watch.ahead.append(timedelta(days=1))
    assert work.delete_past_absences(hub) == 1
    with hub.store.reading() as connection:
        assert [noted.last_day for noted in work.list_coming_absences(connection, today)] == [today + timedelta(3)]


def _write(hub: Hub, reference: str, who: Staff, words: str) -> bool:
    with hub.store.writing() as connection:
        case = read_case(connection, hub.ring, reference)
        return work.insert_case_note(hub, connection, case.id, case.lock, who.id, words)


def test_a_note_is_locked_kept_once_and_in_the_copy_of_the_person(hub: Hub, box: Box, paul: Staff, lea: Staff) -> None:
    sent = box.send_case()
    assert _write(hub, sent["reference"], paul, " Registre en reliure. ")
    assert not _write(hub, sent["reference"], paul, "Registre en reliure."), "a double tap"
    assert _write(hub, sent["reference"], lea, "Registre en reliure.")
    with hub.store.reading() as connection:
        case = read_case(connection, hub.ring, sent["reference"])
        notes = work.read_case_notes(connection, case.id, case.lock)
        assert [(note.words, note.by) for note in notes] == [
            ("Registre en reliure.", "Paul Morel"),
            ("Registre en reliure.", "Léa Petit"),
        ]
        stored = connection.execute(select(case_note.c.words)).scalars().all()
        assert not any(b"Registre" in words for words in stored)
        assert [note["words"] for note in copy_of_case(hub, connection, case)["notes"]] == ["Registre en reliure."] * 2


def test_a_note_that_cannot_be_is_refused_and_notes_go_with_the_contents(hub: Hub, box: Box, paul: Staff) -> None:
    for words, code in [("  ", "note-missing"), ("a" * 2001, "note-too-long")]:
        sent = box.send_case()
        with pytest.raises(Refused, match=code):
            _write(hub, sent["reference"], paul, words)
    sent = box.send_case()
    _write(hub, sent["reference"], paul, "À rappeler.")
    with hub.store.writing() as connection:
        retention.erase_case_contents(hub, connection, sent["stream"], retention.ASKED)
        assert connection.execute(select(case_note)).all() == []


def test_sessions_end_and_no_door_opens(app: Flask, hub: Hub, instructor: Browser, paul: Staff) -> None:
    between = open_half_session(hub, paul, None)
    remove_staff(hub, "Paul")
    assert "Se connecter" in instructor.open("/dossiers").text
    assert half_session_of(hub, between) is None
    late = open_session(hub, paul)  # as a sign-in that was under way
    assert staff_of_session(hub, late) is None and half_session_of(hub, open_half_session(hub, paul, None)) is None
    text = Browser(app.test_client()).sign_in("paul", PASSPHRASE).text
    assert "Identifiant ou phrase secrète incorrects" in text
    assert [line.about for line in list_audit_lines(hub.store) if line.action == "person-left"] == [paul.id]


def test_the_name_stays_and_the_login_stays_taken(hub: Hub, box: Box, paul: Staff, lea: Staff, app: Flask) -> None:
    case = box.send_case()
    decide_case(hub, paul, case["reference"], DraftDecision("accepted", "", 0))
    remove_staff(hub, "paul")
    browser = Browser(app.test_client()).sign_in("lea", PASSPHRASE)
    assert "Accepté, par Paul Morel" in browser.open(f"/dossiers/{case['reference']}").text
    assert "A quitté l’équipe" in browser.open("/equipe").text
    assert not browser.open(f"/equipe/{paul.id}").asks(f"/equipe/{paul.id}")
    with pytest.raises(Refused, match="login-exists"):
        add_staff(hub, NewStaff("paul", "Paul Autre"), "la rivière en hiver")
    assert staff_by_login(hub.store, "paul").left
