"""Shots of a call: a terminal that calls and a desk that answers."""

from collections.abc import Iterator

from tests.gallery.shots.town import Town
from tests.gallery.site import steps_taken
from tests.gallery.site.page import Browser, Page


def calls(place: Town, language: str) -> Iterator[tuple[str, Page]]:
    desk, terminal = place.browser, steps_taken.hand_over(Browser(place.app.test_client()))
    terminal.send(terminal.get("/").form_to("/language", language))
    desk.get("/desk")
    page = terminal.get("/call")
    yield "terminal-call", page
    page = terminal.send(page.form_to("/call"))
    yield "terminal-call-rings", page
    ringing = desk.get("/desk")
    yield "desk-rings", ringing
    desk.send(ringing.form_to(ringing.one('form[action^="/desk/bell/"]').attrib["action"]))
    yield "terminal-call-answered", terminal.get("/call")
