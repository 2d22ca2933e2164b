"""What arrows, switches and single keys do on a citizen's page, and what they leave alone."""

import re
from collections.abc import Iterator

import pytest
from playwright.sync_api import Page, expect

from tests.journeys.alone import Terminal, at_questions, key, keyboard
from tests.journeys.counter import named

FOCUSED = """(it => it.name && it.name !== "then" ? it.name : it.textContent.trim())(document.activeElement)"""


@pytest.fixture
def page(terminal: Terminal) -> Iterator[Page]:
    with terminal.opened() as opened:
        yield opened


@pytest.fixture
def pressed(page: Page) -> Page:
    return at_questions(page, "pressed")


@pytest.fixture
def written(page: Page) -> Page:
    return at_questions(page, "written")


def press(page: Page, *keys: str) -> None:
    for pressed_key in keys:
        page.keyboard.press(pressed_key)


def test_arrows_go_through_rows_and_choose_nothing_by_themselves(pressed: Page) -> None:
    press(pressed, "ArrowDown", "ArrowDown")
    expect(named(pressed, "one", "b")).to_be_focused()
    assert pressed.locator("[name^='f.one']:checked").count() == 0
    press(pressed, "Enter")
    expect(named(pressed, "one", "b")).to_be_checked()
    press(pressed, "ArrowDown", "ArrowRight")
    expect(named(pressed, "many", "a"), "past the last row of the first question").to_be_focused()
    press(pressed, "Enter", "Enter", "ArrowLeft")
    expect(named(pressed, "many", "a"), "ticked, and taken back").not_to_be_checked()
    expect(named(pressed, "one", "~none")).to_be_focused()


def test_in_a_page_from_right_to_left_the_arrows_are_mirrored(pressed: Page) -> None:
    pressed.evaluate("document.documentElement.dir = 'rtl'")
    press(pressed, "ArrowLeft", "ArrowLeft", "ArrowRight")
    expect(named(pressed, "one", "a")).to_be_focused()


def test_in_a_box_left_and_right_are_the_caret_s_and_up_and_down_leave(written: Page) -> None:
    named(written, "line").fill("abc")
    named(written, "line").focus()
    press(written, "ArrowLeft", "ArrowLeft", "x", "ArrowRight")
    expect(named(written, "line")).to_have_value("axbc")
    expect(named(written, "line")).to_be_focused()
    press(written, "ArrowDown")
    expect(named(written, "line.none")).to_be_focused()
    press(written, "ArrowUp")
    expect(named(written, "line")).to_be_focused()


def test_a_long_text_keeps_the_arrows_while_they_move_in_it(written: Page) -> None:
    lines = named(written, "lines")
    lines.fill("une\ndeux")
    lines.evaluate("it => { it.focus(); it.setSelectionRange(0, 0); }")
    press(written, "ArrowDown")
    expect(lines).to_be_focused()
    press(written, "ArrowDown", "ArrowDown")
    expect(named(written, "number")).to_be_focused()
    press(written, "ArrowUp")
    expect(lines).to_be_focused()


def test_communes_that_are_proposed_are_gone_through_and_left_by_arrows_alone(written: Page) -> None:
    city = named(written, "address.city")
    city.press_sequentially("Rennes")
    expect(written.locator(".suggestions:not([hidden]) li").first).to_be_visible()
    rows = written.locator(".suggestions:not([hidden]) li").count()
    for _ in range(rows):
        press(written, "ArrowDown")
    expect(city).to_be_focused()
    press(written, "ArrowDown")
    expect(named(written, "address.country")).to_be_focused()
    press(written, "ArrowUp", "ArrowUp")
    expect(named(written, "address.postcode"), "a list that is closed is no trap either").to_be_focused()


def test_digits_and_letters_stay_what_they_are_in_a_box(written: Page) -> None:
    where = written.url
    named(written, "line").focus()
    written.keyboard.type("1 rue ? 2")
    expect(named(written, "line")).to_have_value("1 rue ? 2")
    expect(written.locator("#hands-help")).not_to_be_visible()
    assert written.url == where


def test_enter_in_a_box_that_was_typed_in_sends_as_ever(written: Page) -> None:
    press(written, "ArrowDown")
    written.keyboard.type("Bonjour")
    press(written, "Enter")
    expect(written.locator("[data-first-read]")).to_have_count(1)


def test_enter_in_a_box_one_came_to_by_arrows_brings_the_keyboard(written: Page) -> None:
    press(written, "ArrowDown", "Enter")
    expect(key(written, "A")).to_be_focused()
    press(written, "Enter", "ArrowRight", "Enter", "Escape")
    expect(keyboard(written)).to_be_hidden()
    expect(named(written, "line")).to_be_focused()
    expect(named(written, "line")).to_have_value("Az")


