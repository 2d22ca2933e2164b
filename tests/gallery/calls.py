"""Somebody at a terminal calls, somebody at the desk hears it: both screens, as far as an answer."""

from collections.abc import Iterator

from tests import walk
from tests.gallery.town import Town
from tests.page import Browser, Page


def calls(place: Town, language: str) -> Iterator[tuple[str, Page]]:
    """Somebody could come; it rings; they come."""
    desk, terminal = place.browser, walk.hand_over(Browser(place.app.test_client()))
    terminal.send(terminal.get("/").form_to("/language", language))
    desk.get("/desk")
    page = terminal.get("/call")
    yield "terminal-call", page
    page = terminal.send(page.form_to("/call"))
    yield "terminal-call-rings", page
    ringing = desk.get("/desk")
    yield "desk-rings", ringing
    desk.send(ringing.form_to(ringing.one('form[action^="/desk/bell/"]').get("action")))
    yield "terminal-call-answered", terminal.get("/call")
