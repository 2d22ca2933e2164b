"""A colleague leaves the team, or is shown out; and what ends a session ends it on every screen."""

import pytest
from flask import Flask

from kiosk.services.box.box import Actor, Box
from kiosk.store.people import people
from tests.conftest import PASSPHRASE, PIN
from tests.gallery.site import steps_taken
from tests.gallery.site.page import Browser, Page
from tests.gallery.site.steps_taken import sign_in
from tests.screens.conftest import OMARS_PIN, OMARS_WORDS


@pytest.fixture
def screens(app: Flask, desk: Browser, omar: Actor) -> list[Browser]:
    """Omar, with the « état civil », at two screens; at the second with a citizen's draft."""
    desk.send(desk.get("/desk/team").form_to("/omar/grant", "etat-civil"))
    both = [Browser(app.test_client()), Browser(app.test_client())]
    for item in both:
        assert sign_in(item, "omar", OMARS_WORDS, OMARS_PIN).path == "/desk"
    return both


def draft(browser: Browser) -> Page:
    return steps_taken.fill(browser, steps_taken.begin(browser), until="birth")


def all_out(screens: list[Browser], case: Page) -> None:
    """Neither page nor case, on either screen, with the cookie that was good a moment ago."""
    for screen in screens:
        assert screen.get("/desk").path.startswith("/sign-in")
        shown = screen.get(case.path)
        assert shown.path.startswith("/sign-in") and "Benali" not in shown.text


def test_withdrawing_a_service_ends_their_sessions_on_every_screen(desk: Browser, screens: list[Browser]) -> None:
    case = draft(screens[1])
    desk.send(desk.get("/desk/team").form_to("/omar/withdraw", "etat-civil"))
    all_out(screens, case)


def test_another_badge_and_pin_end_their_sessions_on_every_screen(desk: Browser, screens: list[Browser]) -> None:
    case = draft(screens[1])
    desk.send(desk.get("/desk/team").form_to("/omar/reissue"))
    all_out(screens, case)
    assert sign_in(screens[0], "omar", OMARS_WORDS, OMARS_PIN).status == 422, "what was lost opens nothing"


def test_a_colleague_is_shown_out_of_every_screen_and_may_come_back(desk: Browser, screens: list[Browser]) -> None:
    case = draft(screens[1])
    page = desk.send(desk.get("/desk/team").form_to("/omar/let-out"))
    assert page.path == "/desk/team"
    all_out(screens, case)
    assert sign_in(screens[0], "omar", OMARS_WORDS, OMARS_PIN).path == "/desk"
    assert screens[1].get("/desk").path.startswith("/sign-in"), "the session of the other screen stays ended"


def test_who_is_not_there_is_not_shown_out(desk: Browser, omar: Actor) -> None:
    assert "Déconnecter" not in desk.get("/desk/team").main


def test_locking_at_one_screen_locks_every_screen(screens: list[Browser]) -> None:
    case = draft(screens[1])
    screens[0].send(screens[0].get("/desk").form("lock-now"))
    all_out(screens, case)


def test_leaving_at_one_screen_leaves_every_screen(screens: list[Browser]) -> None:
    case = draft(screens[1])
    screens[0].send(screens[0].get("/desk").form_to("/leave"))
    all_out(screens, case)


def test_a_changed_pin_ends_the_other_sessions_and_not_this_one(app: Flask, desk: Browser) -> None:
    other = Browser(app.test_client())
    sign_in(other)
    form = desk.get("/desk/team").form_to("/team/pin")
    form = form.with_values({"passphrase": PASSPHRASE, "pin": PIN, "new-pin": "739164"})
    assert desk.send(form).path == "/desk"
    assert desk.get("/desk").path == "/desk"
    assert other.get("/desk").path.startswith("/sign-in")
    assert sign_in(other, "nadia", PASSPHRASE, PIN).status == 422
    assert sign_in(other, "nadia", PASSPHRASE, "739164").path == "/desk"


def test_someone_leaves_the_team_once_it_was_said_twice(desk: Browser, screens: list[Browser], box: Box) -> None:
    case = draft(screens[1])
    asked = desk.get(desk.get("/desk/team").link("Omar Haddad quitte l’équipe"))
    assert asked.heading == "Omar Haddad quitte l’équipe ?"
    assert sign_in(screens[0], "omar", OMARS_WORDS, OMARS_PIN).path == "/desk", "asking changes nothing"
    assert desk.send(asked.form("remove")).path == "/desk/team"
    all_out(screens, case)
    assert sign_in(screens[0], "omar", OMARS_WORDS, OMARS_PIN).status == 422
    assert "Omar" not in desk.get("/desk/team").main
    assert desk.get(case.path).status == 200, "the case he began stays with its service"
    assert [mediator.login for mediator in people.mediators(box.store.read())] == ["nadia"]


def test_who_supervises_nothing_is_offered_nothing_and_refused_in_words(
    desk: Browser, screens: list[Browser], box: Box
) -> None:
    assert not [link for link in screens[0].get("/desk/team").links() if link.endswith("/remove")]
    page = screens[0].get("/desk/team/nadia/remove")
    answer = screens[0].send(page.form("remove"))
    assert answer.status == 422 and "responsable" in answer.main
    assert len(people.mediators(box.store.read())) == 2


def test_nobody_is_removed_twice_and_nobody_unknown(desk: Browser, omar: Actor) -> None:
    form = desk.get("/desk/team/omar/remove").form("remove")
    desk.send(form)
    assert desk.send(form).status == 409
    assert desk.get("/desk/team/zoe/remove").status == 409
