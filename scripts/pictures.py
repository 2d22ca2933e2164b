"""Takes the documentation's pictures of the application in a real browser, from the root.

python -m scripts.pictures            # every picture, and the digests of the pages that they show
python -m scripts.pictures --digests  # the digests alone: the pages look as they did
"""

import hashlib
import io
import re
import sys
import tempfile
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path

from cheroot.wsgi import Server
from flask import Flask
from PIL import Image
from playwright.sync_api import Browser as Chromium

from kiosk.services.spool import print_queue
from kiosk.web import session
from scripts.source import ROOT
from tests.gallery.browser.hand import Hand, chromium
from tests.gallery.shots.town import Town, decide, town, transmit
from tests.gallery.site import steps_taken
from tests.gallery.site.cast import PASSPHRASE, PIN, Watch
from tests.gallery.site.first_start import answer, first_start, to_sheet
from tests.gallery.site.page import Browser, Page

FOLDER = ROOT / "docs" / "pictures"
DIGESTS = FOLDER / "digests.txt"
"""A line for each picture: the digest of its page and its styles, and its name."""
MORNING = datetime(2027, 5, 18, 8, 0, tzinfo=UTC)
COLOURS = 128
"""Colours of a picture: screens have few, and a picture weighs a third."""
WIDE, TALL = (1280, 800), (1080, 1920)
VARYING = re.compile(r"\S*\d\S*|\b[A-Z][A-Z-]{2,}\b")
"""Figures, days, times and codes: another one does not make a picture stale."""
SHOWN = ("type", "placeholder", "hidden", "checked", "disabled", "open", "aria-current", "aria-pressed", "href", "lang")
"""Attributes that a style or a browser shows; of an address, only the icon that it names."""


class Walk:
    """Somebody who goes from page to page of `app`: keeps a digest of each, and its picture where a `chromium` looks.
    `size` is that of the screen, in pixels."""

    def __init__(self, app: Flask, browser: Browser, chromium: Chromium | None, size: tuple[int, int] = WIDE) -> None:
        self.app, self.browser = app, browser
        self.digests: dict[str, str] = {}
        self._hand = Hand(chromium, *size) if chromium else None

    def take(self, name: str, path: str, typed: Callable[[Hand], None] | None = None) -> None:
        self.digests[name] = digest(self.browser.get(path))
        if self._hand is None:
            return
        with _served(self.app) as address:
            for cookie in map(self.browser.client.get_cookie, (session.COOKIE, session.STATION_COOKIE)):
                if cookie is not None:
                    self._hand.context.add_cookies([{"name": cookie.key, "value": cookie.value, "url": address}])
            self._hand.open(f"{address}{path}")
            if typed:
                typed(self._hand)
            self._hand.page.wait_for_load_state("networkidle")
            picture = Image.open(io.BytesIO(self._hand.page.screenshot(animations="disabled")))
        few = picture.convert("RGB").quantize(COLOURS, dither=Image.Dither.NONE)
        (FOLDER / name).parent.mkdir(parents=True, exist_ok=True)
        few.save(FOLDER / f"{name}.png", optimize=True)


def digest(page: Page) -> str:
    """A digest of what a page shows: its elements, their classes and words, and the styles that it links."""
    shown = []
    for found in page.all("#waiting ~ .panel .checklist"):
        found.clear()  # of the machine on which this runs
    for element in page.one("body").iter("*"):
        if element.tag == "script" or element.get("type") == "hidden":
            continue
        seen = [f"{name}={element.get(name, '').rpartition('#')[2]}" for name in SHOWN if name in element.attrib]
        words = " ".join([*seen, element.text or "", element.tail or ""])
        shown.append(f"{element.tag!s} {element.get('class', '')} {' '.join(VARYING.sub('0', words).split())}")
    sheets = [re.findall(r"(\w+)[^/]*\.css", link.get("href", ""))[0] for link in page.all("link[rel=stylesheet]")]
    shown += [style for sheet in sheets if (style := _style(f"{sheet}.css"))]
    return hashlib.sha256("\n".join(shown).encode()).hexdigest()[:16]


def _style(name: str) -> str:
    """A style sheet with what it imports, "" for one that is made of numbers when it is asked for."""
    path = ROOT / "static" / "css" / name
    text = path.read_text("utf-8") if path.is_file() else ""
    return re.sub(r'@import "([\w.]+)";', lambda match: _style(match[1]), text)


@contextmanager
def _served(app: Flask) -> Iterator[str]:
    server = Server(("127.0.0.1", 0), app, numthreads=10)
    server.prepare()
    server.expiration_interval = 0.02
    thread = threading.Thread(target=server.serve, daemon=True)
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.bind_addr[1]}"
    finally:
        server.stop()
        thread.join(10)


