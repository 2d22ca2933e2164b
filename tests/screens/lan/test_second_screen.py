"""The second screen, as the citizen and as the desk sees it."""

import re
from datetime import timedelta

import pytest
from flask import Flask
from flask.testing import FlaskClient

from kiosk.domain.screen.station import StationRole
from kiosk.services.box.box import Actor, Box
from kiosk.services.lan.local_network import Lan
from kiosk.services.lan.pairs import SILENT_AFTER_S
from kiosk.store import opinions, visits
from kiosk.web.request_state import state_of
from tests.conftest import PIN, Watch
from tests.gallery.site import steps_taken
from tests.gallery.site.page import Browser, Page
from tests.screens.conftest import bodies
from tests.screens.lan.conftest import Screens, enrolled, token_of

FACE = "/second-screen"


def code_of(desk: Browser) -> str:
    page = desk.send(desk.get("/desk/second-screen").form("code"))
    return "".join(page.words(".reference"))


def pair(screen: FlaskClient, code: str) -> int:
    return screen.post(FACE, data={"token": token_of(screen, FACE), "code": code}).status_code


@pytest.fixture
def second(app: Flask, desk: Browser) -> Browser:
    client = app.test_client()
    assert pair(client, code_of(desk)) == 303
    return Browser(client)


def judged(second: Browser, value: str) -> Page:
    return second.send(second.get(FACE).form_to("/answer", value))


def test_a_second_screen_waits_in_any_language(lan: Lan, screen: Screens) -> None:
    second = enrolled(screen(), lan, StationRole.SECOND_SCREEN)
    assert "Waiting for the desk" in second.get("/second-screen?lang=en").text


def test_no_other_station_opens_it(browser: Browser, lan: Lan, screen: Screens) -> None:
    for role in (StationRole.TERMINAL, StationRole.DESK):
        assert enrolled(screen(31), lan, role).get(FACE).location == "/"


def test_a_code_pairs_one_screen_once_and_within_a_minute(app: Flask, desk: Browser, watch: Watch) -> None:
    code = code_of(desk)
    first, other = app.test_client(), app.test_client()
    assert pair(first, "000000" if code != "000 000" else "111111") == 422
    assert pair(first, code) == 303 and "Nadia" in first.get(FACE).text
    assert pair(other, code) == 422 and "Nadia" not in other.get(FACE).text
    desk.send(desk.get("/desk/second-screen").form_to("/end"))
    late = code_of(desk)
    watch.wait(timedelta(seconds=61))
    assert pair(other, late) == 422


def test_a_station_with_that_role_is_paired_and_opens_nothing_else(desk: Browser, lan: Lan, screen: Screens) -> None:
    second = enrolled(screen(), lan, StationRole.SECOND_SCREEN)
    assert pair(second, code_of(desk)) == 303
    assert "Nadia" in second.get(FACE).text
    for path in ("/desk", "/cases/" + "a" * 32, "/desk/second-screen", "/paper"):
        assert second.get(path).location == FACE, path
    cookie = second.get_cookie("parvis_second", path=FACE, domain="localhost")
    assert cookie is not None
    copy = enrolled(screen(32), lan, StationRole.SECOND_SCREEN)
    copy.set_cookie("parvis_second", cookie.value, path=FACE)
    assert "Nadia" not in copy.get(FACE).text, "a copied cookie opens nothing at another station"


def test_marie_sees_one_answer_at_a_time_as_it_is_saved(desk: Browser, second: Browser) -> None:
    steps_taken.to_review(desk)
    page = second.get(FACE)
    assert len(page.all(".said")) == 1
    seen = [page.heading]
    for _ in range(30):
        page = judged(second, "yes")
        if not page.all(".said"):
            break
        assert len(page.all(".said")) == 1
        seen.append(page.heading)
    assert len(seen) == len(set(seen)) > 5 and page.heading == "Bonjour."


