"""A public terminal as a whole: one citizen alone, from the first touch to « J’ai terminé », and the next one."""

from datetime import timedelta

import pytest
from flask import Flask

from kiosk.app import create_app
from kiosk.services.box.box import Box, open_box
from kiosk.store import wrapped_keys
from kiosk.store.wrapped_keys import KeyKind
from tests.conftest import Watch
from tests.gallery.site import steps_taken
from tests.gallery.site.page import Browser, Page
from tests.gallery.site.steps_taken import sign_in
from tests.screens.conftest import transmit

FILLED = {"procedure_id": "birth-certificate", "step_id": "person", "kind": "receipt", "field_id": "identity"}


def addresses(app: Flask, case: str, reference: str = "SA1001G") -> list[str]:
    """Every address of this application under which a case could be looked at."""
    values = {**FILLED, "case_id": case, "subject": case, "reference": reference}
    results = []
    for rule in app.url_map.iter_rules():
        if "GET" in (rule.methods or ()) and not rule.endpoint.startswith(("control.", "static")):
            address = rule.rule
            for name in rule.arguments:
                address = address.replace(f"<{name}>", values.get(name, case))
            results.append(address)
    return results


def stopped(terminal: Browser, page: Page) -> str:
    """Marie stops with a code, which she writes down."""
    asked = terminal.get(page.link("Arrêter"))
    shown = terminal.send(asked.form("give"))
    code = " ".join(shown.one(".reference").text_content().split())
    assert terminal.send(shown.form_to("/next")).path == "/"
    return code


def test_marie_alone_begins_stops_comes_back_and_submits(terminal: Browser, box: Box) -> None:
    page = steps_taken.fill(terminal, steps_taken.begin(terminal), until="delivery")
    assert "Nadia" not in page.text
    code = stopped(terminal, page)
    page = terminal.send(terminal.get("/resume").form("resume").with_values({"code": code}))
    assert steps_taken.step_of(page) == "delivery"
    submitted = terminal.send(steps_taken.fill(terminal, page).form("send"))
    assert submitted.heading == "Votre demande est enregistrée"
    assert steps_taken.reference_of(submitted).startswith("SA1001")
    assert terminal.send(submitted.form_to("/next")).path == "/"
    case = steps_taken.case_of(submitted)
    assert wrapped_keys.read_wrapped_key(box.store.read(), case, KeyKind.RESUME, code[:3]) is None


def test_the_next_citizen_reaches_nothing_of_the_first_by_any_address(terminal: Browser, app: Flask) -> None:
    draft = steps_taken.fill(terminal, steps_taken.begin(terminal), until="birth")
    stopped(terminal, draft)
    submitted = steps_taken.alone(terminal)
    reference, case = steps_taken.reference_of(submitted), steps_taken.case_of(submitted)
    terminal.send(submitted.form_to("/next"))
    steps_taken.begin(terminal)  # a session of the second citizen, with a case and a key of its own
    for one_case in (case, steps_taken.case_of(draft)):
        looked = addresses(app, one_case, reference)
        assert len(looked) > 25
        for address in looked:
            page = terminal.client.get(address, follow_redirects=True)
            for word in ("Benali", "Marie Louise", "1965"):
                assert word not in page.get_data(as_text=True), address


def test_the_next_citizen_changes_nothing_of_the_first(terminal: Browser, app: Flask, desk: Browser) -> None:
    draft = steps_taken.fill(terminal, steps_taken.begin(terminal), until="birth")
    stopped(terminal, draft)
    case = steps_taken.case_of(draft)
    page = steps_taken.begin(terminal)
    answers = {"f.birth_name": "Autre", "f.given_names": "Zoé", "pin": "000001", "do": "spoken"}
    for rule in app.url_map.iter_rules():
        if "POST" in (rule.methods or ()) and "case_id" in rule.arguments:
            address = rule.rule
            for name in rule.arguments:
                address = address.replace(f"<{name}>", {**FILLED, "case_id": case}.get(name, case))
            token = terminal.get("/language").form_to("/language", "fr")["token"]
            response = terminal.client.post(address, data={**answers, "token": token})
            assert response.status_code in (303, 404, 409), address
            assert "Benali" not in response.get_data(as_text=True)
    assert steps_taken.step_of(desk.get(f"/cases/{case}")) == "birth"
    kept = desk.get(f"/cases/{case}/steps/person")
    assert kept.one("#f-birth_name").get("value") == "Benali"
    assert steps_taken.step_of(page) == "for-whom"


