"""Before a desk locks, its pages say when; one press, or typing, keeps it open."""

from datetime import timedelta

import pytest

from kiosk.services.box.box import Box
from tests.conftest import Watch
from tests.gallery.site import steps_taken
from tests.gallery.site.page import Browser, Page
from tests.loaded import loaded_by


def seconds(page: Page, name: str) -> int:
    return int(page.one("#session-end").get(f"data-{name}"))


def stay(desk: Browser, page: Page) -> int:
    """What js/page/session_end.js sends."""
    token = page.one("#session-end input")
    address = page.one("#session-end").get("data-stay")
    return desk.client.post(address, data={token.get("name"): token.get("value")}).status_code


def test_a_page_says_in_words_when_its_screen_locks_also_where_no_script_runs(desk: Browser, box: Box) -> None:
    page = desk.get("/desk")
    words = " ".join(page.one("noscript .session-times").text_content().split())
    assert words.startswith("Sans geste de votre part, cet écran se verrouille à ")
    assert "Votre session se termine à " in words
    dialog = page.one("dialog#session-end[role=alertdialog]")
    assert dialog.get("aria-labelledby") == "session-end-title" and page.one("#session-notice[role=alert]") is not None
    assert page.one("#session-end button").text_content().strip() == "Oui, je continue"


def test_the_warning_comes_two_minutes_before_and_never_after_the_lock(desk: Browser, box: Box, watch: Watch) -> None:
    page = desk.get("/desk")
    assert seconds(page, "before") == 120
    lasts = timedelta(seconds=seconds(page, "idle"))
    assert lasts > timedelta(seconds=seconds(page, "before"))
    watch.wait(timedelta(seconds=55))
    desk.get("/desk")  # a use within the same minute is not noted
    watch.wait(lasts - timedelta(seconds=1))
    assert desk.get("/desk").path == "/desk", "what the page promised is kept"
    assert seconds(page, "final") <= box.settings.shift_hours * 3600


def test_one_press_keeps_the_desk_open_and_a_locked_one_says_so(desk: Browser, watch: Watch, box: Box) -> None:
    page = desk.get("/desk")
    for _ in range(3):
        watch.wait(timedelta(minutes=box.settings.lock_minutes - 2))
        assert stay(desk, page) == 204
    assert desk.get("/desk").path == "/desk"
    watch.wait(timedelta(minutes=box.settings.lock_minutes + 1))
    assert stay(desk, page) == 403


def test_it_is_told_of_a_case_too_and_in_french_to_who_helps_in_arabic(desk: Browser) -> None:
    desk.send(desk.get("/language").form_to("/language", "ar"))
    page = steps_taken.begin(desk)
    assert page.one("html").get("lang") == "ar"
    assert page.one("#session-end h2").text_content() == "Êtes-vous encore là\u00a0?"
    (part,) = page.one("#session-end").xpath("ancestor-or-self::*[@lang][1]")
    assert part.get("lang") == "fr"


def test_a_terminal_asks_in_its_own_way(terminal: Browser) -> None:
    for page in (terminal.get("/"), terminal.get("/procedures")):
        assert not page.all("#session-end, .session-times"), page.path


def test_where_nobody_has_signed_in_nothing_ends(browser: Browser) -> None:
    assert not browser.get("/sign-in").all("#session-end, .session-times")


@pytest.mark.parametrize("hours", [11.5, 12.5])
def test_the_end_of_the_shift_is_told_however_busy_one_is(desk: Browser, watch: Watch, box: Box, hours: float) -> None:
    for _ in range(int(hours * 60 / 9)):
        watch.wait(timedelta(minutes=9))
        page = desk.get("/desk")
    if hours > box.settings.shift_hours:
        assert not page.path.startswith("/desk")
    else:
        assert 0 < seconds(page, "final") < 3600


def test_answers_sent_after_the_shift_has_ended_are_kept(desk: Browser, box: Box) -> None:
    page = steps_taken.fill(desk, steps_taken.begin(desk), until="person")
    form = page.form("answer").with_values(steps_taken.BIRTH_CERTIFICATE["person"])
    for mediator_id, _ in box.shifts.on_shift():
        box.shifts.end(mediator_id)
    assert steps_taken.step_of(desk.send(form)) == "birth"
    assert desk.get(page.path).one("#f-birth_name").get("value") == "Benali"
    assert desk.get("/desk").path.startswith("/sign-in")


def test_a_desk_and_a_terminal_ask_in_one_look(desk: Browser, terminal: Browser) -> None:
    for page in (desk.get("/desk"), terminal.get("/procedures")):
        assert len(page.all("dialog[role=alertdialog]")) == 1, page.path
        assert {"css/dialog.css", "css/session_end.css"} <= set(loaded_by(page)), page.path
