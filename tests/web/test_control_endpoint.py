"""Commands of this machine only: without the token of its data folder there is nothing there."""

from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient

from kiosk.operations import OPERATIONS
from kiosk.operations.operation import HEADER
from kiosk.web.request_state import state_of
from tests.gallery.site.cast import SHEET

TOKEN = "t" * 43
NAMES = [operation.name for operation in OPERATIONS]


@pytest.fixture
def running(app: Flask) -> FlaskClient:
    state_of(app).control_token = TOKEN
    return app.test_client()


def ask(client: FlaskClient, name: str, token: str = TOKEN, **details: Any) -> Any:
    return client.post(f"/control/{name}", json=details, headers={HEADER: token})


def test_a_browser_with_a_session_is_not_obeyed_either(running: FlaskClient) -> None:
    for name in (*NAMES, "no-such-operation"):
        for token in ("", "x" * 43, TOKEN[:-1], TOKEN + "t", "é"):
            assert ask(running, name, token.encode().decode("latin-1")).status_code == 404, (name, token)
        assert running.post(f"/control/{name}").status_code == 404
    running.get("/")
    assert running.post("/control/doctor", data={"token": "x"}).status_code == 404


def test_an_application_without_a_token_obeys_nobody(app: Flask) -> None:
    for name in NAMES:
        for token in ("", TOKEN):
            assert ask(app.test_client(), name, token).status_code == 404, (name, token)


def test_an_operation_answers_with_its_result_and_what_nobody_knows_is_not_found(running: FlaskClient) -> None:
    answer = ask(running, "print")
    assert (answer.status_code, answer.mimetype, answer.json) == (200, "application/json", 0)
    assert ask(running, "no-such-operation").status_code == 404


def test_a_fault_crosses_with_its_code_and_whether_time_mends_it(running: FlaskClient) -> None:
    answer = ask(running, "sync")
    assert answer.status_code == 409
    assert answer.json == {"error": "no-hub", "details": {}, "unreachable": True}
    refused = ask(running, "backup", path=str(state_of(running.application).box.settings.paths.database))
    assert (refused.status_code, refused.json["error"], refused.json["unreachable"]) == (409, "file-exists", False)


def test_details_of_another_form_are_refused_and_not_repeated(running: FlaskClient) -> None:
    for details in ({}, {"words": 12}, {"words": SHEET, "more": "x"}, {"words": None}):
        answer = ask(running, "verify-sheet", **details)
        assert (answer.status_code, answer.json["error"]) == (409, "bad-details")
        assert "abaisser" not in answer.text
    for body in (b"", b"{", b"[]", b'"sync"', b"\xff"):
        answer = running.post("/control/print", data=body, headers={HEADER: TOKEN}, content_type="application/json")
        assert (answer.status_code, answer.json["error"]) == (409, "bad-details")
