"""The second screen: paired by a code of the desk, it shows one answer at a time and takes a yes or a no."""

import re
from datetime import timedelta

import pytest
from flask import Flask
from flask.testing import FlaskClient

from kiosk.domain.screen.station import StationRole
from kiosk.services.box.box import Actor, Box
from kiosk.services.lan.local_network import Lan
from kiosk.services.lan.pairs import SILENT_AFTER_S
from kiosk.web.request.app_state import state_of
from tests.conftest import Watch
from tests.gallery.site import steps_taken
from tests.gallery.site.page import Browser, Page
from tests.screens.conftest import bodies
from tests.screens.lan.conftest import Screens, enrolled, token_of

HERE = "/second-screen"


def code_of(desk: Browser) -> str:
    """The code that the desk shows."""
    page = desk.send(desk.get("/desk/second-screen").form("code"))
    return "".join(page.words(".reference"))


def pair(screen: FlaskClient, code: str) -> int:
    """The status of a code typed at that screen."""
    return screen.post(HERE, data={"token": token_of(screen, HERE), "code": code}).status_code


@pytest.fixture
def second(app: Flask, desk: Browser) -> Browser:
    """A window of this machine that is paired to the desk."""
    client = app.test_client()
    assert pair(client, code_of(desk)) == 303
    return Browser(client)


def judged(second: Browser, value: str) -> Page:
    return second.send(second.get(HERE).form_to("/answer", value))


def test_a_second_screen_waits_in_any_language(lan: Lan, screen: Screens) -> None:
    second = enrolled(screen(), lan, StationRole.SECOND_SCREEN)
    assert "Waiting for the desk" in second.get("/second-screen?lang=en").text


def test_no_other_station_opens_it(browser: Browser, lan: Lan, screen: Screens) -> None:
    for role in (StationRole.TERMINAL, StationRole.DESK):
        assert enrolled(screen(31), lan, role).get(HERE).location == "/"


def test_a_code_pairs_one_screen_once_and_within_a_minute(app: Flask, desk: Browser, watch: Watch) -> None:
    code = code_of(desk)
    first, other = app.test_client(), app.test_client()
    assert pair(first, "000000" if code != "000 000" else "111111") == 422
    assert pair(first, code) == 303 and "Nadia" in first.get(HERE).text
    assert pair(other, code) == 422 and "Nadia" not in other.get(HERE).text
    desk.send(desk.get("/desk/second-screen").form_to("/end"))
    late = code_of(desk)
    watch.wait(timedelta(seconds=61))
    assert pair(other, late) == 422


def test_a_station_with_that_role_is_paired_and_opens_nothing_else(desk: Browser, lan: Lan, screen: Screens) -> None:
    second = enrolled(screen(), lan, StationRole.SECOND_SCREEN)
    assert pair(second, code_of(desk)) == 303
    assert "Nadia" in second.get(HERE).text
    for path in ("/desk", "/cases/" + "a" * 32, "/desk/second-screen", "/paper"):
        assert second.get(path).location == HERE, path
    cookie = second.get_cookie("parvis_second", path=HERE, domain="localhost")
    assert cookie is not None
    copy = enrolled(screen(32), lan, StationRole.SECOND_SCREEN)
    copy.set_cookie("parvis_second", cookie.value, path=HERE)
    assert "Nadia" not in copy.get(HERE).text, "a copied cookie opens nothing at another station"


def test_marie_sees_one_answer_at_a_time_as_it_is_saved(desk: Browser, second: Browser) -> None:
    steps_taken.to_review(desk)
    page = second.get(HERE)
    assert len(page.all(".said")) == 1
    seen = [page.heading]
    for _ in range(30):
        page = judged(second, "yes")
        if not page.all(".said"):
            break
        assert len(page.all(".said")) == 1
        seen.append(page.heading)
    assert len(seen) == len(set(seen)) > 5 and page.heading == "En attente du bureau"


def test_her_no_is_told_at_the_desk_and_a_corrected_answer_is_asked_again(desk: Browser, second: Browser) -> None:
    review = steps_taken.to_review(desk)
    question = second.get(HERE).heading
    judged(second, "no")
    told = desk.get(review.path)
    assert told.words("#second-screen li a") == [question]
    href = told.one("#second-screen li a").get("href")
    assert "La personne dit que ce n’est pas juste" in desk.get(href).main
    for _ in range(30):
        if not second.get(HERE).all("form[action$='/answer'] [value=no]"):
            break
        judged(second, "yes")
    assert second.get(HERE).heading == question, "it stays until somebody has changed it"
    assert "Vous avez dit non" in second.get(HERE).main
    judged(second, "yes")
    assert not desk.get(review.path).all("#second-screen li a")


