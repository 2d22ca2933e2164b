"""How often one screen may try what could be guessed; and that everyone else goes on meanwhile."""

from datetime import timedelta

import pytest
from flask import Flask
from hypothesis import given
from hypothesis import strategies as st

from kiosk.errors import Refused
from kiosk.services.box import Actor
from kiosk.web import limits, session
from kiosk.web.limits import LIMITS, Buckets, Limit
from tests.conftest import Watch
from tests.page import Browser, Page
from tests.screens.conftest import sign_in

SLOW = Limit(3, 10)


def search(browser: Browser) -> Page:
    return browser.send(browser.get("/desk/find").form_to("/desk/find").with_values({"reference": "SA"}))


@given(st.lists(st.floats(0, 30), max_size=60))
def test_no_rhythm_gets_more_than_the_burst_and_what_time_gives(pauses: list[float]) -> None:
    buckets, now, taken = Buckets(), 1000.0, 0
    for pause in pauses:
        now += pause
        wait = buckets.take("sign-in", "x", SLOW, now)
        taken += wait == 0
        assert 0 <= wait <= SLOW.every_s
        assert taken <= SLOW.burst + (now - 1000.0) / SLOW.every_s + 1e-6


def test_the_wait_that_is_said_is_the_wait_there_is() -> None:
    buckets = Buckets()
    assert [buckets.take("sign-in", "x", SLOW, 0) for _ in range(4)] == [0, 0, 0, 10]
    assert buckets.take("sign-in", "x", SLOW, 4) == pytest.approx(6)
    assert buckets.take("sign-in", "x", SLOW, 10) == 0
    assert buckets.take("sign-in", "y", SLOW, 10) == buckets.take("search", "x", SLOW, 10) == 0, "each has its own"


def test_a_clock_that_goes_back_gives_nothing() -> None:
    buckets = Buckets()
    for _ in range(3):
        buckets.take("sign-in", "x", SLOW, 100)
    assert buckets.take("sign-in", "x", SLOW, 0) > 0


def test_a_crowd_of_sources_is_not_remembered_for_ever(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(limits, "_MOST_BUCKETS", 50)
    buckets = Buckets()
    for number in range(500):
        buckets.take("sign-in", str(number), LIMITS["sign-in"], 0)
    assert len(buckets._left) <= 50


@pytest.mark.usefixtures("nadia")
def test_many_sign_ins_from_one_screen_have_to_wait_and_then_go_on(browser: Browser, watch: Watch) -> None:
    most = LIMITS["sign-in"].burst * 2
    pages = [sign_in(browser, "zoé", "x" * 20) for _ in range(most)]
    assert {page.status for page in pages} == {422}
    page = sign_in(browser, "nadia")
    assert page.status == 429
    wait = int(page.headers["Retry-After"])
    assert 2 <= wait <= 30 and f"{wait} secondes" in page.main
    watch.jump(timedelta(days=1))
    assert sign_in(browser, "nadia").status == 429, "setting the date helps nobody"
    watch.wait(timedelta(seconds=wait))
    assert sign_in(browser, "nadia").path in ("/desk", "/desk/clock")


@pytest.mark.usefixtures("nadia")
def test_throwing_cookies_away_gains_nothing(app: Flask) -> None:
    for _ in range(LIMITS["sign-in"].burst * 2):
        assert sign_in(Browser(app.test_client()), "zoé", "x" * 20).status == 422
    assert sign_in(Browser(app.test_client()), "zoé", "x" * 20).status == 429


def test_a_desk_that_searches_too_fast_waits_alone(desk: Browser, app: Flask, nadia: Actor) -> None:
    statuses = [search(desk).status for _ in range(31)]
    assert statuses == [422] * 30 + [429]
    assert desk.get("/desk/find").status == 200, "asking for the page is no search"
    colleague = Browser(app.test_client())
    sign_in(colleague, "nadia")
    assert search(colleague).status == 422


def test_a_resume_code_can_be_tried_a_few_times(app: Flask) -> None:
    with app.test_request_context("/"):
        session.load()
        for _ in range(LIMITS["resume"].burst * 2):
            limits.check("resume")
        with pytest.raises(Refused) as refused:
            limits.check("resume")
    assert refused.value.code == "too-many-tries"
    assert 2 <= refused.value.details["seconds"] <= 60


def test_a_busy_desk_whose_tries_are_right_never_waits() -> None:
    buckets = Buckets()
    for _ in range(20):
        assert buckets.take("sign-in", "x", SLOW, 0) == 0
        buckets.give_back("sign-in", "x")
