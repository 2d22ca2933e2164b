"""A screen that was left, locked at once, or handed to a colleague."""

from datetime import timedelta

import pytest
from flask import Flask

from kiosk.app import create_app
from kiosk.services.box.box import Actor, Box, open_box
from tests.conftest import PIN, Watch
from tests.gallery.site import steps_taken
from tests.gallery.site.page import Browser, Page
from tests.gallery.site.steps_taken import sign_in
from tests.loaded import loaded_by
from tests.screens.conftest import OMARS_PIN, OMARS_WORDS

IDLE = timedelta(minutes=11)


def left(desk: Browser, watch: Watch) -> Page:
    """Nadia went to the archive; whoever comes by touches the screen."""
    watch.wait(IDLE)
    page = desk.get("/desk")
    assert page.path.startswith("/lock"), page.path
    return page


def unlocked(desk: Browser, page: Page, pin: str = PIN) -> Page:
    return desk.send(page.form("unlock").with_values({"pin": pin}))


def test_a_screen_that_was_left_shows_nothing_and_asks_for_the_pin(desk: Browser, watch: Watch) -> None:
    draft = steps_taken.fill(desk, steps_taken.begin(desk), until="birth")
    page = left(desk, watch)
    assert page.heading == "Écran verrouillé"
    for address in (draft.path, f"/cases/{steps_taken.case_of(draft)}/review", "/desk/team", "/desk/printing"):
        shown = desk.get(address)
        assert shown.path.startswith("/lock"), address
        assert "Benali" not in shown.text


def test_the_pin_alone_brings_back_to_where_one_was(desk: Browser, watch: Watch) -> None:
    draft = steps_taken.fill(desk, steps_taken.begin(desk), until="birth")
    watch.wait(IDLE)
    assert unlocked(desk, desk.get(draft.path)).path == draft.path


def test_what_is_sent_from_a_screen_that_was_left_is_kept_and_not_shown(desk: Browser, watch: Watch) -> None:
    page = steps_taken.fill(desk, steps_taken.begin(desk), until="person")
    form = page.form("answer").with_values(steps_taken.BIRTH_CERTIFICATE["person"])
    discard = desk.get(f"/cases/{steps_taken.case_of(page)}/discard").form("discard")
    watch.wait(IDLE)
    assert desk.send(discard).path.startswith("/lock"), "only what is posted at a question is kept"
    kept = desk.send(form, headers={"Referer": f"http://localhost{page.path}"})
    assert kept.path.startswith("/lock")
    assert "Benali" not in kept.text
    assert unlocked(desk, kept).path == page.path
    person = desk.get(page.path)
    assert person.one("#f-birth_name").get("value") == "Benali"


@pytest.mark.usefixtures("omar")
def test_five_wrong_pins_end_the_shift_and_wait_for_a_colleague(desk: Browser, watch: Watch, box: Box) -> None:
    page = left(desk, watch)
    for _ in range(4):
        page = unlocked(desk, page, "000001")
        assert page.status == 422
        assert "Ce n’est pas le bon code PIN." in page.main
    assert unlocked(desk, page, "000001").path.startswith("/sign-in")
    assert not box.shifts.on_shift()
    assert "Cinq essais faux" in sign_in(desk).main


@pytest.mark.parametrize("jump", [timedelta(), timedelta(days=-400), timedelta(days=400)])
def test_wrong_pins_are_counted_across_a_restart_and_a_clock_that_is_set(
    desk: Browser, watch: Watch, box: Box, jump: timedelta
) -> None:
    page = desk.get("/lock")
    for _ in range(3):
        page = unlocked(desk, page, "000001")
    box.store.close()
    watch.jump(jump)
    again = open_box(box.settings, watch)
    browser = Browser(create_app(again.settings, box=again).test_client())
    for tries in range(2):
        page = sign_in(browser, "nadia", pin="000001")
        assert ("Cinq essais faux" in page.main) is (tries == 1)
    assert sign_in(browser).status == 422
    again.store.close()


