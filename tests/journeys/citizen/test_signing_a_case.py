"""A hand signs an answer of a case on a real screen; nothing of it is lost on the way, and nobody needs the frame."""

import threading
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page
from werkzeug.serving import make_server

from tests.conftest import PASSPHRASE, PIN
from tests.gallery.shots.shots import WRITTEN
from tests.gallery.shots.town import town

STROKES = "[name='f.hand.strokes']"
INK = """() => {
  const canvas = document.querySelector("canvas");
  const seen = canvas.getContext("2d").getImageData(0, 0, canvas.width, canvas.height).data;
  return seen.some((each, at) => at % 4 === 3 && each);
}"""


@pytest.fixture
def served(tmp_path: Path) -> Iterator[str]:
    with town(tmp_path) as place:
        server = make_server("127.0.0.1", 0, place.app, threaded=True)
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield f"http://127.0.0.1:{server.server_port}"
        server.shutdown()


def to_signature(page: Page, address: str) -> None:
    page.goto(f"{address}/sign-in?next=/procedures/every-kind")
    for name, typed in (("login", "nadia"), ("passphrase", PASSPHRASE), ("pin", PIN)):
        page.fill(f"[name={name}]", typed)
    page.keyboard.press("Enter")
    page.click("button[form=begin][value=steps]")
    for name, typed in WRITTEN.items():
        page.fill(f"[name='{name}']", typed)
    page.click("button[form=answer]")
    page.wait_for_selector("#f-hand", state="attached")


def the_rest(page: Page) -> None:
    page.check("#f-one")
    page.check("#f-many")
    page.check("[name='f.photo'][value=seen]")
    page.click("button[form=answer]")
    page.wait_for_url("**/review")


def test_what_was_drawn_outlives_a_correction_and_the_way_back(served: str, chrome: Browser) -> None:
    page = chrome.new_page(viewport={"width": 1080, "height": 1920})
    messages: list[str] = []
    page.on("pageerror", lambda fault: messages.append(str(fault)))
    to_signature(page, served)
    page.wait_for_function("() => document.querySelector('#f-hand-screen').checked")
    page.locator("canvas").scroll_into_view_if_needed()
    frame = page.locator("canvas").bounding_box()
    assert frame is not None and frame["width"] > 300
    page.mouse.move(frame["x"] + 40, frame["y"] + 40)
    page.mouse.down()
    page.mouse.move(frame["x"] + 200, frame["y"] + 90, steps=8)
    page.mouse.up()
    drawn = page.input_value(STROKES)
    assert drawn.startswith("[[")
    page.click("button[form=answer]")
    page.wait_for_selector("#f-one-fault")
    assert page.input_value(STROKES) == drawn
    page.wait_for_function(INK)
    the_rest(page)
    assert page.locator("svg.signature-drawing path").get_attribute("d").startswith("M")  # type: ignore[union-attr]
    page.goto(page.url.replace("/review", "/steps/pressed?change=1"))
    page.wait_for_function(INK)
    assert page.input_value(STROKES) == drawn and not messages


def test_without_a_script_one_signs_on_the_paper_or_has_a_witness(served: str, chrome: Browser) -> None:
    page = chrome.new_context(java_script_enabled=False).new_page()
    to_signature(page, served)
    assert not page.is_visible("canvas") and not page.is_visible("#f-hand-screen")
    assert not page.is_visible("#f-hand-witness")
    page.focus("#f-hand")
    page.keyboard.press("Space")
    assert page.is_checked("#f-hand")
    page.keyboard.press("ArrowDown")
    page.fill("#f-hand-witness", "Paul Durand")
    the_rest(page)
    assert "Ne peut pas signer, en présence de Paul Durand" in page.inner_text("main")
