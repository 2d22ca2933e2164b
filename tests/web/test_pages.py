"""Pages, pieces of pages, and refusals in plain words."""

import json
import logging
import re
from dataclasses import replace
from typing import Any

import pytest
from flask import Flask

from kiosk import logs
from kiosk.app import create_app
from kiosk.error_codes import Refusal
from kiosk.errors import Refused, Unreadable
from kiosk.services.box.box import open_box
from kiosk.settings import Settings
from kiosk.store.people import Mediator
from tests.gallery.site import steps_taken
from tests.gallery.site.cast import Watch, at_work, set_up
from tests.gallery.site.page import Browser
from tests.loaded import loaded_by
from tests.words.test_words import words

HTMX = {"HX-Request": "true", "HX-Target": "main#main"}


def failing(app: Flask, fault: Exception) -> Browser:
    def broken() -> Any:
        raise fault

    app.add_url_rule("/broken", "broken", broken)
    return Browser(app.test_client())


@pytest.mark.parametrize(
    ("code", "status"), [(Refusal.NO_SUCH_CASE, 404), (Refusal.NOTHING_TO_PRINT, 404), (Refusal.ALREADY_SUBMITTED, 409)]
)
def test_a_refusal_is_a_page_in_plain_words(app: Flask, code: Refusal, status: int) -> None:
    page = failing(app, Refused(code)).get("/broken")
    assert page.status == status
    assert code not in page.text


def test_what_does_not_open_is_told_in_plain_words_too(app: Flask) -> None:
    page = failing(app, Unreadable()).get("/broken")
    assert page.status == 409
    assert "ne peut pas être ouvert" in page.text


def test_a_fault_is_a_number_to_say_and_never_a_trace(app: Flask, caplog: pytest.LogCaptureFixture) -> None:
    with caplog.at_level(logging.ERROR):
        page = failing(app, ZeroDivisionError("secret")).get("/broken")
    assert page.status == 500
    assert "secret" not in page.text and "ZeroDivisionError" not in page.text
    (record,) = [record for record in caplog.records if record.name == "kiosk.http.error_pages"]
    assert record.getMessage() == "fault at GET /broken"
    assert record.trace[-1] == "ZeroDivisionError" and any("test_pages.py" in place for place in record.trace)  # type: ignore[attr-defined]
    assert record.exc_info is None and "secret" not in caplog.text


def test_the_number_of_a_fault_is_that_of_its_line_in_the_log(app: Flask, capsys: pytest.CaptureFixture[str]) -> None:
    with logs.log_to_stderr("info"):
        page = failing(app, ZeroDivisionError("Benali, née le 3 février 1945")).get("/broken")
    (line,) = map(json.loads, capsys.readouterr().err.splitlines())
    assert len(line["request"]) == 6 and line["request"] in page.text
    assert "Benali" not in json.dumps(line, ensure_ascii=False)
    assert logs.bound_request() == "", "the next request has another"


