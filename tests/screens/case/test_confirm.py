"""The recap, turned to the citizen: they say that it is right, and the screen shows nothing else until the PIN."""

from datetime import timedelta

from flask import Flask

from kiosk.services.box.box import Actor, Box
from tests.conftest import PIN, Watch
from tests.gallery.site import steps_taken
from tests.gallery.site.page import Browser, Page
from tests.gallery.site.steps_taken import sign_in
from tests.screens.conftest import bodies


def turned(desk: Browser) -> Page:
    """The screen, as Marie is shown it."""
    return desk.send(steps_taken.to_review(desk).form("send"))


def taken_back(desk: Browser, page: Page, pin: str = PIN, do: str = "back") -> Page:
    return desk.send(page.form("back").with_values({"pin": pin, "do": do}))


def test_marie_reads_every_answer_and_one_button_says_yes(desk: Browser) -> None:
    page = turned(desk)
    assert page.heading == "Est-ce bien cela ?"
    for words in ("Marie Louise", "Benali", "3 février 1965", "Copie intégrale"):
        assert words in page.main, words
    assert page.words("main button.primary") == ["Oui, je confirme"]
    assert "Nadia" not in page.text, "the desk is behind the screen"


def test_her_yes_submits_and_the_receipt_says_who_confirmed_and_who_helped(
    desk: Browser, box: Box, nadia: Actor
) -> None:
    page = steps_taken.confirmed(desk, steps_taken.to_review(desk))
    assert page.heading == "Votre demande est enregistrée"
    (body,) = bodies(box, nadia, "submitted")
    assert (body["confirmation"]["by"], body["confirmation"]["how"]) == ("citizen", "touch")
    assert body["helper"] == "Nadia Roux"


def test_a_spoken_yes_is_recorded_by_the_mediator_as_spoken(desk: Browser, box: Box, nadia: Actor) -> None:
    page = taken_back(desk, turned(desk), do="spoken")
    assert page.path.endswith("/submitted")
    (body,) = bodies(box, nadia, "submitted")
    assert (body["confirmation"]["by"], body["confirmation"]["how"]) == ("citizen", "spoken")


def test_the_hands_stand_at_the_pin_once_it_is_confirmed_and_at_nothing_before(desk: Browser) -> None:
    """An Enter too many at the review must confirm nothing in the person's name."""
    page = turned(desk)
    assert not page.all("[autofocus]")
    assert desk.send(page.form("yes")).one("[autofocus]").get("name") == "pin"


def test_after_her_yes_nothing_of_her_is_left_on_the_screen(desk: Browser) -> None:
    page = desk.send(turned(desk).form("yes"))
    assert "Benali" not in page.text
    assert "1965" not in page.text


def test_the_turned_screen_shows_this_case_and_nothing_else(desk: Browser, app: Flask) -> None:
    other = steps_taken.case_of(steps_taken.fill(desk, steps_taken.begin(desk), until="birth"))
    here = turned(desk).path
    for rule in app.url_map.iter_rules():
        if "GET" not in (rule.methods or ()) or rule.endpoint.startswith(("control.", "static")):
            continue
        if rule.rule.startswith(("/desk", "/cases", "/papers")):
            page = desk.get(rule.rule.replace("<case_id>", other).replace("<", "").replace(">", ""))
            assert page.path == here, rule.rule
    assert desk.get(here.replace("/confirm", "/review")).path == here, "not even her own answers can be changed"


def test_pressed_from_an_open_page_of_before_nothing_of_the_desk_moves(desk: Browser) -> None:
    """The browser's memory still holds pages whose forms the mediator could send."""
    draft = steps_taken.to_review(desk)
    other = steps_taken.fill(desk, steps_taken.begin(desk), until="birth")
    discard = desk.get(f"/cases/{steps_taken.case_of(other)}/discard").form("discard")
    page = desk.send(draft.form("send"))
    assert desk.send(discard).path == page.path
    assert desk.send(draft.form("send")).path == page.path
    assert taken_back(desk, page).path.endswith("/review")
    assert desk.get(f"/cases/{steps_taken.case_of(other)}").status == 200


def test_the_pin_gives_the_screen_back_and_the_answers_can_be_put_right(desk: Browser) -> None:
    review = taken_back(desk, turned(desk))
    assert review.path.endswith("/review")
    assert desk.get("/desk").path == "/desk"


def test_a_wrong_pin_keeps_the_screen_turned_and_says_so_beside_the_field(desk: Browser) -> None:
    page = turned(desk)
    wrong = taken_back(desk, page, "000001", do="spoken")
    assert wrong.status == 422
    assert "Ce n’est pas le bon code PIN." in wrong.main
    assert wrong.one("#pin").get("aria-invalid") == "true"
    assert wrong.all("details#helper[open]")
    assert desk.get("/desk").path == page.path
    assert desk.get(page.path).all("form#yes"), "a yes that no PIN vouched for is no yes"


def test_after_five_wrong_pins_first_factor_and_pin_are_asked(desk: Browser, box: Box) -> None:
    page = turned(desk)
    for _ in range(5):
        page = taken_back(desk, page, "000001") if page.all("form#back") else page
    assert page.path.startswith("/sign-in")
    assert not box.shifts.on_shift(), "the keys are out of the memory"
    assert sign_in(desk).status == 422, "and the account waits for a colleague"


def test_a_screen_that_stays_turned_is_still_turned_in_the_morning(desk: Browser, watch: Watch) -> None:
    page = turned(desk)
    watch.wait(timedelta(minutes=30))
    assert desk.get("/desk").path == page.path
    watch.wait(timedelta(days=1))
    assert desk.get("/desk").path.startswith("/sign-in")
    assert desk.get(page.path).path.startswith("/sign-in")


def test_what_is_not_complete_is_not_turned_to_anyone(desk: Browser) -> None:
    page = steps_taken.fill(desk, steps_taken.begin(desk), until="birth")
    assert desk.get(f"/cases/{steps_taken.case_of(page)}/confirm").path.endswith("/review")
    assert desk.get("/desk").path == "/desk"


def test_nobody_says_yes_for_a_case_that_the_screen_is_not_turned_to(desk: Browser, box: Box) -> None:
    review = steps_taken.to_review(desk)
    token, case = review.form("send")["token"], steps_taken.case_of(review)
    for gesture in ("confirm", "confirm/back"):
        desk.client.post(f"/cases/{case}/{gesture}", data={"token": token, "pin": PIN, "do": "spoken"})
    assert box.store.read().table("submissions").count_where() == 0


def test_marie_points_at_what_is_not_right_and_nadia_sees_it_first(desk: Browser) -> None:
    """Review of the screens, M20: « Ce n’est pas juste » led to a closed box, and nothing could be pointed at."""
    page = turned(desk)
    points = desk.get(page.link("Ce n’est pas juste"))
    assert points.heading == "Qu’est-ce qui n’est pas juste ?" and points.one("#helper").get("open") is not None
    assert len(points.all("[name=wrong][form=back]")) == len(page.all("dl.answers dt"))
    again = desk.send(points.form("back").with_values({"wrong": ["birth_name"], "pin": "0000"}))
    assert again.status == 422 and again.one("[value=birth_name]").get("checked") is not None, (
        "a wrong PIN loses no tick"
    )
    page = desk.send(points.form("back").with_values({"wrong": ["birth_name"], "pin": PIN}))
    assert steps_taken.step_of(page) == "person" and "change=1" in page.path
    assert page.words(".field-error") == ["La personne dit que ce n’est pas juste. Corrigez avec elle."]
