"""Takes the pictures of a mediator's ten tasks from the application itself, in a real browser, for `docs/desk/`."""

import io
import tempfile
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from cheroot.wsgi import Server
from flask import Flask
from PIL import Image
from playwright.sync_api import Browser as Chromium

from kiosk.services.spool import print_queue
from kiosk.web.request import session_cookie, station
from scripts.source import ROOT
from tests.gallery.browser.hand import Hand
from tests.gallery.shots.town import Town, decide, town, transmit
from tests.gallery.site import steps_taken
from tests.gallery.site.cast import PASSPHRASE, PIN
from tests.gallery.site.page import Browser

FOLDER = ROOT / "docs" / "pictures" / "desk"
COLOURS = 128
"""Colours of a picture: screens have few, and a picture weighs a third."""


class Camera:
    """A screen in Chromium that is signed in as another browser of the same box is, and where its pictures go."""

    def __init__(self, chromium: Chromium, browser: Browser, address: str, folder: Path) -> None:
        self.hand = Hand(chromium, 1280, 800)
        self.browser, self.address, self.folder = browser, address, folder

    def share_session(self) -> None:
        """Give Chromium the cookies of the other browser."""
        for cookie in map(self.browser.client.get_cookie, (session_cookie.COOKIE, station.COOKIE)):
            if cookie is not None:
                self.hand.context.add_cookies([{"name": cookie.key, "value": cookie.value, "url": self.address}])

    def take(self, name: str, path: str) -> None:
        """Open a page, and keep its picture."""
        self.share_session()
        self.hand.open(f"{self.address}{path}")
        self.keep(name)

    def keep(self, name: str) -> None:
        """Keep a picture of what is on the screen now."""
        self.hand.page.wait_for_load_state("networkidle")
        picture = Image.open(io.BytesIO(self.hand.page.screenshot(animations="disabled")))
        few = picture.convert("RGB").quantize(COLOURS, dither=Image.Dither.NONE)
        few.save(self.folder / f"{name}.png", optimize=True)


@contextmanager
def served_at(app: Flask) -> Iterator[str]:
    """An application of a box, and the address at which it answers."""
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


def take_all(chromium: Chromium, folder: Path = FOLDER) -> None:
    """Walk the ten tasks and take their pictures."""
    folder.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory() as data, town(Path(data)) as place, served_at(place.app) as address:
        camera = Camera(chromium, place.browser, address, folder)
        _begin(camera)
        _confirm(camera, place)
        _offline(camera)
        _after(camera, place)
        _end(camera)


def _begin(camera: Camera) -> None:
    """Sign in, choose a procedure, ask the first question, set it aside."""
    browser = camera.browser
    camera.take("sign-in", "/sign-in")
    form = browser.get("/sign-in").form("sign-in")
    browser.send(form.with_values({"login": "nadia", "passphrase": PASSPHRASE, "pin": PIN}))
    camera.take("desk", "/desk")
    camera.take("catalogue", "/procedures")
    camera.take("introduction", "/procedures/birth-certificate")
    step = steps_taken.begin(browser)
    camera.take("step", step.path)
    step = steps_taken.fill(browser, step, until="birth")
    case = steps_taken.case_of(step)
    camera.take("park", f"/cases/{case}/park")
    asked = browser.get(f"/cases/{case}/park").form("park")
    browser.send(asked.with_values({"note": "Revient jeudi avec son livret."}))
    camera.take("draft", "/desk")


def _confirm(camera: Camera, place: Town) -> None:
    """Check, turn the screen, take it back, print."""
    browser = camera.browser
    review = steps_taken.to_review(browser)
    camera.take("review", review.path)
    turned = browser.send(review.form("send"))
    camera.take("turned", turned.path)
    thanks = browser.send(turned.form("yes"))
    camera.take("taken-back", thanks.path)
    submitted = browser.send(thanks.form("back").with_values({"pin": PIN}))
    print_queue.print_due(place.box)
    camera.take("submitted", submitted.path)
    camera.take("printing", "/desk/printing")


def _offline(camera: Camera) -> None:
    """Two cases wait for the line."""
    steps_taken.submitted(camera.browser)
    camera.take("offline", "/desk/box")


def _after(camera: Camera, place: Town) -> None:
    """Find a case, complete it, correct it."""
    browser = camera.browser
    reference = steps_taken.reference_of(steps_taken.submitted(browser))
    transmit(place)
    decide(place, reference, "incomplete", "Il manque une pièce d’identité lisible. Le passeport suffit.")
    transmit(place)
    camera.take("news", "/desk")
    camera.take("find", "/desk/find")
    camera.take("followed", f"/desk/references/{reference}")
    camera.take("supplement", f"/desk/references/{reference}/supplement")
    camera.take("correction", f"/desk/references/{reference}/correction")


def _end(camera: Camera) -> None:
    """The printers, the team, the screen that a pause has locked, and a training."""
    camera.take("printers", "/desk/printers")
    camera.take("team", "/desk/team")
    camera.take("locked", "/lock")
    browser = camera.browser
    browser.send(browser.get("/desk").form("training"))
    camera.take("training", "/desk")
