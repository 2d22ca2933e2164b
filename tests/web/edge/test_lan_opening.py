"""A supervisor of the desk opens the machine to other screens and closes it, at once and for the next start."""

import socket
from collections.abc import Iterator
from dataclasses import replace

import pytest
from flask import Flask

from kiosk import settings
from kiosk.services.box.box import Box
from kiosk.services.loops.beside import LanSwitch
from kiosk.web.request.app_state import AppState, state_of
from tests.gallery.site.page import Browser


@pytest.fixture
def state(app: Flask) -> Iterator[AppState]:
    """An application that `kiosk run` serves, with a free port for other screens."""
    state = state_of(app)
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    state.box = replace(state.box, settings=replace(state.box.settings, lan_port=port))
    state.lan_switch = LanSwitch(app)
    try:
        yield state
    finally:
        state.lan_switch.wait()


def test_it_is_opened_and_closed_from_its_page(desk: Browser, state: AppState) -> None:
    page = desk.get("/desk/stations")
    assert str(state.box.settings.lan_port) in page.main and "Relier un écran" not in page.main
    page = desk.send(page.form_to("/serve", "on"))
    assert state.lan is not None and state.lan.url in page.main and "Relier un écran" in page.main
    assert settings.read(state.box.settings.data, {}).lan == state.box.settings.lan == "on"
    page = desk.send(page.form_to("/serve", "off"))
    assert state.lan is None and "Ce poste ne sert pas d’autre écran" in page.main
    assert settings.read(state.box.settings.data, {}).lan == state.box.settings.lan == "off"
    lines = list(state.box.store.read().query("SELECT action FROM journal ORDER BY number"))
    assert [line["action"] for line in lines][-2:] == ["lan-opened", "lan-closed"]


def test_a_port_that_is_taken_is_told_and_nothing_is_written(desk: Browser, state: AppState) -> None:
    with socket.socket() as other:
        other.bind(("127.0.0.1", state.box.settings.lan_port))
        other.listen()
        page = desk.send(desk.get("/desk/stations").form_to("/serve", "on"))
    assert page.status == 422 and "déjà pris" in page.main
    assert state.lan is None and settings.read(state.box.settings.data, {}).lan == "off"


def test_whoever_does_not_decide_for_the_town_hall_opens_nothing(desk: Browser, box: Box, state: AppState) -> None:
    form = desk.get("/desk/stations").form_to("/serve", "on")
    with box.store.write() as db:
        db.conn.execute("UPDATE grants SET supervisor = 0")
    page = desk.get("/desk/stations")
    assert "Seul un responsable du guichet" in page.main and not page.all("button[value=on]")
    page = desk.send(form)
    assert page.status == 422 and state.lan is None and state.box.settings.lan == "off"
