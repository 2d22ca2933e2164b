"""Signing in with a badge in a real browser: a scanner that types, a camera that sees, and giving another."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect

from kiosk.services.box.box import Actor, Box
from kiosk.services.people import first_day, sign_in
from kiosk.services.people.first_day import IssuedSignIn
from tests.conftest import PASSPHRASE, PIN
from tests.gallery.browser.hand import WAIT_MS, with_camera
from tests.journeys.counter import signed_in
from tests.services.people.test_badges import shown

SIZES = ((1080, 1920), (1280, 800), (390, 844))
"""Of a terminal, a desk and a telephone."""


@pytest.fixture
def zoe(box: Box, nadia: Actor) -> IssuedSignIn:
    """She holds a badge."""
    issued = first_day.add_mediator(box, "zoe", "Zoé Martin", "badge")
    sign_in.grant_service(box, "zoe", "etat-civil", nadia)
    return issued


@pytest.fixture
def before_the_camera(chrome: Browser, zoe: IssuedSignIn, tmp_path: Path) -> Iterator[Browser]:
    """Zoé holds her badge before it, a little askew."""
    with with_camera(chrome, tmp_path, shown(zoe.factor, module=5, turned=8, dim=0.7).tobytes()) as browser:
        yield browser


def at_sign_in(browser: Browser, address: str, width: int = 1280, height: int = 800) -> Page:
    page = browser.new_context(viewport={"width": width, "height": height}, locale="fr-FR").new_page()
    page.goto(f"{address}/sign-in")
    return page


def test_the_camera_reads_the_badge_the_pin_opens(before_the_camera: Browser, address: str, zoe: IssuedSignIn) -> None:
    for size in SIZES:
        page = at_sign_in(before_the_camera, address, *size)
        page.locator("#otherwise summary").click()
        page.get_by_role("button", name="Montrer le badge à la caméra").click()
        expect(page.get_by_text("Badge lu.")).to_be_visible(timeout=WAIT_MS)
        expect(page.locator("#passphrase")).to_have_value(zoe.factor)
        expect(page.locator("#pin")).to_be_focused()
        expect(page.locator("#badge-camera video")).to_be_hidden()
        page.keyboard.type(zoe.pin)
        page.keyboard.press("Enter")
        page.wait_for_url("**/desk")
        page.context.close()


def test_a_camera_that_sees_no_badge_can_be_turned_off(before_the_camera: Browser, address: str) -> None:
    page = at_sign_in(before_the_camera, address)
    page.route("**/badge/read", lambda route: route.fulfill(status=204))
    page.locator("#otherwise summary").click()
    page.get_by_role("button", name="Montrer le badge à la caméra").click()
    expect(page.locator("#badge-camera video")).to_be_visible()
    page.wait_for_timeout(700)
    page.get_by_role("button", name="Éteindre la caméra").click()
    expect(page.locator("#badge-camera video")).to_be_hidden()
    expect(page.get_by_role("button", name="Montrer le badge à la caméra")).to_be_visible()


def test_a_scanner_types_the_badge_its_enter_leads_to_the_pin(chrome: Browser, address: str, zoe: IssuedSignIn) -> None:
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


def test_enter_after_the_name_leads_to_the_words_then_the_pin(chrome: Browser, address: str, zoe: IssuedSignIn) -> None:
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


def test_a_supervisor_gives_a_badge_and_takes_one_off(
    chrome: Browser, address: str, box: Box, zoe: IssuedSignIn
) -> None:
    page = signed_in(chrome, address, 390, 844)
    box.shifts.begin(zoe.mediator.id, zoe.mediator.name, box.shifts.rings()[0], zoe.pin)
    page.goto(f"{address}/desk/team")
    page.get_by_role("button", name="Badge ou PIN perdu").click()
    expect(page.locator("svg.qr")).to_be_visible()
    page.get_by_role("link", name="Je l’ai noté").click()
    page.get_by_role("link", name="Zoé Martin quitte l’équipe").click()
    page.get_by_role("button", name="Oui, Zoé Martin quitte l’équipe").click()
    page.wait_for_url("**/desk/team")
    expect(page.get_by_text("Zoé Martin")).to_have_count(0)
    page.context.close()