def test_a_terminal_has_no_desk_no_papers_and_no_file_to_choose(terminal: Browser) -> None:
    submitted = steps_taken.alone(terminal)
    for address in ("/desk", "/desk/find", "/desk/team", f"/papers/receipt/{steps_taken.case_of(submitted)}.pdf"):
        assert terminal.get(address).path == "/", address
    assert not terminal.get("/sign-in").all("input[type=file]")
    assert "Nadia" not in submitted.text


def test_the_receipt_says_that_nobody_helped(terminal: Browser) -> None:
    assert "Avec l’aide de" not in steps_taken.alone(terminal).main


def test_once_the_hub_has_it_the_terminal_keeps_nothing(linked_desk: Browser, linked: Box) -> None:
    terminal = steps_taken.hand_over(Browser(linked_desk.client.application.test_client()))
    submitted = steps_taken.alone(terminal)
    assert "M. B." in submitted.text, "who stands behind reads no name"
    linked.held.drop_subject(steps_taken.case_of(submitted))  # its paper is out
    sign_in(linked_desk)
    transmit(linked_desk)
    gone = terminal.get(submitted.path)
    assert gone.heading == "Votre demande est bien arrivée"
    assert steps_taken.reference_of(gone) == steps_taken.reference_of(submitted)
    assert "M. B." not in gone.text and "Benali" not in gone.text
    assert not wrapped_keys.has_keys_left(linked.store.read(), steps_taken.case_of(submitted))
    assert terminal.send(gone.form_to("/next")).path == "/"


@pytest.mark.parametrize("pull", ["first", "middle", "end"])
def test_a_power_cut_leaves_the_browser_where_it_was(terminal: Browser, box: Box, watch: Watch, pull: str) -> None:
    page = steps_taken.fill(
        terminal, steps_taken.begin(terminal), until={"first": "for-whom", "middle": "birth", "end": ""}[pull]
    )
    box.store.close()
    again = open_box(box.settings, watch)
    later = Browser(create_app(again.settings, box=again).test_client())
    for name in ("parvis", "parvis_station"):
        cookie = terminal.client.get_cookie(name)
        assert cookie
        later.client.set_cookie(name, cookie.value)
    assert later.get(f"/cases/{steps_taken.case_of(page)}").path == page.path
    assert later.send(steps_taken.fill(later, later.get(page.path)).form("send")).path.endswith("/submitted")
    again.store.close()


def test_after_a_power_cut_without_the_cookie_nothing_is_readable(terminal: Browser, box: Box, watch: Watch) -> None:
    page = steps_taken.fill(terminal, steps_taken.begin(terminal), until="birth")
    box.store.close()
    again = open_box(box.settings, watch)
    stranger = Browser(create_app(again.settings, box=again).test_client())
    station = terminal.client.get_cookie("parvis_station")
    assert station
    stranger.client.set_cookie("parvis_station", station.value)
    for address in addresses(stranger.client.application, steps_taken.case_of(page)):
        assert "Benali" not in stranger.client.get(address, follow_redirects=True).get_data(as_text=True), address
    again.store.close()


def test_a_citizen_who_walks_away_is_forgotten_before_the_next_one_comes(terminal: Browser, watch: Watch) -> None:
    page = steps_taken.to_review(terminal)
    watch.wait(timedelta(minutes=11))
    fresh = terminal.get(page.path)
    assert "Benali" not in fresh.text
    assert terminal.get("/").one("html").get("lang") == "fr"