def test_one_touch_locks_at_once_and_the_keys_leave_the_memory(desk: Browser, box: Box) -> None:
    steps_taken.fill(desk, steps_taken.begin(desk), until="birth")
    page = desk.send(desk.get("/desk").form("lock-now"))
    assert page.path == "/sign-in"
    assert not box.shifts.on_shift()
    assert desk.get("/desk").path.startswith("/sign-in")
    assert sign_in(desk).path == "/desk", "and nothing was lost"


def test_a_key_locks_too(desk: Browser) -> None:
    page = desk.get("/desk")
    assert page.one("#lock-now button").get("aria-keyshortcuts") == "F9"
    assert "js/desk/lock.js" in loaded_by(page)


def test_a_colleague_on_shift_takes_over_with_their_pin_and_finds_nothing_of_who_left(
    desk: Browser, omars_desk: Browser, watch: Watch
) -> None:
    draft = steps_taken.fill(desk, steps_taken.begin(desk), until="birth")
    form = left(desk, watch).form("unlock")
    before = desk.client.get_cookie("parvis")
    page = desk.send(form.with_values({"mediator": "b" * 32, "pin": OMARS_PIN}))
    assert page.heading == "Bonjour Omar Haddad"
    after = desk.client.get_cookie("parvis")
    assert before and after and before.value != after.value
    assert desk.get(draft.path).status == 404, "not his service, and not his session"
    assert omars_desk.get("/desk").path.startswith("/lock"), "his own screen was left as well"


def test_a_colleague_s_pin_does_not_open_nadia_s_name(desk: Browser, omars_desk: Browser, watch: Watch) -> None:
    page = unlocked(desk, left(desk, watch), OMARS_PIN)
    assert page.status == 422
    assert omars_desk.get("/desk").path.startswith("/lock")


def test_who_is_not_on_shift_is_not_let_in_by_a_pin_alone(desk: Browser, omar: Actor, watch: Watch) -> None:
    form = left(desk, watch).form("unlock")
    page = desk.send(form.with_values({"mediator": omar.mediator_id, "pin": OMARS_PIN}))
    assert page.path.startswith("/sign-in")


def test_after_the_shift_the_pin_alone_is_not_enough(desk: Browser, watch: Watch) -> None:
    watch.wait(timedelta(hours=13))
    assert desk.get("/lock").path.startswith("/sign-in")


def test_a_clock_that_is_set_neither_lengthens_a_shift_nor_ends_it(desk: Browser, watch: Watch, box: Box) -> None:
    watch.jump(timedelta(days=-400))
    assert box.shifts.on_shift()
    watch.wait(timedelta(hours=13))
    assert not box.shifts.on_shift()


def test_a_terminal_takes_no_pin_alone(terminal: Browser, box: Box) -> None:
    """Or a citizen could read who works today, and lock them out one after the other."""
    assert box.shifts.on_shift()
    page = terminal.get("/lock")
    assert page.path == "/"
    assert "Nadia" not in page.text
    door = terminal.get("/sign-in")
    assert "Déjà là aujourd’hui ?" not in door.main
    form = door.form("sign-in")
    form.action = "/lock"
    assert terminal.send(form.with_values({"mediator": "a" * 32, "pin": PIN})).path == "/"


def test_the_way_back_never_leads_outside(desk: Browser, watch: Watch) -> None:
    form = left(desk, watch).form("unlock")
    assert desk.send(form.with_values({"pin": PIN, "next": "//evil.example"})).path == "/desk"


@pytest.mark.usefixtures("omar")
def test_a_colleague_lets_in_who_was_locked_out(desk: Browser, app: Flask) -> None:
    other = Browser(app.test_client())
    for _ in range(5):
        sign_in(other, "omar", OMARS_WORDS, "000001")
    page = desk.get("/desk/team")
    assert "bloqué" in page.main
    desk.send(page.form_to("/omar/let-in"))
    assert "bloqué" not in desk.get("/desk/team").main
    assert sign_in(other, "omar", OMARS_WORDS, OMARS_PIN).path == "/desk"
