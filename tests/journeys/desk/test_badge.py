"""Signing in with a badge in a real browser: a scanner that types, a camera that sees, and the card on paper."""

import os
import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect

from kiosk.app import create_app
from kiosk.services.box.box import Actor, Box
from kiosk.services.papers import papers
from kiosk.services.people import badges, first_day, sign_in
from kiosk.services.people.first_day import Issued
from printers.renderers.pdf import A4
from tests.conftest import PASSPHRASE, PIN
from tests.gallery.browser.hand import WAIT_MS
from tests.served import served
from tests.services.people.test_badges import shown

SIZES = {"terminal": (1080, 1920), "desk": (1280, 800), "phone": (390, 844)}


@pytest.fixture
def address(box: Box) -> Iterator[str]:
    """The box, served."""
    with served(create_app(box.settings, box=box)) as address:
        yield address


@pytest.fixture
def zoe(box: Box, nadia: Actor) -> Issued:
    """She holds a badge."""
    issued = first_day.add(box, "zoe", "Zoé Martin", "badge")
    sign_in.grant(box, "zoe", "etat-civil", nadia)
    return issued


@pytest.fixture
def before_the_camera(chrome: Browser, zoe: Issued, tmp_path: Path) -> Iterator[Browser]:
    """The same browser, on a machine before whose camera Zoé holds her badge, a little askew."""
    film = tmp_path / "badge.y4m"
    grey = shown(zoe.factor, module=5, turned=8, dim=0.7).tobytes()
    film.write_bytes(b"YUV4MPEG2 W640 H360 F10:1 Ip A1:1 C420\nFRAME\n" + grey + b"\x80" * (640 * 360 // 2))
    path = shutil.which("chromium") or shutil.which("chromium-browser")
    arguments = [
        "--use-fake-device-for-media-stream", "--use-fake-ui-for-media-stream",
        f"--use-file-for-fake-video-capture={film}",
    ]  # fmt: skip
    browser = chrome.browser_type.launch(
        executable_path=path, args=[*([] if os.name == "nt" or os.geteuid() else ["--no-sandbox"]), *arguments]
    )
    yield browser
    browser.close()


def at_sign_in(browser: Browser, address: str, size: str = "desk") -> Page:
    width, height = SIZES[size]
    page = browser.new_context(viewport={"width": width, "height": height}, locale="fr-FR").new_page()
    page.goto(f"{address}/sign-in")
    return page


@pytest.mark.parametrize("size", SIZES)
def test_the_camera_reads_the_badge_and_the_pin_opens(
    before_the_camera: Browser, address: str, zoe: Issued, size: str, look: Path
) -> None:
    page = at_sign_in(before_the_camera, address, size)
    page.screenshot(path=look / f"badge-{size}-1-asked.png", full_page=True)
    page.get_by_role("button", name="Montrer le badge à la caméra").click()
    expect(page.get_by_text("Badge lu.")).to_be_visible(timeout=WAIT_MS)
    expect(page.locator("#passphrase")).to_have_value(zoe.factor)
    expect(page.locator("#pin")).to_be_focused()
    expect(page.locator("#badge-camera video")).to_be_hidden()
    page.screenshot(path=look / f"badge-{size}-2-read.png", full_page=True)
    page.keyboard.type(zoe.pin)
    page.keyboard.press("Enter")
    page.wait_for_url("**/desk")
    page.context.close()


def test_a_camera_that_sees_no_badge_can_be_turned_off(before_the_camera: Browser, address: str, look: Path) -> None:
    page = at_sign_in(before_the_camera, address)
    page.route("**/badge/read", lambda route: route.fulfill(status=204))
    page.get_by_role("button", name="Montrer le badge à la caméra").click()
    expect(page.locator("#badge-camera video")).to_be_visible()
    page.wait_for_timeout(700)
    page.screenshot(path=look / "badge-desk-3-looking.png", full_page=True)
    page.get_by_role("button", name="Éteindre la caméra").click()
    expect(page.locator("#badge-camera video")).to_be_hidden()
    expect(page.get_by_role("button", name="Montrer le badge à la caméra")).to_be_visible()


def test_a_scanner_types_the_badge_and_its_enter_leads_to_the_pin(chrome: Browser, address: str, zoe: Issued) -> None:
    page = at_sign_in(chrome, address)
    expect(page.get_by_role("button", name="Montrer le badge à la caméra")).to_be_hidden()
    expect(page.locator("#login")).to_be_focused()
    page.keyboard.type(zoe.factor.lower())
    expect(page.locator("#login")).to_have_value("")
    page.keyboard.press("Enter")
    expect(page.locator("#pin")).to_be_focused()
    page.keyboard.press("Enter")
    assert page.url.endswith("/sign-in"), "nothing was sent"
    page.keyboard.type("000000")
    page.keyboard.press("Enter")
    expect(page.locator(".notice.danger")).to_be_visible()
    page.keyboard.type(zoe.factor)
    page.keyboard.press("Enter")
    expect(page.locator("#passphrase")).to_have_value(zoe.factor)
    page.keyboard.type(zoe.pin)
    page.keyboard.press("Enter")
    page.wait_for_url("**/desk")


def test_enter_after_the_name_leads_to_the_words_then_to_the_pin(chrome: Browser, address: str, zoe: Issued) -> None:
    page = at_sign_in(chrome, address)
    expect(page.locator("[name=login]")).to_be_focused()
    page.keyboard.type("nadia")
    page.keyboard.press("Enter")
    words = page.locator("#passphrase")
    expect(words).to_be_focused()
    page.keyboard.type(PASSPHRASE)
    expect(words).to_have_attribute("type", "password")
    page.get_by_role("button", name="Voir ce que j’écris").click()
    expect(words).to_have_attribute("type", "text")
    words.focus()
    page.keyboard.press("Enter")
    expect(page.locator("#pin")).to_be_focused()
    page.keyboard.type(PIN)
    page.keyboard.press("Enter")
    page.wait_for_url("**/desk")


@pytest.mark.parametrize("size", ["desk", "phone"])
def test_a_supervisor_gives_a_badge_prints_its_card_and_takes_someone_off(
    chrome: Browser, address: str, box: Box, zoe: Issued, size: str, look: Path
) -> None:
    page = at_sign_in(chrome, address, size)
    for name, typed in (("login", "nadia"), ("passphrase", PASSPHRASE), ("pin", PIN)):
        page.locator(f"[name={name}]").fill(typed)
    page.keyboard.press("Enter")
    page.wait_for_url("**/desk")
    box.shifts.begin(zoe.mediator.id, zoe.mediator.name, box.shifts.rings()[0], zoe.pin)
    page.goto(f"{address}/desk/team")
    page.screenshot(path=look / f"team-{size}-1.png", full_page=True)
    page.get_by_role("button", name="Badge ou PIN perdu").click()
    expect(page.locator("svg.qr")).to_be_visible()
    page.screenshot(path=look / f"team-{size}-2-issued.png", full_page=True)
    badge = page.locator("input[name=badge]").get_attribute("value") or ""
    (look / f"card-{size}.pdf").write_bytes(A4.render(badges.card(box, badge, box.words()), papers.fonts()))
    page.get_by_role("link", name="Je l’ai noté").click()
    page.get_by_role("link", name="Zoé Martin quitte l’équipe").click()
    page.screenshot(path=look / f"team-{size}-3-leaves.png", full_page=True)
    page.get_by_role("button", name="Oui, Zoé Martin quitte l’équipe").click()
    page.wait_for_url("**/desk/team")
    expect(page.get_by_text("Zoé Martin")).to_have_count(0)
    page.context.close()
