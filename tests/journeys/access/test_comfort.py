"""What a person chose, in real Chromium: sizes in millimetres, colours, letters, stillness, in every window."""

import json
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import product
from typing import Any

import pytest
from playwright.sync_api import Browser, Page

from kiosk.domain.screen.measure import CAPITAL, Measure
from kiosk.domain.screen.station import CHOICES
from tests.gallery.browser.eyes import Eyes, overflowing, told, wrong
from tests.gallery.shots.shots import Shot
from tests.gallery.shots.town import town
from tests.gallery.site import steps_taken
from tests.journeys.held import PRESSED, WORDS, too_close, too_small
from tests.long_runs import ARE_LONG
from tests.web.test_colours import modes

SCREEN = Measure(0.25, 600)
"""The town's terminal, once Nadia has measured it."""
WINDOWS = ((320, 568), (390, 844), (1280, 800), (1080, 1920))
PATHS = (
    "/", "/procedures", "/procedures/birth-certificate", "/comfort", "/language", "/call", "/desk", "/desk/station",
)  # fmt: skip
WEAR = (
    """words => { document.documentElement.dataset.comfort = words; return document.fonts.ready.then(() => true); }"""
)
STYLE = "([selector, name]) => getComputedStyle(document.querySelector(selector))[name]"


@dataclass
class Room:
    """Pages of a measured screen, and the window that shows them."""

    eyes: Eyes
    shots: dict[str, Shot]
    page: Page

    def show(self, path: str, comfort: str = "", window: tuple[int, int] = (1080, 1920)) -> Page:
        self.eyes.show(self.page, self.shots[path])
        return self.wear(comfort, window)

    def wear(self, comfort: str, window: tuple[int, int]) -> Page:
        self.page.set_viewport_size({"width": window[0], "height": window[1]})
        self.page.evaluate(WEAR, comfort)
        return self.page

    def style(self, selector: str, name: str) -> Any:
        return self.page.evaluate(STYLE, [selector, name])


@pytest.fixture(scope="module")
def room(chrome: Browser, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Room]:
    with town(tmp_path_factory.mktemp("town")) as place:
        browser = place.browser
        steps_taken.sign_in(browser)
        results = {"with": "typed", "bar": "400", "length": "100", "distance": "600"}
        browser.send(browser.get("/desk/station").form("ruler").with_values(results))
        taken = {path: browser.get(path) for path in PATHS}
        taken["step"] = steps_taken.fill(browser, steps_taken.begin(browser), until="birth")
        taken["review"] = steps_taken.fill(browser, taken["step"])
        taken["turned"] = browser.send(taken["review"].form("send"))
        shots = {name: Shot(name, page.path, page.status, page.source, ()) for name, page in taken.items()}
        with Eyes(chrome, place.app) as eyes:
            page = eyes.open()
            yield Room(eyes, shots, page)
            page.context.close()
            assert eyes.strangers == []


@pytest.mark.parametrize("size", CHOICES["size"])
def test_text_has_the_height_that_was_promised(room: Room, size: str) -> None:
    room.show("step", size)
    assert float(room.style("body", "fontSize").removesuffix("px")) == pytest.approx(SCREEN.text_px(size), abs=0.1)
    assert room.style("body", "fontFamily").startswith("Atkinson")


def test_in_the_largest_size_no_word_is_under_seven_tenths_of_a_degree(room: Room) -> None:
    least = 2 * SCREEN.distance_mm * 0.0061087 / SCREEN.mm_per_px / CAPITAL  # tan(0.35°)
    for path in room.shots:
        words = room.show(path, "largest").evaluate(WORDS)
        assert words
        assert not [text for size, text in words if size < least - 0.1], path


def test_headings_grow_less_than_text(room: Room) -> None:
    def size(selector: str, comfort: str) -> float:
        room.show("step", comfort)
        return float(room.style(selector, "fontSize").removesuffix("px"))

    assert size("h1", "largest") / size("h1", "normal") < size("body", "largest") / size("body", "normal")
    assert size("h1", "largest") > size("body", "largest")


def test_nothing_leaves_the_window_in_any_size_or_letters(room: Room) -> None:
    faults = {}
    for path in room.shots:
        room.show(path)
        for window, size, letters in product(WINDOWS, CHOICES["size"], CHOICES["letters"]):
            if result := overflowing(room.wear(f"{size} {letters}", window)):
                faults[f"{path} {window} {size} {letters}"] = result
    assert not faults, told(faults)


@pytest.mark.parametrize("mode", CHOICES["colours"])
def test_a_mode_is_worn_whole_and_read_by_everyone(room: Room, mode: str) -> None:
    colours, faults = modes()[mode], {}
    for path in room.shots:
        page = room.show(path, mode)
        for name in ("surface", "text"):
            worn = page.evaluate(
                "colour => { const e = document.createElement('i'); e.style.color = colour; document.body.append(e);"
                " const found = getComputedStyle(e).color; e.remove(); return found; }", colours[name]
            )  # fmt: skip
            assert room.style("body", "backgroundColor" if name == "surface" else "color") == worn, (path, name)
        if not ARE_LONG:  # the walk of test_accessibility.py has an engine judge pages in every mode
            continue
        texts = [text for text in wrong(page) if mode != "low-glare" or not text.startswith("color-contrast-enhanced")]
        if path == "/comfort":  # a button there wears low glare on any page
            texts = [text for text in texts if not text.startswith("color-contrast-enhanced")]
        if texts:
            faults[path] = texts
    assert not faults, told(faults)