def test_keys_of_the_keyboard_lie_as_they_are_seen(written: Page) -> None:
    press(written, "ArrowDown", "Enter")
    expect(key(written, "A")).to_be_focused()
    press(written, "ArrowDown")
    expect(key(written, "Q")).to_be_focused()
    press(written, "ArrowDown")
    expect(key(written, act="shift")).to_be_focused()
    press(written, "ArrowLeft", "ArrowUp", "ArrowUp")
    expect(key(written, "A")).to_be_focused()
    press(written, "ArrowUp")
    expect(named(written, "line")).to_be_focused()
    press(written, "ArrowDown")
    expect(key(written, "A"), "and back").to_be_focused()


def test_two_switches_go_round_and_choose(pressed: Page) -> None:
    press(pressed, "2")
    assert pressed.locator("[name^='f.one']:checked").count() == 0, "nothing is chosen before one has come to it"
    press(pressed, "1", "1", "2")
    expect(named(pressed, "one", "b")).to_be_checked()
    seen = set()
    for _ in range(60):
        press(pressed, "1")
        seen.add(pressed.evaluate(FOCUSED))
    assert {"Arrêter", "Continuer", "Langue", "Appeler quelqu’un", "f.photo"} <= seen
    press(pressed, "x")
    expect(pressed.locator("html")).not_to_have_attribute("data-switches", "")


def test_the_row_of_digits_of_a_french_keyboard_is_two_switches_too(pressed: Page) -> None:
    body = pressed.locator("body")
    body.dispatch_event("keydown", {"key": "&", "code": "Digit1", "bubbles": True})
    expect(named(pressed, "one", "a")).to_be_focused()
    named(pressed, "one", "a").dispatch_event("keydown", {"key": "é", "code": "Digit2", "bubbles": True})
    expect(named(pressed, "one", "a")).to_be_checked()


def test_a_breath_that_lasts_is_one_breath(pressed: Page) -> None:
    pressed.keyboard.down("1")
    pressed.keyboard.down("1")
    pressed.keyboard.down("1")
    pressed.keyboard.up("1")
    expect(named(pressed, "one", "a")).to_be_focused()


def test_with_two_switches_a_box_is_passed_or_written_in_through_the_keyboard(written: Page) -> None:
    press(written, "1", "1")
    expect(named(written, "line.none")).to_be_focused()
    expect(named(written, "line")).to_have_value("")
    press(written, *["1"] * 60)
    while written.evaluate(FOCUSED) != "f.line":
        press(written, "1")
    press(written, "2")
    expect(written.locator("#keyboard .row").first).to_be_focused()
    press(written, "1", "2", "1", "2")
    expect(named(written, "line")).to_have_value("S")
    expect(written.locator("#keyboard .row").first, "back to the rows").to_be_focused()


def test_two_switches_that_were_chosen_are_there_from_the_first_box_on(page: Page, terminal: Terminal) -> None:
    page.goto(f"{terminal.address}/keyboard")
    page.locator("[name=keys][value=switches]").tap()
    expect(page.locator("[name=keys][value=switches]")).to_have_attribute("aria-pressed", "true")
    at_questions(page)
    named(page, "line").focus()
    press(page, "1")
    expect(named(page, "line.none")).to_be_focused()
    expect(named(page, "line")).to_have_value("")


@pytest.mark.parametrize(("pressed_key", "heading"), [("F2", "Choisissez votre langue"), ("F3", "Votre confort")])
def test_keys_for_language_and_comfort_and_back(written: Page, pressed_key: str, heading: str) -> None:
    where = written.url
    named(written, "line").focus()
    press(written, pressed_key)
    expect(written.locator("h1")).to_contain_text(heading)
    press(written, "Escape")
    expect(written).to_have_url(where)


def test_a_key_calls_someone(written: Page) -> None:
    named(written, "line").focus()
    press(written, "F4")
    expect(written).to_have_url(re.compile(r"/call"))


@pytest.mark.parametrize("opens", ["F1", "?"])
def test_the_list_of_keys_opens_keeps_the_arrows_and_closes(pressed: Page, opens: str) -> None:
    element = pressed.locator("#hands-help")
    press(pressed, opens)
    expect(element.get_by_role("button", name="Fermer")).to_be_focused()
    press(pressed, "ArrowDown")
    expect(element.get_by_role("link")).to_be_focused()
    press(pressed, "Escape")
    expect(element).not_to_be_visible()
    assert "/steps/" in pressed.url, "the first press closed the list and nothing else"


def test_home_goes_back_to_the_top(pressed: Page) -> None:
    press(pressed, *["ArrowDown"] * 9, "Home", "ArrowDown")
    expect(named(pressed, "one", "a")).to_be_focused()


def test_what_is_far_is_scrolled_to_so_that_nothing_goes_unread(terminal: Terminal) -> None:
    with terminal.opened(1280, 800) as page:
        at_questions(page, "pressed")
        page.evaluate("""() => { const gap = document.createElement('div');
          gap.style.blockSize = '3000px';
          document.querySelector('#answer').prepend(gap); }""")
        press(page, "ArrowDown")
        assert page.evaluate("scrollY > 0 && document.activeElement === document.body")
        press(page, *["ArrowDown"] * 8)
        assert page.evaluate("document.activeElement.name || ''").startswith("f.")