def test_her_no_is_told_at_the_desk_and_a_corrected_answer_is_asked_again(desk: Browser, second: Browser) -> None:
    review = steps_taken.to_review(desk)
    question = second.get(FACE).heading
    judged(second, "no")
    told = desk.get(review.path)
    assert told.words("#second-screen li a") == [question]
    href = told.one("#second-screen li a").get("href")
    assert "La personne signale une erreur" in desk.get(href).main
    for _ in range(30):
        if not second.get(FACE).all("form[action$='/answer'] [value=no]"):
            break
        judged(second, "yes")
    assert second.get(FACE).heading == question, "it stays until somebody has changed it"
    assert "Vous avez dit non" in second.get(FACE).main
    judged(second, "yes")
    assert not desk.get(review.path).all("#second-screen li a")


def test_the_last_page_submits_and_the_event_says_where(desk: Browser, second: Browser, box: Box, nadia: Actor) -> None:
    waits = desk.send(steps_taken.to_review(desk).form("send"))
    assert waits.heading == "La personne confirme sur le second écran"
    last = second.get(FACE)
    assert last.heading == "Est-ce bien cela ?" and "3 février 1965" in last.main
    assert second.send(last.form_to("/confirm")).heading == "Merci. C’est confirmé."
    (body,) = bodies(box, nadia, "submitted")
    assert body["confirmation"]["how"] == "touch" and body["confirmation"]["second_screen"] is True
    assert body["helper"] == "Nadia Roux"
    assert desk.get(waits.path).path.endswith("/submitted")
    assert "1965" not in second.get(FACE).text, "nothing after the end"


def test_a_request_confirmed_there_is_of_the_visit_at_the_desk_and_so_is_the_face_pressed_there(
    desk: Browser, second: Browser, box: Box
) -> None:
    desk.send(steps_taken.to_review(desk).form("send"))
    thanks = second.send(second.get(FACE).form_to("/confirm"))
    for face in ("bad", "good"):
        thanks = second.send(thanks.form_to("/second-screen/opinion", face))
    assert thanks.words("[aria-pressed=true]") == ["Bien"] and "changer d’avis" in thanks.main
    ended = desk.get("/desk")
    desk.send(ended.form_to("/next") if ended.all("form[action$='/next']") else ended.form_to("/receive"))
    today, db = box.watch.today().day, box.store.read()
    assert opinions.select_opinions(db, today, today) == {"bad": 0, "good": 1}
    counts = {count.kind: count.count for count in visits.select_counts(db, today, today)}
    assert counts["begun"] == counts["submitted"] == 1
    second.client.post("/second-screen/opinion", data={"token": thanks.form_to("/opinion")["token"], "face": "bad"})
    assert opinions.select_opinions(db, today, today) == {"bad": 0, "good": 1}, "the next person has said nothing"


def test_what_was_confirmed_on_the_way_is_not_asked_again_at_the_end(desk: Browser, second: Browser) -> None:
    review = steps_taken.to_review(desk)
    for _ in range(30):
        if not second.get(FACE).all("form[action$='/answer']"):
            break
        judged(second, "yes")
    desk.send(review.form("send"))
    assert "3 février 1965" not in second.get(FACE).main


def test_answers_changed_under_the_last_page_are_unconfirmed(
    desk: Browser, second: Browser, box: Box, nadia: Actor
) -> None:
    review = steps_taken.to_review(desk)
    desk.send(review.form("send"))
    yes = second.get(FACE).form_to("/confirm")
    desk.get(review.path)
    assert second.send(yes).path == FACE
    assert not bodies(box, nadia, "submitted")


def test_a_screen_that_goes_away_leaves_the_turned_one(desk: Browser, second: Browser, watch: Watch) -> None:
    review = steps_taken.to_review(desk)
    waits = desk.send(review.form("send"))
    watch.wait(timedelta(seconds=SILENT_AFTER_S + 1))
    page = desk.get(waits.path)
    assert "Le second écran ne répond plus" in page.main
    turned = desk.send(page.form("turn"))
    assert turned.heading == "Est-ce bien cela ?" and "1965" in second.get(FACE).text, "it may come back"
    desk.send(turned.form("yes"))
    assert second.get(FACE).heading == "Merci. C’est confirmé.", "nothing after the end, wherever it was"


CANARIES = ("Benali", "Marie Louise", "1965", "Copie intégrale")
ASKS = {"HX-Request": "true"}


def asked_again(second: Browser, page: Page) -> int:
    """What the page's own question a second after is answered: 204 while it is right, 200 to load it anew."""
    found = re.search(r"/second-screen/state\?seen=\w+", page.source)
    assert found
    return second.client.get(found[0], headers=ASKS).status_code