def test_the_last_page_submits_and_the_event_says_on_which_screen(
    desk: Browser, second: Browser, box: Box, nadia: Actor
) -> None:
    waits = desk.send(steps_taken.to_review(desk).form("send"))
    assert waits.heading == "La personne confirme sur le second écran"
    last = second.get(HERE)
    assert last.heading == "Est-ce bien cela ?" and "3 février 1965" in last.main
    assert second.send(last.form_to("/confirm")).heading == "Merci. C’est confirmé."
    (body,) = bodies(box, nadia, "submitted")
    assert body["confirmation"]["how"] == "touch" and body["confirmation"]["second_screen"] is True
    assert body["helper"] == "Nadia Roux"
    assert desk.get(waits.path).path.endswith("/submitted")
    assert "1965" not in second.get(HERE).text, "nothing after the end"


def test_what_was_confirmed_on_the_way_is_not_asked_again_at_the_end(desk: Browser, second: Browser) -> None:
    review = steps_taken.to_review(desk)
    for _ in range(30):
        if not second.get(HERE).all("form[action$='/answer']"):
            break
        judged(second, "yes")
    desk.send(review.form("send"))
    assert "3 février 1965" not in second.get(HERE).main


def test_answers_that_change_under_the_last_page_are_not_confirmed(
    desk: Browser, second: Browser, box: Box, nadia: Actor
) -> None:
    review = steps_taken.to_review(desk)
    desk.send(review.form("send"))
    yes = second.get(HERE).form_to("/confirm")
    desk.get(review.path)
    assert second.send(yes).path == HERE
    assert not bodies(box, nadia, "submitted")


def test_a_screen_that_goes_away_leaves_the_turned_one(desk: Browser, second: Browser, watch: Watch) -> None:
    review = steps_taken.to_review(desk)
    waits = desk.send(review.form("send"))
    watch.wait(timedelta(seconds=SILENT_AFTER_S + 1))
    page = desk.get(waits.path)
    assert "Le second écran ne répond plus" in page.main
    turned = desk.send(page.form("turn"))
    assert turned.heading == "Est-ce bien cela ?" and "1965" in second.get(HERE).text, "it may come back"
    desk.send(turned.form("yes"))
    assert second.get(HERE).heading == "Merci. C’est confirmé.", "nothing after the end, wherever it was"


@pytest.mark.parametrize("ends", ["/next", "/lock/now", "/sign-in/leave", "/desk/second-screen/end"])
def test_the_pair_ends_with_the_person_the_lock_and_the_shift(
    app: Flask, desk: Browser, second: Browser, ends: str
) -> None:
    steps_taken.to_review(desk)
    assert second.get(HERE).all(".said")
    page = desk.get("/desk/second-screen")
    form = next(form for form in page.all("form") if form.get("action", "").endswith(ends))
    desk.client.post(ends, data={"token": form.fields["token"]})
    assert "Nadia" not in second.get(HERE).text and second.get(HERE).all("#pair")
    assert state_of(app).pairs.of_desk("") is None


def test_a_desk_that_nobody_touches_shows_nothing_any_more(
    desk: Browser, second: Browser, box: Box, watch: Watch
) -> None:
    steps_taken.to_review(desk)
    watch.wait(timedelta(minutes=box.settings.lock_minutes, seconds=1))
    assert not second.get(HERE).all(".said")


def test_the_page_is_asked_for_again_only_where_it_has_changed(desk: Browser, second: Browser) -> None:
    found = re.search(r"/second-screen/state\?seen=\w+", second.get(HERE).source)
    assert found
    asks = {"HX-Request": "true"}
    assert second.client.get(found[0], headers=asks).status_code == 204
    steps_taken.to_review(desk)
    assert second.client.get(found[0], headers=asks).headers["HX-Refresh"] == "true"
    assert second.client.get(found[0]).location == HERE, "it is no page"


def test_a_colleague_who_learns_beside_shows_nothing_of_it(desk: Browser) -> None:
    desk.send(desk.get("/desk").form("training"))
    assert desk.get("/desk/second-screen").status == 409
