"""A hand signs on a real screen; where no script runs, it signs on paper."""

import threading
from collections.abc import Iterator

import pytest
from flask import Flask
from playwright.sync_api import Browser, Page
from werkzeug.serving import make_server

from kiosk.services.box.box import Actor, Box
from kiosk.services.mandates import mandates
from tests.conftest import PASSPHRASE, PIN


@pytest.fixture
def served(app: Flask) -> Iterator[str]:
    server = make_server("127.0.0.1", 0, app, threaded=True)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield f"http://127.0.0.1:{server.server_port}"
    server.shutdown()


def to_signature(page: Page, address: str) -> None:
    page.goto(f"{address}/sign-in?next=/desk/mandates/new")
    for name, typed in (("login", "nadia"), ("passphrase", PASSPHRASE), ("pin", PIN)):
        page.fill(f"[name={name}]", typed)
    page.keyboard.press("Enter")
    page.click("text=La personne veut continuer")
    page.check("[value=papiers]")
    page.check("[value=MONTH]")
    page.click(".actions .primary")
    for name, typed in (("family_name", "Martin"), ("given_names", "Jeanne"), ("birth", "12"), ("birth-month", "mars")):
        page.fill(f"#{name}", typed)
    page.fill("#birth-year", "1945")
    page.press("#address", "Enter")  # nothing is open after it, so Enter goes on, with a script and without
    page.wait_for_selector("#manner")


def test_a_finger_signs_starts_again_and_signs(served: str, box: Box, nadia: Actor, chrome: Browser) -> None:
    page = chrome.new_page(viewport={"width": 1080, "height": 1920})
    faults: list[str] = []
    page.on("pageerror", lambda fault: faults.append(str(fault)))
    page.on("console", lambda said: faults.append(said.text) if said.type == "error" else None)
    to_signature(page, served)
    page.locator("#pad").scroll_into_view_if_needed()
    frame = page.locator("#pad").bounding_box()
    assert frame is not None and frame["width"] > 300 and frame["height"] > 100
    for _ in range(2):
        page.mouse.move(frame["x"] + 40, frame["y"] + 40)
        page.mouse.down()
        page.mouse.move(frame["x"] + 200, frame["y"] + 90, steps=8)
        page.mouse.up()
        assert page.input_value("#signature").startswith("[[")
        page.click("#pad-again")
        assert page.input_value("#signature") == ""
    page.mouse.move(frame["x"] + 40, frame["y"] + 40)
    page.mouse.down()
    page.mouse.move(frame["x"] + 240, frame["y"] + 90, steps=8)
    page.mouse.up()
    page.set_viewport_size({"width": 800, "height": 1280})
    page.click("text=Faire ce mandat")
    page.wait_for_url("**made=1")
    assert page.locator("svg.signature-drawing path").count() == 1 and not faults
    (made,) = mandates.list_recent_mandates(box, nadia)
    assert made.signature is not None and made.signature.width == 1000 and len(made.signature.strokes) == 1


def test_without_a_script_the_way_is_paper(served: str, box: Box, nadia: Actor, chrome: Browser) -> None:
    page = chrome.new_context(java_script_enabled=False).new_page()
    to_signature(page, served)
    assert not page.is_visible("#pad") and not page.is_visible("#manner-screen")
    page.click("text=Sur papier, avec un stylo")
    page.click("text=Faire ce mandat")
    page.click("text=Les deux exemplaires sont signés")
    page.wait_for_selector("text=En cours")
    (made,) = mandates.list_recent_mandates(box, nadia)
    assert made.standing.signed and made.signature is None
