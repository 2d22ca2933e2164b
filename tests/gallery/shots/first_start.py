"""The wizard of a machine's first start, from its code to the first mediator's sign-in."""

from collections.abc import Iterator
from pathlib import Path
from tempfile import TemporaryDirectory

from tests.gallery.shots.town import Town
from tests.gallery.site import first_start as machine
from tests.gallery.site.page import Page

WRONG: dict[str, dict[str, str | list[str]]] = {
    "name": {"name": ""},
    "commune": {"q": "xylophone", "commune": []},
    "code": {"code": "OI"},
    "contact": {"email": "mairie"},
    "hours": {"day-0": "neuf heures"},
    "languages": {"language": []},
    "screens": {"lan": []},
}
"""An answer to each step that is not taken."""


def first_start(place: Town, language: str) -> Iterator[tuple[str, Page]]:
    with TemporaryDirectory() as folder, machine.first_start(Path(folder)) as start:
        browser = start.browser()
        page = browser.get("/set-up/start")
        if language != "fr":
            browser.send(browser.get("/language").form_to("/language", language))
            page = browser.get("/set-up/start")
        yield "start", page
        wrong = browser.send(page.form("code-form").with_values({"code": "1"}))
        yield "start-wrong", wrong
        page = browser.send(wrong.form("code-form").with_values({"code": start.codes[-1]}))
        while (step := page.path.rpartition("/")[2]) in machine.ANSWERS:
            yield f"set-up-{step}", page
            form = page.form("answer")
            if step in WRONG:
                yield f"set-up-{step}-wrong", browser.send(form.with_values(WRONG[step]))
            page = browser.send(form.with_values(machine.ANSWERS[step]))
        yield "set-up-person", page
        yield "set-up-person-wrong", browser.send(page.form("answer").with_values({"name": ""}))
        noted = browser.send(page.form("answer").with_values(machine.PERSON))
        yield "set-up-to-note", noted
        words, pin = " ".join(noted.words("ol.secret li")), noted.words("strong.secret")[1]
        sheet = browser.get("/set-up/person/sheet")
        yield "set-up-sheet", sheet
        twelve = sheet.words("ol.secret li")
        yield "set-up-sheet-typed", browser.get("/set-up/person/sheet/typed")
        yield "set-up-sheet-wrong", machine.typed_back(browser, " ".join(["abaisser", *twelve[1:]]))
        page = machine.typed_back(browser, " ".join(twelve))
        yield "set-up-enter", page
        yield "set-up-enter-wrong", browser.send(page.form("answer").with_values({"passphrase": words, "pin": "1"}))
        page = browser.send(page.form("answer").with_values({"passphrase": words, "pin": pin}))
        yield "first-day", page
        yield "hub", browser.get("/desk/hub")
        form = browser.get("/desk/hub").form("enroll")
        yield "hub-wrong", browser.send(form.with_values({"url": "http://hub.example", "code": "x"}))