def test_the_second_person_of_the_day_finds_the_screen_paired_and_nothing_of_the_first(
    desk: Browser, second: Browser
) -> None:
    """Review of the mission, R4: a code of six digits for each person, forty times a day."""
    desk.send(desk.get("/language").form_to("/language", "ar"))
    desk.send(steps_taken.to_review(desk).form("send"))
    done = second.send(second.get(FACE).form_to("/confirm"))
    assert done.one("html").get("lang") == "ar" and done.all(".reference") and done.all("svg.qr")
    number = done.words(".reference")[0]
    desk.get("/desk")
    assert number in second.get(FACE).text, "it stays until the next person"
    desk.send(desk.get("/desk").form_to("/next"))
    assert asked_again(second, done) == 200
    between = second.get(FACE)
    assert between.heading == "Bonjour." and "Nadia Roux" in between.main and "Mairie" in between.text
    for path in ("/comfort", FACE):
        assert not [word for word in (*CANARIES, number, 'lang="ar"') if word in second.get(path).source]
    steps_taken.fill(desk, steps_taken.begin(desk), until="person")
    shown = second.get(FACE)
    assert shown.one("html").get("lang") == "fr" and shown.all(".said")
    assert not [word for word in CANARIES[:3] if word in shown.source]


def test_a_language_that_is_chosen_at_the_desk_greets_at_once(desk: Browser, second: Browser) -> None:
    waiting = second.get(FACE)
    desk.send(desk.get("/language").form_to("/language", "uk"))
    assert asked_again(second, waiting) == 200
    assert second.get(FACE).one("html").get("lang") == "uk"


def test_a_lock_blanks_it_and_the_pin_brings_it_back(desk: Browser, second: Browser) -> None:
    desk.send(steps_taken.to_review(desk).form("send"))
    last = second.get(FACE)
    locked = desk.send(desk.get("/desk/second-screen").form("lock-now"))
    assert asked_again(second, last) == 200, "within one question"
    blank = second.get(FACE)
    assert blank.heading == "Bonjour." and "Nadia" not in blank.source
    assert not [word for word in CANARIES if word in blank.source]
    assert second.send(last.form_to("/confirm")).heading == "Bonjour.", "and confirms nothing"
    desk.send(locked.form("unlock").with_values({"pin": PIN}))
    assert "Nadia" in second.get(FACE).text


def test_what_the_person_chose_to_see_and_hear_there_goes_with_them(desk: Browser, lan: Lan, screen: Screens) -> None:
    second = Browser(enrolled(screen(), lan, StationRole.SECOND_SCREEN))
    assert pair(second.client, code_of(desk)) == 303
    comfort = second.get(second.get(FACE).link("Confort"))
    asks = str(comfort.one("[hx-get*=state]").get("hx-get"))
    assert second.client.get(asks, headers=ASKS).status_code == 204
    assert not comfort.all("#helpers .call, #helpers a[href^='/language']"), "where this screen leads nowhere"
    second.send(comfort.form("comfort").with_values({"colours": "white-on-black"}))
    page = second.get(FACE)
    assert page.one("html").get("data-comfort") == "white-on-black"
    token = page.one("input[name=token]").get("value")
    assert second.client.post("/speech/settings", data={"token": token, "reading": "on"}).status_code == 200
    assert second.get(FACE).all("#player")
    desk.send(desk.get("/desk").form_to("/next"))
    assert second.client.get(asks, headers=ASKS).headers["HX-Redirect"] == FACE, "nobody finds that page open"
    after = second.get(FACE)
    assert after.one("html").get("data-comfort") is None and not after.all("#player")


@pytest.mark.parametrize("ends", ["/sign-in/leave", "/desk/second-screen/end"])
def test_the_pair_ends_with_the_shift_and_where_the_mediator_says_so(
    app: Flask, desk: Browser, second: Browser, ends: str
) -> None:
    steps_taken.to_review(desk)
    assert second.get(FACE).all(".said")
    page = desk.get("/desk/second-screen")
    form = next(form for form in page.all("form") if form.get("action", "").endswith(ends))
    desk.client.post(ends, data={"token": form.fields["token"]})
    assert "Nadia" not in second.get(FACE).text and second.get(FACE).all("#pair")
    assert state_of(app).pairs.of_desk("") is None


