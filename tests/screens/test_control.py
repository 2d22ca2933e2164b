"""Commands of this machine only: without the token of its data folder there is nothing there."""

from pathlib import Path
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient

from kiosk.app import create_app
from kiosk.screens.control import HEADER, screen
from kiosk.services.box import Actor, Box
from kiosk.settings import Settings
from kiosk.store import people
from tests import walk
from tests.conftest import PASSPHRASE, PIN, SHEET, Watch
from tests.page import Browser
from tests.screens.conftest import sign_in

TOKEN = "t" * 43
ACTIONS = (
    "sync", "print", "doctor", "backup", "journal", "mediator", "mediator-remove", "set-up", "verify-sheet",
    "recover", "enroll", "expire", "export", "erase", "register", "verify", "printers",
)  # fmt: skip


@pytest.fixture
def running(app: Flask) -> FlaskClient:
    """An application that `kiosk run` has handed its token."""
    app.extensions["parvis_control"] = TOKEN
    return app.test_client()


def ask(client: FlaskClient, action: str, token: str = TOKEN, **details: Any) -> Any:
    return client.post(f"/control/{action}", json=details, headers={HEADER: token})


def test_every_action_is_named_here(app: Flask) -> None:
    rules = {rule.rule.rpartition("/")[2] for rule in app.url_map.iter_rules() if rule.endpoint.startswith("control.")}
    assert rules == set(ACTIONS)
    assert screen.url_prefix == "/control"


@pytest.mark.parametrize("action", ACTIONS)
@pytest.mark.parametrize("token", ["", "x" * 43, TOKEN[:-1], TOKEN + "t", "é"])
def test_without_the_right_token_there_is_no_such_page(running: FlaskClient, action: str, token: str) -> None:
    assert ask(running, action, token.encode().decode("latin-1")).status_code == 404
    assert running.post(f"/control/{action}").status_code == 404


@pytest.mark.parametrize("action", ACTIONS)
def test_an_application_without_a_token_obeys_nobody(app: Flask, action: str) -> None:
    assert ask(app.test_client(), action, "").status_code == 404
    assert ask(app.test_client(), action, TOKEN).status_code == 404


def test_the_doctor_answers_in_codes(running: FlaskClient) -> None:
    found = {code: well for code, well, _, _ in ask(running, "doctor").json["findings"]}
    assert found["store"] is True
    assert found["hub"] is False


def test_printing_once_prints_what_waits(running: FlaskClient) -> None:
    assert ask(running, "print").json == {"printed": 0}


def test_sending_without_a_hub_says_why_not(running: FlaskClient) -> None:
    answer = ask(running, "sync")
    assert answer.status_code == 409
    assert answer.json == {"error": "no-hub", "details": {}, "unreachable": True}


def test_a_mediator_is_added(running: FlaskClient, box: Box) -> None:
    details = {"login": "omar", "name": "Omar Haddad", "factor": "passphrase", "administrator": False}
    made = ask(running, "mediator", **details).json
    assert len(made["factor"].split()) == 6
    assert made["pin"].isdigit() and len(made["pin"]) == 6
    assert [each["login"] for each in people.mediators(box.store.read())] == ["omar"]
    again = ask(running, "mediator", **details)
    assert (again.status_code, again.json["error"], again.json["unreachable"]) == (409, "login-taken", False)


def test_a_box_is_set_up_once_and_its_sheet_is_typed_back(settings: Settings, watch: Watch) -> None:
    fresh = create_app(settings, watch)
    fresh.extensions["parvis_control"] = TOKEN
    client, details = fresh.test_client(), {"login": "nadia", "name": "Nadia Roux", "factor": "passphrase"}
    assert ask(client, "mediator", **details, administrator=False).json["error"] == "not-set-up"
    made = ask(client, "set-up", **details).json
    assert len(made["words"].split()) == 12
    assert ask(client, "verify-sheet", words=SHEET).json["error"] == "another-sheet"
    assert ask(client, "verify-sheet", words=made["words"]).status_code == 200
    assert ask(client, "set-up", **details).json["error"] == "already-set-up"
    browser = Browser(client)
    assert sign_in(browser, "nadia", made["factor"], made["pin"]).path == "/desk"
    fresh.extensions["parvis"].store.close()


def test_who_lost_everything_comes_back_by_the_recovery_sheet(running: FlaskClient, nadia: Actor) -> None:
    assert ask(running, "recover", login="nadia", words="abaisser").json["error"] == "not-a-sheet"
    made = ask(running, "recover", login="nadia", words=SHEET).json
    browser = Browser(running.application.test_client())
    assert sign_in(browser, "nadia").status == 422
    assert sign_in(browser, "nadia", made["factor"], made["pin"]).path == "/desk"
    assert ask(running, "recover", login="zoe", words=SHEET).json["error"] == "no-such-mediator"


def test_what_has_had_its_time_is_destroyed_when_asked(running: FlaskClient) -> None:
    assert ask(running, "expire").json == {"destroyed": 0}


def test_a_person_s_copy_is_opened_by_a_mediator_s_own_words(running: FlaskClient, desk: Browser) -> None:
    reference = walk.reference_of(walk.submitted(desk))
    wrong = {"reference": reference, "login": "nadia", "factor": "faux", "pin": PIN}
    assert ask(running, "export", **wrong).json["error"] == "wrong-sign-in"
    assert "Benali" in ask(running, "export", **{**wrong, "factor": PASSPHRASE}).json["text"]
    assert ask(running, "erase", **wrong).json["error"] == "wrong-sign-in"
    assert ask(running, "erase", **{**wrong, "factor": PASSPHRASE}).status_code == 200


def test_enrolling_needs_an_address_and_a_code(running: FlaskClient) -> None:
    assert ask(running, "enroll", url="ici", code="x").json["error"] == "not-an-address"
    assert ask(running, "enroll", url="http://127.0.0.1:1", code="x").json["error"] == "wrong-code"


def test_a_backup_is_made_where_it_is_asked_for(running: FlaskClient, tmp_path: Path) -> None:
    target = tmp_path / "backup.parvis"
    assert ask(running, "backup", path=str(target)).status_code == 200
    assert target.stat().st_size > 0


def test_a_browser_with_a_session_is_not_obeyed_either(running: FlaskClient) -> None:
    running.get("/")
    assert running.post("/control/doctor", data={"token": "x"}).status_code == 404


def test_someone_is_removed_at_the_machine_and_the_running_box_ends_their_shift(
    running: FlaskClient, box: Box, nadia: Actor, omar: Actor
) -> None:
    box.shifts.begin(omar.mediator_id, omar.name, omar.ring, PIN)
    assert ask(running, "mediator-remove", login="omar").status_code == 200
    assert not box.shifts.ring(omar.mediator_id)
    refused = ask(running, "mediator-remove", login="nadia")
    assert (refused.status_code, refused.get_json()["error"]) == (409, "last-supervisor")
