"""Whoever leaves enters no more; what they decided keeps their name."""

import pytest
from flask import Flask

from hub.decisions.decisions import decide
from hub.hub import Hub
from hub.people.people import Staff, add_staff, by_login
from hub.people.sessions import half_session_of, open_half_session, open_session, staff_of_session
from hub.trail.audit import lines
from hub.work.departure import remove_staff
from kiosk.errors import Refused
from tests.gallery.site.hub_browser import Browser
from tests.hub.conftest import PASSPHRASE
from tests.hub.samples import Box


def test_sessions_end_and_no_door_opens(app: Flask, hub: Hub, instructor: Browser, paul: Staff) -> None:
    between = open_half_session(hub, paul, None)
    remove_staff(hub, "Paul")
    assert "Se connecter" in instructor.open("/dossiers").text
    assert half_session_of(hub, between) is None
    late = open_session(hub, paul)  # as a sign-in that was under way
    assert staff_of_session(hub, late) is None and half_session_of(hub, open_half_session(hub, paul, None)) is None
    text = Browser(app.test_client()).sign_in("paul", PASSPHRASE).text
    assert "Identifiant ou phrase secrète incorrects" in text
    assert [line.about for line in lines(hub.store) if line.action == "person-left"] == [paul.id]


def test_the_name_stays_where_it_was_and_the_login_stays_taken(
    hub: Hub, box: Box, paul: Staff, lea: Staff, app: Flask
) -> None:
    case = box.submitted()
    box.send(case)
    decide(hub, paul, case["reference"], "accepted", "", 0)
    remove_staff(hub, "paul")
    browser = Browser(app.test_client()).sign_in("lea", PASSPHRASE)
    assert "Accepté, par Paul Morel" in browser.open(f"/dossiers/{case['reference']}").text
    assert "A quitté l’équipe" in browser.open("/equipe").text
    assert not browser.open(f"/equipe/{paul.id}").asks(f"/equipe/{paul.id}")
    with pytest.raises(Refused, match="login-exists"):
        add_staff(hub.store, "paul", "Paul Autre", "la rivière en hiver", hub.clock)
    assert by_login(hub.store, "paul").left


def test_nobody_leaves_twice(hub: Hub, paul: Staff) -> None:
    remove_staff(hub, "paul")
    for login in ("paul", "personne"):
        with pytest.raises(Refused, match="unknown-person"):
            remove_staff(hub, login)
