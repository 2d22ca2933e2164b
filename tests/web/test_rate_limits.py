"""How often one screen may try what could be guessed; and that everyone else goes on meanwhile."""

from datetime import timedelta

import pytest
from flask import Flask

from kiosk.clock import Clock
from kiosk.error_codes import Refusal
from kiosk.errors import Refused
from kiosk.web import rate_limits, session
from kiosk.web.rate_limits import LIMITS
from tests.conftest import Watch
from tests.gallery.site.page import Browser, Page
from tests.gallery.site.steps_taken import sign_in


def search(browser: Browser) -> Page:
    return browser.send(browser.get("/desk/find").form_to("/desk/find").with_values({"reference": "SA"}))


@pytest.mark.usefixtures("nadia")
def test_many_sign_ins_from_one_screen_have_to_wait_and_then_go_on(browser: Browser, watch: Watch) -> None:
    most = LIMITS["sign-in"].burst * 2
    pages = [sign_in(browser, "zoé", "x" * 20) for _ in range(most)]
    assert {page.status for page in pages} == {422}
    page = sign_in(browser)
    assert page.status == 429
    wait = int(page.headers["Retry-After"])
    assert 2 <= wait <= 30 and f"{wait} secondes" in page.main
    watch.jump(timedelta(days=1))
    assert sign_in(browser).status == 429, "setting the date helps nobody"
    watch.wait(timedelta(seconds=wait))
    assert sign_in(browser).path in ("/desk", "/desk/clock")


@pytest.mark.usefixtures("nadia")
def test_throwing_cookies_away_gains_nothing(app: Flask) -> None:
    for _ in range(LIMITS["sign-in"].burst * 2):
        assert sign_in(Browser(app.test_client()), "zoé", "x" * 20).status == 422
    assert sign_in(Browser(app.test_client()), "zoé", "x" * 20).status == 429


def test_somebody_who_tries_names_keeps_no_colleague_out(desk: Browser, app: Flask, watch: Watch) -> None:
    """A browser of that address that is a station has tries of its own; a new one waits for seconds, not minutes."""
    desk.send(desk.get("/desk").form_to("/leave"))
    statuses = [sign_in(Browser(app.test_client()), "zoé", "x" * 20).status for _ in range(25)]
    assert 429 in statuses
    assert sign_in(desk).path == "/desk"
    newcomer = Browser(app.test_client())
    wait = int(sign_in(newcomer, "nadia").headers["Retry-After"])
    assert wait <= 15
    watch.wait(timedelta(seconds=wait))
    assert sign_in(newcomer, "nadia").path == "/desk"


def test_a_desk_that_searches_too_fast_waits(desk: Browser, app: Flask, monkeypatch: pytest.MonkeyPatch) -> None:
    """On a clock that stands still: on a busy machine thirty searches take longer than one more is waited for."""
    monkeypatch.setattr(Clock, "monotonic", lambda _: 1000.0)
    statuses = [search(desk).status for _ in range(31)]
    assert statuses == [200] * 30 + [429]
    assert desk.get("/desk/find").status == 200, "asking for the page is no search"
    colleague = Browser(app.test_client())
    sign_in(colleague, "nadia")
    assert search(colleague).status == 200


def test_a_resume_code_can_be_tried_a_few_times(app: Flask) -> None:
    with app.test_request_context("/"):
        session.load_session()
        for _ in range(LIMITS["resume"].burst * 2):
            rate_limits.count_screen_try("resume")
        with pytest.raises(Refused) as refused:
            rate_limits.count_screen_try("resume")
    assert refused.value.code == Refusal.TOO_MANY_TRIES
    assert 2 <= refused.value.details["seconds"] <= 60


def test_a_citizen_who_prints_again_and_again_waits_and_a_mediator_never(desk: Browser, terminal: Browser) -> None:
    checklist = "/procedures/birth-certificate/checklist"

    def statuses(browser: Browser, *papers: str) -> list[int]:
        return [browser.send(browser.get(paper).form("print")).status for paper in papers]

    assert statuses(terminal, "/call", checklist, "/call", checklist) == [200] * 3 + [429]
    assert statuses(desk, *[checklist] * 4) == [200] * 4
