"""Errors in plain words, never a trace."""

import json
import logging

import pytest
from flask import Flask, request

from hub.web.pages import form_again
from hub.wire import MOST_BYTES
from kiosk import logs
from kiosk.error_codes import Refusal
from kiosk.errors import Refused
from tests.gallery.site.hub_browser import Browser


def test_a_mistake_is_a_page_in_plain_words(app: Flask) -> None:
    for method, address, status, words in [
        ("GET", "/nulle-part", 404, "Cette page n’existe pas"),
        ("GET", "/static/../kiosk/crypto/keys.py", 404, "Cette page n’existe pas"),
        ("GET", "/deconnexion", 405, "ne s’ouvre pas ainsi"),
        ("PUT", "/f", 405, "ne s’ouvre pas ainsi"),
        ("POST", "/f", 400, "restée ouverte trop longtemps"),
    ]:
        browser = Browser(app.test_client())
        browser.look(browser.client.open(address, method=method))
        assert browser.status == status
        assert words in browser.text


def test_a_method_nobody_takes_is_told_with_those_that_are(app: Flask) -> None:
    """RFC 9110; found by schemathesis, as was a form check that answered before the address did."""
    for address, allowed in [("/deconnexion", "OPTIONS, POST"), ("/healthz", "GET, HEAD, OPTIONS")]:
        app.test_client_class = None
        for method in {"GET", "POST", "TRACE"} - set(allowed.split(", ")):
            answer = app.test_client().open(address, method=method)
            assert (answer.status_code, answer.headers["Allow"]) == (405, allowed)


def test_a_failure_shows_no_trace_and_logs_no_form(app: Flask, caplog: pytest.LogCaptureFixture) -> None:
    @app.post("/panne")
    def fail() -> str:
        raise RuntimeError(request.form["secret"])

    browser = Browser(app.test_client()).open("/f")
    token = browser.page.xpath("//input[@name='token']/@value")[0]
    with caplog.at_level(logging.ERROR):
        browser.look(browser.client.post("/panne", data={"token": token, "secret": "Benali"}))
    assert browser.status == 500
    assert "Quelque chose n’a pas marché" in browser.text
    assert "Benali" not in browser.page.text_content() and "Traceback" not in browser.page.text_content()
    (record,) = caplog.records
    assert record.trace[-1] == "RuntimeError" and any("test_error_pages.py" in place for place in record.trace)  # type: ignore[attr-defined]
    assert "Benali" not in caplog.text + repr(vars(record)), "an error's own words may quote an answer"


def test_a_failure_shows_the_number_that_the_log_has(app: Flask, capsys: pytest.CaptureFixture[str]) -> None:
    app.add_url_rule("/panne", "panne", lambda: 1 / 0)
    with logs.log_to_stderr("info"):
        browser = Browser(app.test_client()).open("/panne")
    number = json.loads(capsys.readouterr().err.splitlines()[0])["request"]
    assert f"Donnez-lui ce numéro : {number}." in browser.text
    assert "numéro" not in Browser(app.test_client()).open("/nulle-part").text


def test_every_request_has_its_number_in_the_log(app: Flask, capsys: pytest.CaptureFixture[str]) -> None:
    app.add_url_rule("/panne", "panne", lambda: 1 / 0)
    app.test_client_class = None
    with logs.log_to_stderr("info"):
        for _ in range(2):
            assert app.test_client().get("/panne").status_code == 500
    numbers = {json.loads(line)["request"] for line in capsys.readouterr().err.splitlines()}
    assert len(numbers) == 2 and {len(number) for number in numbers} == {6}


def test_a_failure_of_the_api_is_said_in_json(app: Flask) -> None:
    @app.get("/api/v2/panne")
    def fail() -> str:
        raise RuntimeError("a detail")

    app.test_client_class = None
    response = app.test_client().get("/api/v2/panne")
    assert (response.status_code, response.json) == (500, {"error": "failure"})


def test_a_form_too_large_is_refused_before_it_is_read(app: Flask) -> None:
    browser = Browser(app.test_client()).open("/f")
    browser.look(browser.client.post("/f", data={"code": "x" * (MOST_BYTES + 1)}))
    assert browser.status == 413
    assert "C’est trop long" in browser.text


def test_a_form_says_how_long_to_wait_after_too_many_tries(app: Flask) -> None:
    with app.test_request_context():
        wrong = form_again("<p>", Refused(Refusal.WRONG_CODE))
        late = form_again("<p>", Refused(Refusal.TOO_MANY_TRIES, seconds=600), 404)
        assert (wrong.status_code, wrong.headers.get("Retry-After")) == (422, None)
        assert (late.status_code, late.headers["Retry-After"]) == (429, "600")
        assert form_again("<p>", Refused(Refusal.WRONG_CODE), 404).status_code == 404
