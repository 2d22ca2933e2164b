"""Shots of the screen with two faces: what the citizen sees beside the desk, and what the desk says of it."""

from collections.abc import Iterator
from datetime import timedelta

from tests.gallery.shots.town import Town
from tests.gallery.site import steps_taken
from tests.gallery.site.cast import PIN
from tests.gallery.site.page import Browser, Page

HERE = "/second-screen"


def second(place: Town, language: str) -> Iterator[tuple[str, Page]]:
    """A window of this machine: before and after its code, one answer, a no, the last page, and once it goes away."""
    desk, window = place.browser, Browser(place.app.test_client())
    desk.send(desk.get("/desk").form_to("/next"))
    desk.send(desk.get("/").form_to("/language", language))
    yield "second-alone", desk.get("/desk/second-screen")
    yield "second-waiting", window.get(HERE)
    yield "second-wrong-code", window.send(window.get(HERE).form("pair").with_values({"code": "1"}))
    shown = desk.send(desk.get("/desk/second-screen").form("code"))
    yield "second-code", shown
    window.send(window.get(HERE).form("pair").with_values({"code": "".join(shown.words(".reference"))}))
    yield "second-paired", window.get(HERE)
    yield "second-desk", desk.get("/desk/second-screen")
    page = steps_taken.begin(desk)
    yield "second-asked", window.get(HERE)
    page = steps_taken.fill(desk, page, until="parents")
    yield "second-question", window.get(HERE)
    yield "second-no", window.send(window.get(HERE).form_to("/answer", "no"))
    yield "second-desk-wrong", desk.get(page.path)
    while steps_taken.step_of(page):
        page = steps_taken.answer(desk, page, steps_taken.BIRTH_CERTIFICATE[steps_taken.step_of(page)])
    yield "second-review", page
    while window.get(HERE).all("form[action$='/answer'] [value=no]"):
        window.send(window.get(HERE).form_to("/answer", "yes" if window.get(HERE).all(".said:not(.long)") else "no"))
    yield "second-denied", window.get(HERE)
    wait = desk.send(desk.get(page.path).form("send"))
    yield "second-wait", wait
    yield "second-last", window.get(HERE)
    place.watch.wait(timedelta(seconds=10))
    yield "second-silent", desk.get(wait.path)
    done = window.send(window.get(HERE).form_to("/confirm"))
    yield "second-done", done
    yield "second-said", window.send(done.form_to("/opinion", "good"))
    desk.get(wait.path)
    desk.send(desk.get("/desk").form_to("/next"))
    yield "second-next-person", window.get(HERE)
    locked = desk.send(desk.get("/desk").form("lock-now"))
    yield "second-covered", window.get(HERE)
    desk.send(locked.form("unlock").with_values({"pin": PIN}))
    desk.send(desk.get("/desk/second-screen").form_to("/end"))
