"""A machine on its first start: its wizard, and somebody who answers it."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from pathlib import Path

from flask import Flask

from kiosk import settings
from kiosk.app import create_app
from kiosk.clock import Clock
from kiosk.services.box.box import Box, open_box
from kiosk.services.setup.first_start import FirstStart
from kiosk.web.request_state import state_of
from tests.gallery.site.page import Browser, Page

_CLOSED: dict[str, str | list[str]] = {f"day-{day}": "" for day in range(3, 7)}
ANSWERS: dict[str, dict[str, str | list[str]]] = {
    "name": {"name": "Mairie de Saint-Aubin-d’Aubigné"},
    "commune": {"q": "", "commune": ["35251"]},
    "code": {"code": "SA"},
    "contact": {"address": "1 place de la Mairie, 35250 Saint-Aubin-d’Aubigné", "phone": "0299000000", "email": ""},
    "privacy": {"officer": "Centre de gestion 35, dpo@cdg35.example", "ccas": "yes", "ccas-name": ""},
    "hours": {**_CLOSED, "day-0": "9h-12h, 14h-17h", "day-1": "idem", "day-2": "9h-12h"},
    "languages": {"language": ["fr", "ar"]},
    "services": {"service": ["etat-civil", "elections"]},
    "screens": {"lan": ["off"]},
}
"""A right answer to each step of the town hall."""
PERSON = {"name": "Nadia Roux", "login": "", "factor": "passphrase"}


@dataclass
class Start:
    """A box that is not set up, its application, and the codes that the machine showed."""

    app: Flask
    codes: list[str] = field(default_factory=list)

    @property
    def box(self) -> Box:
        return state_of(self.app).box

    def browser(self) -> Browser:
        return Browser(self.app.test_client())

    def admitted(self) -> Browser:
        browser = self.browser()
        form = browser.get("/set-up").form("code-form")
        assert browser.send(form.with_values({"code": self.codes[-1]})).path.startswith("/set-up/")
        return browser


@contextmanager
def first_start(data: Path, clock: Clock | None = None) -> Iterator[Start]:
    chosen = replace(settings.read_settings(data, {}), printer="dummy", port=0)
    box = open_box(chosen, clock, unset=True)
    start = Start(create_app(chosen, box=box))
    state = state_of(start.app)
    state.first_start = FirstStart(chosen.paths.first_start_code, box.clock, start.codes.append)
    state.first_start.begin()
    try:
        yield start
    finally:
        start.box.store.close()


def answer(browser: Browser, until: str = "") -> Page:
    page = browser.get("/set-up")
    while (step := page.path.rpartition("/")[2]) in ANSWERS and step != until:
        page = browser.send(page.form("answer").with_values(ANSWERS[step]))
    return page


def to_sheet(browser: Browser) -> tuple[str, str, str]:
    """Answer everything up to the sheet: gives the six words, the PIN, and the twelve words."""
    page = browser.send(answer(browser).form("answer").with_values(PERSON))
    words, pin = " ".join(page.words("ol.secret li")), page.words("strong.secret")[1]
    return words, pin, " ".join(browser.get(page.link("Je l’ai noté")).words("ol.secret li"))


def typed_back(browser: Browser, sheet: str) -> Page:
    form = browser.get("/set-up/person/sheet/typed").form("answer")
    return browser.send(form.with_values({f"word-{place}": word for place, word in enumerate(sheet.split(), 1)}))


def set_up(browser: Browser) -> Page:
    words, pin, sheet = to_sheet(browser)
    return browser.send(typed_back(browser, sheet).form("answer").with_values({"passphrase": words, "pin": pin}))
