"""Shots of a public terminal where help is needed: a call answered or not, a mediator who takes the screen."""

from collections.abc import Iterator

from kiosk.services.box.in_memory import HEARS_S, RINGS_S
from tests.gallery.shots.town import Town
from tests.gallery.site import steps_taken
from tests.gallery.site.cast import PASSPHRASE, PIN
from tests.gallery.site.page import Browser, Page


def public(place: Town, language: str) -> Iterator[tuple[str, Page]]:
    terminal, desk = steps_taken.hand_over(Browser(place.app.test_client())), place.browser
    place.watch.passed.append(HEARS_S + 1)
    page = terminal.send(terminal.get("/").form_to("/language", language))
    yield "call-nobody", terminal.send(page.form_to("/call"))
    page = steps_taken.begin(terminal)
    desk.get("/desk")
    yield "call-here", terminal.get("/call")
    ringing = steps_taken.helped(terminal, page, "call")
    yield "call-ringing", ringing
    rung = desk.get("/desk")
    yield "desk-called", rung
    yield "introduction-called", desk.get("/procedures/birth-certificate")
    desk.send(rung.form_to(str(rung.one("#bell form").get("action"))))
    yield "call-answered", terminal.get("/call")
    terminal.send(ringing.form_to("/call/end"))
    steps_taken.helped(terminal, page, "call")
    place.watch.passed.append(RINGS_S + 1)
    yield "call-unanswered", terminal.get("/call")
    yield "call-printed", terminal.send(terminal.get("/call").form("print"))
    door = terminal.get(f"/sign-in?back={page.path}&next={page.path}")
    yield "sign-in-terminal", door
    form = door.form("sign-in").with_values({"login": "nadia", "passphrase": PASSPHRASE, "pin": PIN})
    taken = terminal.send(form)
    yield "step-taken", taken
    yield "desk-taken", terminal.get("/desk")
    terminal.send(taken.form("give-back"))
