"""The wizard answers at the machine itself, and is gone once the box is set up, however that came."""

from collections.abc import Iterator
from itertools import product
from pathlib import Path
from typing import Any

import pytest

from kiosk.operations import people
from kiosk.services.box import settings_file
from kiosk.web.request_state import state_of
from tests.gallery.site.cast import Watch
from tests.gallery.site.first_start import Start, answer, first_start, set_up


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
    people.verify_sheet.run(start.box, None, made.words)
    assert browser.get("/set-up/contact").status == 404
    assert browser.get("/").path == "/"


def test_what_somebody_writes_into_the_settings_file_meanwhile_counts(start: Start) -> None:
    browser = start.admitted()
    answer(browser, until="commune")
    settings_file.write(start.box.settings.paths.settings, {"site_name": "Mairie de Rennes"})
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
