"""What a public terminal asks by itself, and what its pages offer nobody."""

from datetime import timedelta

from flask import Flask

from kiosk.domain.screen import station
from kiosk.domain.screen.station import USUAL
from kiosk.services.box.box import Box
from tests.conftest import PASSPHRASE, PIN, Watch
from tests.gallery.site import steps_taken
from tests.gallery.site.page import Browser, Page


def here(terminal: Browser, page: Page) -> int:
    """What js/terminal/idle.js sends while somebody touches or writes."""
    form = page.form("leave-now")
    form.action = "/terminal/here"
    return terminal.client.post(form.action, data=form).status_code


def test_a_terminal_has_no_link_to_the_desk_and_no_sign_in_to_see(terminal: Browser) -> None:
    pages = [terminal.get("/"), terminal.send(terminal.get("/").form_to("/language", "fr"))]
    pages += [terminal.get(path) for path in ("/procedures/birth-certificate", "/language", "/call", "/resume")]
    pages += [steps_taken.begin(terminal), steps_taken.alone(terminal)]
    for page in pages:
        for link in page.links():
            assert not link.startswith(("/desk", "/sign-in", "/lock", "/papers", "http")), f"{link} at {page.path}"
        assert not page.all("[target]"), f"nothing opens beside {page.path}"
        assert page.one("body").get("data-door") == "/sign-in", "who works here knows where to touch"


def test_a_first_page_offers_nothing_to_leave_and_any_other_does(terminal: Browser) -> None:
    assert not terminal.get("/").all("#leave-now, #idle")
    terminal.send(terminal.get("/").form_to("/language", "en"))
    for path in ("/", "/procedures", "/call", "/nowhere"):
        page = terminal.get(path)
        assert page.one("#leave-now button").text_content().split(), path
        assert page.one(".page-header").getchildren()[-1].get("id") == "leave-now", "always in the same place"
        assert page.all("dialog#idle"), path


def test_the_question_who_is_there_offers_a_code_where_there_is_a_draft(terminal: Browser) -> None:
    terminal.send(terminal.get("/").form_to("/language", "fr"))
    assert not terminal.get("/procedures").all("#idle a")
    page = steps_taken.begin(terminal)
    assert page.one("#idle a").get("href") == f"/cases/{steps_taken.case_of(page)}/code"
    submitted = terminal.send(steps_taken.fill(terminal, page).form("send"))
    assert not submitted.all("#idle a")


def test_whoever_writes_for_long_is_still_there(terminal: Browser, watch: Watch, box: Box) -> None:
    page = steps_taken.fill(terminal, steps_taken.begin(terminal), until="birth")
    for _ in range(6):
        watch.wait(timedelta(minutes=4))
        assert here(terminal, page) == 204
    assert steps_taken.step_of(terminal.get(page.path)) == "birth"


def test_what_a_page_asks_by_itself_is_no_sign_of_anybody(terminal: Browser, watch: Watch, box: Box) -> None:
    submitted = steps_taken.alone(terminal)
    ends = station.ends_after(box.settings.terminal_idle_minutes, USUAL)
    for _ in range(5):
        watch.wait(ends / 5 + timedelta(seconds=1))
        terminal.client.get(f"/cases/{steps_taken.case_of(submitted)}/whereabouts", headers={"HX-Request": "true"})
    assert "Benali" not in terminal.get(submitted.path).text


def test_more_time_is_twice_as_much_for_the_box_too(terminal: Browser, watch: Watch, box: Box) -> None:
    page = steps_taken.fill(terminal, steps_taken.begin(terminal), until="birth")
    with box.store.write() as db:
        db.conn.execute("UPDATE sessions SET comfort = 'slow'")
    watch.wait(timedelta(minutes=12))
    assert steps_taken.step_of(terminal.get(page.path)) == "birth"
    watch.wait(timedelta(minutes=15))
    assert "Benali" not in terminal.get(page.path).text


def test_only_a_mediator_gives_a_screen_back(terminal: Browser) -> None:
    page = steps_taken.begin(terminal)
    form = page.form("leave-now")
    form.action = "/terminal/back"
    assert terminal.send(form).path == "/"
    assert steps_taken.step_of(terminal.get(page.path)) == "for-whom", "and nothing of the citizen's is lost"


def test_a_draft_that_is_gone_leads_to_what_can_be_done(terminal: Browser, box: Box) -> None:
    page = steps_taken.begin(terminal)
    form = terminal.get(f"/sign-in?next={page.path}").form("sign-in")
    at_case = terminal.send(form.with_values({"login": "nadia", "passphrase": PASSPHRASE, "pin": PIN}))
    asked = terminal.get(f"/cases/{steps_taken.case_of(page)}/discard")
    terminal.send(asked.form("discard"))
    assert terminal.send(at_case.form("give-back")).path == "/procedures"


def test_a_screen_that_is_no_terminal_has_neither_door_nor_question(browser: Browser, desk: Browser) -> None:
    for page in (browser.get("/"), desk.get("/desk")):
        assert not page.all("[data-door], #idle, #leave-now, #give-back")


def test_an_address_of_the_desk_leads_a_citizen_to_the_first_page(terminal: Browser, app: Flask) -> None:
    for path in ["/desk", "/desk/team", "/lock", "/desk/bell"]:
        assert terminal.get(path).path == "/"