def test_the_end_of_the_shift_unpairs_it(desk: Browser, second: Browser, box: Box, watch: Watch) -> None:
    watch.wait(timedelta(hours=box.settings.shift_hours, seconds=1))
    assert second.get(FACE).all("#pair")
    assert desk.get("/desk").path.startswith("/sign-in")


def test_a_desk_that_nobody_touches_shows_nothing(desk: Browser, second: Browser, box: Box, watch: Watch) -> None:
    steps_taken.to_review(desk)
    watch.wait(timedelta(minutes=box.settings.lock_minutes, seconds=1))
    assert not second.get(FACE).all(".said, #pair")


def test_the_page_is_asked_for_again_only_where_it_has_changed(desk: Browser, second: Browser) -> None:
    found = re.search(r"/second-screen/state\?seen=\w+", second.get(FACE).source)
    assert found
    assert second.client.get(found[0], headers=ASKS).status_code == 204
    steps_taken.to_review(desk)
    assert second.client.get(found[0], headers=ASKS).headers["HX-Refresh"] == "true"
    assert second.client.get(found[0]).location == FACE, "it is no page"


def test_a_colleague_who_learns_beside_shows_nothing_of_it(desk: Browser) -> None:
    desk.send(desk.get("/desk").form("training"))
    assert desk.get("/desk/second-screen").status == 409


SETTING = "/second-screen"
HTMX = {"HX-Request": "true"}


def typed(app: Flask, shown: Page) -> Browser:
    window = Browser(app.test_client())
    window.send(window.get(SETTING).form("pair").with_values({"code": "".join(shown.words(".reference"))}))
    return window


def test_the_page_with_the_code_goes_back_to_the_case_once_a_screen_has_typed_it(app: Flask, desk: Browser) -> None:
    step = steps_taken.begin(desk).path
    shown = desk.send(desk.get(f"/desk/second-screen?back={step}").form("code"))
    (asks,) = (part.get("hx-get") for part in shown.all("[hx-get*=paired]"))
    assert desk.client.get(asks, headers=HTMX).status_code == 204
    typed(app, shown)
    assert desk.client.get(asks, headers=HTMX).headers["HX-Redirect"] == step
    elsewhere = desk.client.get("/desk/second-screen/paired?back=https://a.example/", headers=HTMX)
    assert elsewhere.headers["HX-Redirect"] == "/desk/second-screen"


def test_the_page_of_a_case_is_told_anew_only_what_has_changed(app: Flask, desk: Browser) -> None:
    window = typed(app, desk.send(desk.get("/desk/second-screen").form("code")))
    page = steps_taken.fill(desk, steps_taken.begin(desk), until="birth")
    asks = str(page.one("#second-screen").get("hx-get"))
    assert desk.client.get(asks, headers=HTMX).status_code == 204
    window.send(window.get(SETTING).form_to("/answer", "no"))
    answer = desk.client.get(asks, headers=HTMX)
    assert answer.status_code == 200 and "La personne signale une erreur" in answer.text
    assert desk.client.get(asks).status_code == 303, "it is no page"


def test_the_desk_goes_on_by_itself_once_it_is_confirmed(app: Flask, desk: Browser) -> None:
    window = typed(app, desk.send(desk.get("/desk/second-screen").form("code")))
    waits = desk.send(steps_taken.to_review(desk).form("send"))
    found = re.search(r"/desk/second-screen/\w+/over\?silent=0", waits.source)
    assert found and desk.client.get(found[0]).status_code == 204
    window.send(window.get(SETTING).form_to("/confirm"))
    assert desk.client.get(found[0]).headers["HX-Refresh"] == "true"
    assert desk.get(waits.path).heading == "Votre demande est enregistrée"


def test_going_back_at_the_desk_takes_the_last_page_away(app: Flask, desk: Browser) -> None:
    window = typed(app, desk.send(desk.get("/desk/second-screen").form("code")))
    waits = desk.send(steps_taken.to_review(desk).form("send"))
    desk.get(waits.link("Retour"))
    assert not window.get(SETTING).all("form[action$='/confirm']")
    assert desk.get(waits.path).path.endswith("/review")
