"""Errors in plain words, never a trace; forms that are ours alone."""

import logging

import pytest
from flask import Flask
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError

from kiosk.hub.hub import Hub
from kiosk.hub.wire import MOST_BYTES
from tests.hub.browser import Browser


@pytest.mark.parametrize(
    ("method", "address", "status", "words"),
    [
        ("GET", "/nulle-part", 404, "Cette page n’existe pas"),
        ("GET", "/static/../kiosk/keys.py", 404, "Cette page n’existe pas"),
        ("GET", "/deconnexion", 405, "ne s’ouvre pas ainsi"),
        ("PUT", "/f", 405, "ne s’ouvre pas ainsi"),
        ("POST", "/f", 400, "restée ouverte trop longtemps"),
    ],
)
def test_a_mistake_is_a_page_in_plain_words(app: Flask, method: str, address: str, status: int, words: str) -> None:
    browser = Browser(app.test_client())
    browser._look(browser.client.open(address, method=method))
    assert browser.status == status
    assert words in browser.text


def test_a_failure_shows_no_trace_and_logs_no_form(app: Flask, caplog: pytest.LogCaptureFixture) -> None:
    @app.post("/panne")
    def fail() -> str:
        raise RuntimeError("a detail")

    browser = Browser(app.test_client()).open("/f")
    token = browser.page.xpath("//input[@name='csrf']/@value")[0]
    with caplog.at_level(logging.ERROR):
        browser._look(browser.client.post("/panne", data={"csrf": token, "secret": "Benali"}))
    assert browser.status == 500
    assert "Quelque chose n’a pas marché" in browser.text
    assert "detail" not in browser.page.text_content() and "Traceback" not in browser.page.text_content()
    assert "a detail" in caplog.text and "Benali" not in caplog.text


def test_a_failure_of_the_api_is_said_in_json(app: Flask) -> None:
    @app.get("/api/v1/panne")
    def fail() -> str:
        raise RuntimeError("a detail")

    app.test_client_class = None
    response = app.test_client().get("/api/v1/panne")
    assert (response.status_code, response.json) == (500, {"error": "failure"})


def test_a_form_too_large_is_refused_before_it_is_read(app: Flask) -> None:
    browser = Browser(app.test_client()).open("/f")
    browser._look(browser.client.post("/f", data={"code": "x" * (MOST_BYTES + 1)}))
    assert browser.status == 413
    assert "C’est trop long" in browser.text


def test_a_token_of_another_browser_is_refused(app: Flask) -> None:
    mine, theirs = (Browser(app.test_client()).open("/f") for _ in range(2))
    token = theirs.page.xpath("//input[@name='csrf']/@value")[0]
    for data in ({"csrf": token}, {"csrf": ""}, {"csrf": "é"}, {}):
        assert mine.client.post("/f", data=data).status_code == 400


def test_a_token_from_before_signing_in_is_worth_nothing_after(instructor: Browser, app: Flask) -> None:
    stranger = Browser(app.test_client()).open("/connexion")
    token = stranger.page.xpath("//input[@name='csrf']/@value")[0]
    stranger.sign_in("paul", "le marché du samedi")
    assert stranger.client.post("/deconnexion", data={"csrf": token}).status_code == 400


def test_nothing_but_our_own_files_may_run_or_be_shown(app: Flask) -> None:
    headers = app.test_client().get("/connexion").headers
    policy = headers["Content-Security-Policy"]
    assert "default-src 'none'" in policy and "unsafe" not in policy and "frame-ancestors 'none'" in policy
    assert headers["X-Content-Type-Options"] == "nosniff"
    assert headers["Cache-Control"] == "no-store"
    sheet = app.test_client().get("/static/css/tokens.css")
    assert sheet.status_code == 200 and "no-store" not in sheet.headers["Cache-Control"]


@pytest.mark.parametrize("address", ["/dossiers?words=a%00b", "/dossiers/%00", "/dossiers?after=%00", "/f/%00/x"])
def test_a_nul_is_a_bad_request_on_either_store(instructor: Browser, address: str) -> None:
    assert "La demande n’est pas complète" in instructor.open(address).text
    assert instructor.status == 400


def test_a_nul_in_a_form_is_a_bad_request(instructor: Browser) -> None:
    assert instructor.open("/f").fill("/f", reference="SA\0", code="x").status == 400


def test_what_a_statement_held_stays_out_of_the_error(hub: Hub) -> None:
    with pytest.raises(DBAPIError) as caught, hub.store.reading() as connection:
        connection.execute(text("SELECT :name FROM nowhere"), {"name": "Benali"})
    assert "Benali" not in str(caught.value)