def take_all(chromium: Chromium | None = None) -> dict[str, str]:
    watch = Watch()
    watch.jump(MORNING - watch.now())
    with tempfile.TemporaryDirectory() as data:
        own = Path(data) / "composteur.yaml"
        own.write_text(twelve_lines(), "utf-8")
        with town(Path(data) / "town", watch, own) as place:
            desk = Walk(place.app, place.browser, chromium)
            _begin(desk)
            _confirm(desk, place)
            _after(desk, place)
            _end(desk)
            browser = steps_taken.hand_over(Browser(place.app.test_client()))
            tall, wide = (Walk(place.app, browser, chromium, size) for size in (TALL, WIDE))
            _alone(tall, "step", "birth-certificate")
            _alone(wide, "composteur", "composteur")
        with first_start(Path(data) / "new", watch) as start:
            first_day = Walk(start.app, start.admitted(), chromium)
            _first_day(first_day)
    return desk.digests | tall.digests | wide.digests | first_day.digests


def _begin(desk: Walk) -> None:
    browser = desk.browser
    desk.take("desk/sign-in", "/sign-in")
    form = browser.get("/sign-in").form("sign-in")
    browser.send(form.with_values({"login": "nadia", "passphrase": PASSPHRASE, "pin": PIN}))
    desk.take("desk/desk", "/desk")
    desk.take("desk/catalogue", "/procedures")
    desk.take("desk/introduction", "/procedures/birth-certificate")
    step = steps_taken.begin(browser)
    desk.take("desk/step", step.path)
    step = steps_taken.fill(browser, step, until="birth")
    case = steps_taken.case_of(step)
    desk.take("desk/park", f"/cases/{case}/park")
    asked = browser.get(f"/cases/{case}/park").form("park")
    browser.send(asked.with_values({"note": "Revient jeudi avec son livret."}))
    desk.take("desk/draft", "/desk")


def _confirm(desk: Walk, place: Town) -> None:
    browser = desk.browser
    review = steps_taken.to_review(browser)
    desk.take("desk/review", review.path)
    turned = browser.send(review.form("send"))
    desk.take("desk/turned", turned.path)
    thanks = browser.send(turned.form("yes"))
    desk.take("desk/taken-back", thanks.path)
    submitted = browser.send(steps_taken.covered(browser, thanks).form("back").with_values({"pin": PIN}))
    print_queue.print_due_jobs(place.box)
    desk.take("desk/submitted", submitted.path)
    desk.take("desk/printing", "/desk/printing")
    steps_taken.submitted(browser)
    desk.take("desk/offline", "/desk/box")


def _after(desk: Walk, place: Town) -> None:
    browser = desk.browser
    reference = steps_taken.reference_of(steps_taken.submitted(browser))
    transmit(place)
    decide(place, reference, "incomplete", "Il manque une pièce d’identité lisible. Le passeport suffit.")
    transmit(place)
    desk.take("desk/news", "/desk")
    desk.take("desk/find", "/desk/find")
    desk.take("desk/followed", f"/desk/references/{reference}")
    desk.take("desk/supplement", f"/desk/references/{reference}/supplement")
    desk.take("desk/correction", f"/desk/references/{reference}/correction")


def _end(desk: Walk) -> None:
    browser = desk.browser
    desk.take("desk/printers", "/desk/printers")
    desk.take("desk/team", "/desk/team")
    desk.take("desk/locked", "/lock")
    browser.send(browser.get("/desk").form("training"))
    desk.take("desk/training", "/desk")


def _alone(terminal: Walk, name: str, procedure: str) -> None:
    """The second question of a procedure, at a terminal."""
    begun = steps_taken.begin(terminal.browser, procedure)
    terminal.take(name, steps_taken.answer(terminal.browser, begun, {"f.for_whom": "myself"}).path)


def _first_day(machine: Walk) -> None:
    browser = machine.browser
    for step in ("name", "code"):
        machine.take(f"first-day/{step}", answer(browser, step).path)
    _, _, sheet = to_sheet(browser)

    def typed(hand: Hand) -> None:
        for place, word in enumerate(sheet.split(), 1):
            hand.page.locator(f"[name=word-{place}]").fill("zèbre" if place == 5 else word)
        hand.page.locator("[name=word-5]").press("Tab")

    machine.take("first-day/sheet", browser.get("/set-up/person/sheet/typed").form("answer").action, typed)


def twelve_lines() -> str:
    guide = (ROOT / "docs" / "procedures.md").read_text("utf-8")
    return guide.split("```yaml\n", 1)[1].split("```", 1)[0]


def main(arguments: list[str]) -> None:
    if arguments != ["--digests"]:
        with chromium() as browser:
            take_all(browser)
    DIGESTS.write_text("".join(f"{value}  {name}\n" for name, value in sorted(take_all().items())), "utf-8")


if __name__ == "__main__":
    main(sys.argv[1:])
