"""Every error has a page, and the log says where it happened and never what."""

import logging

import pytest
from flask import Flask, abort, make_response, redirect
from werkzeug.exceptions import HTTPException
from werkzeug.wrappers import Response

from kiosk.error_codes import Refusal
from kiosk.errors import Refused, Unreadable
from kiosk.http import error_pages


@pytest.fixture
def app() -> Flask:
    app = Flask(__name__)

    def http(error: HTTPException) -> Response:
        return make_response(f"status {error.code}", error.code or 500)

    def refused(error: Refused | Unreadable) -> Response:
        return make_response(error.code, 409)

    error_pages.install_error_pages(app, http, refused)
    return app


def failing(app: Flask, fault: Exception) -> Response:
    def broken() -> str:
        raise fault

    app.add_url_rule("/broken/<code>", "broken", lambda code: broken())
    return app.test_client().get("/broken/secret-code")


def test_an_unexpected_error_is_logged_by_its_place_alone(app: Flask, caplog: pytest.LogCaptureFixture) -> None:
    with caplog.at_level(logging.ERROR):
        answer = failing(app, ZeroDivisionError("Benali"))
    assert (answer.status_code, answer.get_data(as_text=True)) == (500, "status 500")
    (record,) = caplog.records
    assert record.getMessage() == "fault at GET /broken/<code>"
    assert record.trace[-1] == "ZeroDivisionError" and record.exc_info is None  # type: ignore[attr-defined]
    assert "Benali" not in caplog.text + repr(vars(record)) and "secret-code" not in repr(vars(record))


def test_a_refusal_says_to_programs_how_long_to_wait(app: Flask) -> None:
    answer = failing(app, Refused(Refusal.TOO_MANY_TRIES, seconds=30))
    assert (answer.get_data(as_text=True), answer.headers["Retry-After"]) == ("too-many-tries", "30")


@pytest.mark.parametrize("fault", [Refused(Refusal.NO_SUCH_CASE), Unreadable()])
def test_a_refusal_without_a_time_names_none(app: Flask, fault: Exception) -> None:
    answer = failing(app, fault)
    assert answer.status_code == 409 and "Retry-After" not in answer.headers


def test_a_method_nobody_takes_is_told_with_those_that_are(app: Flask) -> None:
    app.add_url_rule("/page", "page", lambda: "", methods=["POST"])
    answer = app.test_client().get("/page")
    assert (answer.status_code, answer.headers["Allow"]) == (405, "OPTIONS, POST")


def test_an_answer_that_a_view_has_made_itself_stays(app: Flask) -> None:
    app.add_url_rule("/own", "own", lambda: abort(make_response("own words", 409)))
    app.add_url_rule("/there", "there", lambda: abort(redirect("/own")))
    client = app.test_client()
    assert client.get("/own").text == "own words"
    assert client.get("/there").headers["Location"] == "/own"
