"""Alone at a terminal without a printer: the square to photograph is whole on the screen, and copies need a camera."""

from collections.abc import Iterator
from io import BytesIO

import pytest
import zxingcpp
from PIL import Image
from playwright.sync_api import Browser, BrowserContext, expect

from kiosk.services.box.box import Actor
from kiosk.services.printers import printer_setup
from kiosk.store.spool import PrinterChoice
from tests.gallery.site import steps_taken
from tests.gallery.site.page import Browser as Robot
from tests.journeys.counter import Counter

ONE_CAMERA = "navigator.mediaDevices.enumerateDevices = async () => [{ kind: 'videoinput' }]"


@pytest.fixture
def robot(counter: Counter) -> Iterator[Robot]:
    printer_setup.choose_printer(counter.town.box, PrinterChoice("", "", None), Actor())
    yield steps_taken.hand_over(Robot(counter.town.app.test_client()))
    printer_setup.remove_printer_choice(counter.town.box, "", "", Actor())


@pytest.fixture
def screen(counter: Counter, chrome: Browser) -> Iterator[BrowserContext]:
    made = chrome.new_context(viewport={"width": 1080, "height": 1920}, has_touch=True, locale="fr-FR")
    yield made
    made.close()


def lend(robot: Robot, screen: BrowserContext, address: str) -> None:
    cookies = [robot.client.get_cookie(name) for name in ("parvis_station", "parvis")]
    screen.add_cookies([{"name": cookie.key, "value": cookie.value, "url": address} for cookie in cookies if cookie])


def test_the_square_is_whole_and_a_telephone_reads_it(robot: Robot, screen: BrowserContext, counter: Counter) -> None:
    """Review of the screens, M8: the square was cut by « J’ai terminé », and no decoder found it without scrolling."""
    submitted = robot.send(steps_taken.to_review(robot).form("send"))
    lend(robot, screen, counter.address)
    page = screen.new_page()
    for width, height in ((1080, 1920), (1280, 800), (800, 1280)):
        page.set_viewport_size({"width": width, "height": height})
        page.goto(f"{counter.address}{submitted.path}")
        expect(page.locator("svg.qr")).to_be_visible()
        seen = zxingcpp.read_barcodes(Image.open(BytesIO(page.screenshot())))
        assert ["/R#" in code.text for code in seen] == [True], f"{width}x{height}"


def test_a_copy_is_offered_only_where_there_is_a_camera(robot: Robot, screen: BrowserContext, counter: Counter) -> None:
    """Review of the screens, M16."""
    papers = steps_taken.fill(robot, steps_taken.begin(robot), until="papers")
    lend(robot, screen, counter.address)
    without, with_one = screen.new_page(), screen.new_page()
    with_one.add_init_script(ONE_CAMERA)
    for page, offered in ((without, 0), (with_one, 1)):
        page.goto(f"{counter.address}{papers.path}")
        expect(page.locator("label.choice", has_text="Je l’ai avec moi").first).to_be_visible()
        expect(page.locator("[data-needs-camera]:visible")).to_have_count(offered)
