"""The door of the first start, and that of the local network."""

import socket
from collections.abc import Iterator
from dataclasses import replace
from itertools import product
from pathlib import Path
from typing import Any

import pytest
from flask import Flask
from lxml import html

from kiosk import settings
from kiosk.operations import people
from kiosk.process.lan_server import FROM_LAN, LanAddresses
from kiosk.services.box import settings_file
from kiosk.services.box.box import Box
from kiosk.services.lan import local_network
from kiosk.services.lan.local_network import Lan
from kiosk.services.lan.pairs import Codes
from kiosk.services.loops.background import LanSwitch
from kiosk.web.request_state import AppState, state_of
from tests.gallery.site.cast import Watch
from tests.gallery.site.first_start import Start, answer, first_start, set_up
from tests.gallery.site.page import Browser


@pytest.fixture
def start(tmp_path: Path, watch: Watch) -> Iterator[Start]:
    with first_start(tmp_path / "new", watch) as begun:
        yield begun


def test_another_machine_is_told_to_go_to_this_one(start: Start) -> None:
    wheres: list[dict[str, Any]] = [
        *({"environ_overrides": {"REMOTE_ADDR": address}} for address in ("192.168.1.20", "fe80::1", "")),
        {"headers": {"X-Forwarded-For": "192.168.1.20"}},
        {"headers": {"Forwarded": "for=192.168.1.20"}},
        {"headers": {"X-Real-IP": "127.0.0.1"}},
    ]
    for where, path in product(wheres, ("/", "/set-up", "/set-up/start", "/desk")):
        answered = start.app.test_client().get(path, **where)
        assert answered.status_code == 403
        assert "sur la machine elle-même" in answered.get_data(as_text=True)
        code = {"code": start.codes[-1]}
        assert start.app.test_client().post("/set-up/start", data=code, **where).status_code == 403


def test_ipv6s_own_address_is_this_machine(start: Start) -> None:
    answered = start.app.test_client().get("/set-up/start", environ_overrides={"REMOTE_ADDR": "::1"})
    assert answered.status_code == 200


def test_pictures_and_fonts_are_served_to_everyone(start: Start) -> None:
    answered = start.app.test_client().get("/static/css/layout.css", environ_overrides={"REMOTE_ADDR": "10.0.0.1"})
    assert answered.status_code == 200


def test_another_browser_needs_a_code_of_its_own(start: Start) -> None:
    start.admitted()
    assert start.browser().get("/set-up/name").path == "/set-up/start"


def test_the_loops_begin_when_the_wizard_ends_and_once(start: Start) -> None:
    begun: list[str] = []
    state_of(start.app).begin_work = lambda: begun.append(start.box.site.code)
    set_up(start.admitted())
    start.browser().get("/")
    assert begun == ["SA"], "with the box as it is now"


def test_a_box_set_up_by_a_command_meanwhile_has_no_wizard_any_more(start: Start) -> None:
    browser = start.admitted()
    answer(browser, until="contact")
    made = people.set_up.run(start.box, None, "omar", "Omar", "passphrase")
    people.run_verify_sheet.run(start.box, None, made.words)
    assert browser.get("/set-up/contact").status == 404
    assert browser.get("/").path == "/"


def test_what_somebody_writes_into_the_settings_file_meanwhile_counts(start: Start) -> None:
    browser = start.admitted()
    answer(browser, until="commune")
    settings_file.write_settings(start.box.settings.paths.settings, {"site_name": "Mairie de Rennes"})
    assert "Mairie de Rennes" in browser.get("/set-up/code").text


def test_a_settings_file_with_a_mistake_is_told_and_nothing_is_lost(start: Start) -> None:
    browser, file = start.admitted(), start.box.settings.paths.settings
    answer(browser, until="commune")
    good = file.read_text("utf-8")
    file.write_text(good + "\nsite_code = SA\n", "utf-8")
    page = browser.get("/set-up/commune")
    assert page.status == 409 and "guillemets" in page.main
    file.write_text(good, "utf-8")
    assert browser.get("/set-up").path == "/set-up/commune"


OPEN = ("enrol.", "trust.")


def test_every_address_leads_an_unknown_screen_to_the_door(app: Flask) -> None:
    state = state_of(app)
    state.lan = Lan(local_network.of_box(state.box, LanAddresses()), 8643, Codes(state.box.clock))
    rules = [rule for rule in app.url_map.iter_rules() if not rule.endpoint.startswith(OPEN)]
    assert len(rules) > 100
    client = app.test_client()
    client.environ_base |= {FROM_LAN: "yes", "REMOTE_ADDR": "192.168.1.30"}
    for rule, method in product(rules, ("GET", "POST", "DELETE")):
        path = rule.rule
        for name in rule.arguments:
            path = path.replace(f"<{name}>", "x").replace(f"<path:{name}>", "js/x.js")
        answer = client.open(path, method=method)
        assert (answer.status_code, answer.headers.get("Location")) == (303, "/enrol"), path


def test_a_box_that_serves_no_network_answers_nobody_there(app: Flask) -> None:
    answer = app.test_client().get("/", environ_overrides={FROM_LAN: "yes"})
    assert (answer.status_code, answer.text) == (404, "")


@pytest.fixture
def state(app: Flask) -> Iterator[AppState]:
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
    assert settings.read_settings(state.box.settings.data, {}).lan == state.box.settings.lan == "on"
    page = desk.send(page.form_to("/serve", "off"))
    assert state.lan is None and "Aucun autre écran n’est autorisé" in page.main
    assert settings.read_settings(state.box.settings.data, {}).lan == state.box.settings.lan == "off"
    lines = list(state.box.store.read().query("SELECT action FROM journal ORDER BY number"))
    assert [line["action"] for line in lines][-2:] == ["lan-opened", "lan-closed"]


def test_a_port_that_is_taken_is_told_and_nothing_is_written(desk: Browser, state: AppState) -> None:
    with socket.socket() as other:
        other.bind(("127.0.0.1", state.box.settings.lan_port))
        other.listen()
        page = desk.send(desk.get("/desk/stations").form_to("/serve", "on"))
    assert page.status == 422 and "déjà pris" in page.main
    assert state.lan is None and settings.read_settings(state.box.settings.data, {}).lan == "off"


def test_whoever_does_not_decide_for_the_town_hall_opens_nothing(desk: Browser, box: Box, state: AppState) -> None:
    form = desk.get("/desk/stations").form_to("/serve", "on")
    with box.store.write() as db:
        db.conn.execute("UPDATE grants SET supervisor = 0")
    page = desk.get("/desk/stations")
    assert "Seul un responsable du guichet" in page.main and not page.all("button[value=on]")
    page = desk.send(form)
    assert page.status == 422 and state.lan is None and state.box.settings.lan == "off"


def test_a_page_speaks_the_language_that_is_pressed(app: Flask) -> None:
    state = state_of(app)
    state.lan = Lan(local_network.of_box(state.box, LanAddresses()), 8643, Codes(state.box.clock))
    for path, language in product(("/enrol", "/trust"), ("fr", "ar", "en", "es", "pt", "uk")):
        answer = app.test_client().get(f"{path}?lang={language}", environ_overrides={FROM_LAN: "yes"})
        page = html.fromstring(answer.text)
        assert (page.get("lang"), page.get("dir")) == (language, "rtl" if language == "ar" else "ltr")
        assert len(page.cssselect("h1")) == 1 and not page.cssselect("script")
        assert len(page.cssselect("nav a[lang]")) == 6
        assert "lang=" + language in page.cssselect(".actions a")[0].get("href", "")
        assert not page.xpath("//*[contains(text(), '\ue000')]")