@pytest.fixture
def new_room(room: Room) -> Iterator[Room]:
    page = room.eyes.open(engines=())
    yield Room(room.eyes, room.shots, page)
    page.context.close()


def test_other_letters_come_only_where_they_were_chosen(new_room: Room) -> None:
    asked: list[str] = []
    new_room.page.on("request", lambda request: asked.append(request.url))
    new_room.show("/call")
    assert not [text for text in asked if "dyslexic" in text or "noto" in text], "one script, one set of letters"
    new_room.show("/call", "dyslexic")
    assert new_room.style("body", "fontFamily").startswith("Dyslexic")
    assert new_room.style("h1", "fontFamily").startswith("Dyslexic")
    assert [text for text in asked if "dyslexic" in text]


def test_ukrainian_has_letters_of_ours(new_room: Room) -> None:
    page = new_room.show("/call")
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    page.evaluate(
        "() => { const h1 = document.querySelector('h1'); h1.textContent = 'Українська ґанок, 25 ₴';"
        " return h1.offsetHeight && document.fonts.ready.then(() => true); }"
    )
    names = {text.rpartition("/")[2].partition("?")[0] for text in asked}
    assert names == {"noto-cyrillic-700.woff2", "noto-cyrillic-ext-700.woff2"}


def test_keys_are_half_an_inch_and_a_tenth_apart(room: Room) -> None:
    faults = {}
    for path in room.shots:
        room.show(path)
        for window, size in product(((1080, 1920), (1280, 800)), CHOICES["size"]):
            boxes = room.wear(size, window).evaluate(PRESSED)
            assert boxes
            if results := [*too_small(boxes, SCREEN), *too_close(boxes, SCREEN)]:
                faults[f"{path} {window} {size}"] = results
    assert not faults, told(faults)


@pytest.mark.parametrize(
    ("comfort", "asked", "moves"),
    [("", "no-preference", True), ("still", "no-preference", False), ("", "reduce", False)],
)
def test_nothing_moves_where_someone_says_so(room: Room, comfort: str, asked: Any, moves: bool) -> None:
    room.page.emulate_media(reduced_motion=asked)
    page = room.show("/", comfort)
    page.add_style_tag(
        content="@keyframes turn { to { rotate: 1turn; } } h1 { animation: turn 1s; transition: all 1s; }"
    )
    assert (room.style("h1", "animationName") != "none") is moves
    assert (room.style("h1", "transitionProperty") != "none") is moves
    room.page.emulate_media(reduced_motion="reduce")


def test_more_contrast_asked_of_the_system_is_black_on_white_until_someone_chooses(room: Room) -> None:
    room.page.emulate_media(contrast="more")
    room.show("/")
    assert (room.style("body", "color"), room.style("body", "backgroundColor")) == (
        "rgb(0, 0, 0)",
        "rgb(255, 255, 255)",
    )
    room.show("/", "white-on-black")
    assert (room.style("body", "color"), room.style("body", "backgroundColor")) == (
        "rgb(255, 255, 255)",
        "rgb(0, 0, 0)",
    )
    room.page.emulate_media(contrast="no-preference")


def test_forced_colours_leave_every_edge_and_the_focus(room: Room) -> None:
    room.page.emulate_media(forced_colors="active")
    for path in room.shots:
        page = room.show(path)
        flat = page.evaluate("""() => [...document.querySelectorAll('.button, .input, .choice')]
          .filter(e => e.getClientRects().length && parseFloat(getComputedStyle(e).borderTopWidth) < 1)
          .map(e => e.outerHTML.slice(0, 90))""")
        assert not flat, path
        page.keyboard.press("Tab")
        page.keyboard.press("Tab")
        assert page.evaluate("getComputedStyle(document.activeElement).outlineStyle") == "solid", path
    room.show("/comfort")
    chosen, other = (
        room.style(f".comfort-choice[aria-pressed={word}]", "borderTopWidth") for word in ("true", "false")
    )
    assert float(chosen.removesuffix("px")) > float(other.removesuffix("px"))
    room.page.emulate_media(forced_colors="none")


def test_the_bar_is_held_against_a_card_without_asking_for_the_page_again(room: Room) -> None:
    page = room.show("/desk/station", window=(1280, 800))
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    if page.locator("#measure").get_attribute("open") is None:
        page.locator("#measure > summary").click()
    before = page.locator(".bar").bounding_box()
    page.get_by_role("button", name="Bien plus longue").click()
    page.get_by_role("button", name="Un peu plus courte").click()
    after = page.locator(".bar").bounding_box()
    assert before and after and after["width"] == before["width"] + 19, json.dumps([before, after])
    assert page.locator("[name=bar]").input_value() == str(round(after["width"]))
    assert not asked
