"""A citizen whose terminal a mediator takes for a moment: everything of theirs waits, for them alone."""

from datetime import timedelta

import pytest

from kiosk.domain.screen.station import Comfort
from kiosk.services.box.box import Box
from kiosk.services.upkeep import retention
from tests.conftest import PASSPHRASE, PIN, Watch
from tests.gallery.site import steps_taken
from tests.gallery.site.page import Browser, Page


def taken(terminal: Browser, path: str = "/") -> Page:
    """Nadia signs in through the door."""
    form = terminal.get(f"/sign-in?back={path}&next={path}").form("sign-in")
    return terminal.send(form.with_values({"login": "nadia", "passphrase": PASSPHRASE, "pin": PIN}))


def begun(terminal: Browser) -> Page:
    terminal.send(terminal.get("/").form_to("/language", "en"))
    return steps_taken.fill(terminal, steps_taken.begin(terminal), until="birth")


def kept_sessions(box: Box) -> int:
    return box.store.read().table("sessions").count_where("mediator_id IS NULL")


def test_case_language_and_comfort_are_theirs_again(terminal: Browser, box: Box) -> None:
    page = begun(terminal)
    before = terminal.client.get_cookie("parvis")
    comfort(box, "largest slow")
    at_case = taken(terminal, page.path)
    assert at_case.path == page.path, "the mediator sees where they are stuck"
    assert at_case.one("html").get("lang") == "en"
    assert at_case.one("html").get("data-comfort") == Comfort(size="largest", time="slow").written
    during = terminal.client.get_cookie("parvis")
    back = terminal.send(at_case.form("give-back"))
    after = terminal.client.get_cookie("parvis")
    assert before and during and after
    assert before.value == after.value != during.value
    assert back.path == page.path
    assert (back.one("html").get("lang"), back.one("html").get("data-comfort")) == ("en", "largest slow")
    assert steps_taken.fill(terminal, back).path.endswith("/review")


def test_what_the_mediator_did_to_the_case_is_there(terminal: Browser) -> None:
    page = begun(terminal)
    helped = steps_taken.answer(terminal, taken(terminal, page.path), steps_taken.BIRTH_CERTIFICATE["birth"])
    back = terminal.send(helped.form("give-back"))
    assert steps_taken.step_of(back) == "parents"


def test_once_given_back_the_mediators_session_opens_nothing(terminal: Browser) -> None:
    page = begun(terminal)
    taken(terminal, page.path)
    copied = terminal.client.get_cookie("parvis")
    terminal.send(terminal.get("/desk").form("give-back"))
    assert terminal.get("/desk").path == "/"
    assert copied
    terminal.client.set_cookie("parvis", copied.value)
    assert terminal.get("/desk").path == "/"


def test_a_mediator_with_a_desk_of_their_own_stays_on_shift_there(terminal: Browser, desk: Browser) -> None:
    page = begun(terminal)
    taken(terminal, page.path)
    terminal.send(terminal.get("/desk").form("give-back"))
    assert desk.get("/desk").path == "/desk"


def test_a_mediator_without_one_takes_their_keys_along(terminal: Browser, desk: Browser, box: Box) -> None:
    desk.send(desk.get("/desk").form_to("/sign-in/leave"))
    page = begun(terminal)
    taken(terminal, page.path)
    assert box.shifts.on_shift()
    terminal.send(terminal.get("/desk").form("give-back"))
    assert not box.shifts.on_shift()


@pytest.mark.parametrize("way", ["/next", "/sign-in/leave", "/lock/now"])
def test_every_other_way_out_ends_the_citizens_session_too(terminal: Browser, box: Box, way: str) -> None:
    page = begun(terminal)
    before = terminal.client.get_cookie("parvis")
    taken(terminal, page.path)
    assert kept_sessions(box) == 1
    terminal.send(terminal.get("/desk").form_to(way))
    assert kept_sessions(box) == 0
    assert not terminal.get("/").all("#give-back")
    assert before
    terminal.client.set_cookie("parvis", before.value)
    assert "Benali" not in terminal.get(page.path).text


def test_a_mediator_who_goes_without_a_word_leaves_nothing_to_the_next(
    terminal: Browser, watch: Watch, box: Box
) -> None:
    page = begun(terminal)
    taken(terminal, page.path)
    watch.wait(timedelta(minutes=11))
    shown = terminal.get(page.path)
    assert "Benali" not in shown.text
    assert shown.one("html").get("lang") == "fr"
    watch.wait(timedelta(minutes=20))
    retention.due(box)
    assert kept_sessions(box) == 0


def test_a_citizen_who_had_begun_nothing_leaves_nothing_to_give_back(terminal: Browser) -> None:
    taken(terminal)
    assert not terminal.get("/desk").all("#give-back")


def test_a_long_help_does_not_cost_them_their_place(terminal: Browser, watch: Watch, box: Box) -> None:
    page = begun(terminal)
    taken(terminal, page.path)
    for _ in range(8):
        watch.wait(timedelta(minutes=5))
        assert terminal.get(page.path).all("#give-back")
        retention.due(box)
    assert terminal.send(terminal.get(page.path).form("give-back")).path == page.path


def comfort(box: Box, written: str) -> None:
    """Marie has chosen how she sees."""
    with box.store.write() as db:
        db.conn.execute("UPDATE sessions SET comfort = ? WHERE mediator_id IS NULL", (written,))


def test_whoever_takes_the_screen_ends_what_was_by_ear_alone(terminal: Browser, box: Box) -> None:
    page = begun(terminal)
    with box.store.write() as db:
        db.conn.execute("UPDATE sessions SET speech = 'reading alone', comfort = 'dark' WHERE mediator_id IS NULL")
    at_case = taken(terminal, page.path)
    assert "dark" not in at_case.one("html").get("data-comfort", "") and not at_case.all("#alone")
    back = terminal.send(at_case.form("give-back"))
    assert '"alone": false' in back.one("body").get("data-speech", "")
    assert '"reading": true' in back.one("body").get("data-speech", ""), "they go on listening"