def test_the_log_names_the_rule_and_not_the_address_which_may_hold_a_code(
    desk: Browser, app: Flask, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    def broken(**_: object) -> Any:
        raise KeyError("reference")

    monkeypatch.setitem(app.view_functions, "followed.show", broken)
    with caplog.at_level(logging.ERROR):
        assert desk.get("/desk/references/SA1001G").status == 500
    assert "/desk/references/<reference>" in caplog.text and "SA1001G" not in caplog.text


@pytest.mark.parametrize(
    ("method", "path", "status"),
    [("get", "/nowhere", 404), ("get", "/cases", 404), ("delete", "/language", 405), ("get", "//", 308)],
)
def test_an_address_that_leads_nowhere_says_so(browser: Browser, method: str, path: str, status: int) -> None:
    response = getattr(browser.client, method)(path)
    assert response.status_code == status
    assert b"Traceback" not in response.data


def test_a_desk_s_page_that_does_not_exist_keeps_the_desk_s_navigation(desk: Browser) -> None:
    for path in ("/desk/nowhere", "/desk/references/SA9999Z", "/nowhere"):
        page = desk.get(path)
        assert page.status in (404, 409) and page.all("header.sidebar nav a[href='/desk/find']"), path
    step = steps_taken.fill(desk, steps_taken.begin(desk), until="person")
    assert not desk.get(f"/cases/{steps_taken.case_of(step)}/steps/nowhere").all("header.sidebar"), "beside the citizen"


def test_no_page_says_that_a_case_was_erased_and_that_its_answers_are_kept(app: Flask) -> None:
    def broken(code: str) -> Any:
        names = re.findall(r"%\((\w+)\)s", str(words("fr")[("refused", code)]))
        raise Refused(Refusal(code), **dict.fromkeys(names, "1"))

    app.add_url_rule("/cases/broken/<code>", "broken", broken)
    browser, kept = Browser(app.test_client()), 0
    for code in Refusal:
        said = browser.get(f"/cases/broken/{code}").main
        promised = "Ce que vous avez déjà répondu est gardé." in said
        kept += promised
        assert not promised or not re.search("a (peut-être )?été effacé|n’est pas gardée", said), code
    assert kept > 9
    assert "est gardé" not in browser.get("/cases/nowhere/at/all").main


def test_a_form_too_large_is_refused_before_it_is_read(browser: Browser) -> None:
    response = browser.client.post("/language", data={"language": "x" * 1_100_000})
    assert response.status_code == 413


def test_htmx_gets_the_main_part_with_its_helpers_and_caches_keep_the_two_apart(browser: Browser) -> None:
    part = browser.get("/call", headers=HTMX)
    assert [element.tag for element in part.one("body")] == ["title", "main", "nav"]
    assert part.one("nav").get("hx-swap-oob") == "true"
    assert part.main == browser.get("/call").main
    assert "HX-Request" in part.headers["Vary"] and "HX-Target" in part.headers["Vary"]


def test_a_header_without_its_target_gets_a_whole_page(browser: Browser) -> None:
    for headers in ({"HX-Request": "true"}, {"HX-Target": "main#main"}, {**HTMX, "HX-Target": "div#other"}):
        response = browser.client.get("/call", headers=headers)
        assert response.data.startswith(b"<!DOCTYPE html>")


def test_too_many_tries_say_when_to_try_again(app: Flask) -> None:
    page = failing(app, Refused(Refusal.TOO_MANY_TRIES, seconds=25)).get("/broken")
    assert (page.status, page.headers["Retry-After"]) == (429, "25")
    assert "25 secondes" in page.main


def test_the_keys_are_the_desks_alone(desk: Browser) -> None:
    """Where their list is not on the page, no script answers a key: neither a citizen's screen nor a turned one."""
    review = steps_taken.to_review(desk)
    turned = desk.send(review.form("send"))
    terminal = steps_taken.hand_over(Browser(desk.client.application.test_client()))
    pages = {
        "desk": review, "turned": turned, "sign-in": Browser(desk.client.application.test_client()).get("/sign-in"),
        "terminal": steps_taken.begin(terminal),
    }  # fmt: skip
    assert [name for name, page in pages.items() if page.all("#keys-help")] == ["desk"]
    assert [name for name, page in pages.items() if "js/input/keys.js" in loaded_by(page)] == ["desk"]


def test_a_town_hall_turns_the_keys_off(settings: Settings, watch: Watch, nadias: Mediator) -> None:
    box = open_box(replace(settings, keys="off"), watch)
    set_up(box)
    at_work(box, nadias)
    browser = Browser(create_app(box.settings, box=box).test_client())
    page = steps_taken.sign_in(browser)
    assert page.path == "/desk"
    assert not page.all("#keys-help, .keys-button") and "js/input/keys.js" not in loaded_by(page)
    box.store.close()
