"""The keyboard on the screen, touched in real Chromium: what it writes, where it stands, and when it goes."""

from collections.abc import Iterator

import pytest
from playwright.sync_api import Locator, Page, expect

from tests.gallery.browser.eyes import AXE, RULES, RUN, TAGS
from tests.journeys.alone import Terminal, at_questions, key, keyboard
from tests.journeys.counter import named

WIDE = ((1080, 1920), (1280, 800), (768, 1024))
COVERED = """it => { const box = it.getBoundingClientRect();
  const at = (x, y) => it === document.elementFromPoint(x, y);
  return !(at(box.left + 8, box.top + 8) && at(box.right - 8, box.bottom - 8)); }"""
CLOSE = """() => { const all = [...document.querySelectorAll('#keyboard button')].map(e => e.getBoundingClientRect());
  const mm = 96 / 25.4, off = 0.5, found = [];
  for (const [at, a] of all.entries()) {
    if (Math.min(a.width, a.height) < 12.7 * mm - off || a.left < 0 || a.right > innerWidth) found.push(a);
    for (const b of all.slice(at + 1)) {
      const across = Math.max(0, b.left - a.right, a.left - b.right);
      const down = Math.max(0, b.top - a.bottom, a.top - b.bottom);
      if (Math.hypot(across, down) < 2.54 * mm - off) found.push([a, b]);
    }
  }
  return found; }"""
"""Keys that a finger would miss, in millimetres of CSS: too small, off the screen, or too near to another."""


@pytest.fixture
def page(terminal: Terminal) -> Iterator[Page]:
    """The questions to write an answer to, on the portrait screen."""
    with terminal.opened() as opened:
        yield at_questions(opened)


def touch(box: Locator) -> None:
    """A finger in a box to write in, and the keyboard is there."""
    box.tap()
    expect(box.page.locator("#keyboard")).to_be_visible()


def type_on(page: Page, text: str) -> None:
    for sign in text:
        key(page, act="space").tap() if sign == " " else key(page, sign).tap()


def test_a_finger_writes_a_name_with_capital_accent_and_apostrophe(page: Page) -> None:
    touch(named(page, "line"))
    key(page, "Z").tap()
    expect(key(page, "o"), "after the first letter they are small").to_be_visible()
    key(page, act="accents").tap()
    key(page, "é").tap()
    type_on(page, "lie")
    key(page, act="space").tap()
    key(page, act="shift").tap()
    type_on(page, "D")
    type_on(page, "’or")
    key(page, act="back").tap()
    expect(named(page, "line")).to_have_value("Zélie D’o")
    expect(named(page, "line")).to_be_focused()


def test_a_name_of_two_parts_has_two_capitals(page: Page) -> None:
    touch(named(page, "line"))
    type_on(page, "Marie-Lo")
    expect(named(page, "line")).to_have_value("Marie-Lo")


def test_letters_go_where_the_caret_is_and_replace_what_is_chosen(page: Page) -> None:
    box = named(page, "line")
    box.fill("Maie")
    touch(box)
    box.evaluate("it => it.setSelectionRange(2, 2)")
    type_on(page, "r")
    expect(box).to_have_value("Marie")
    box.evaluate("it => it.select()")
    key(page, act="back").tap()
    expect(box).to_have_value("")


@pytest.mark.parametrize(
    ("name", "sign"), [("number", "7"), ("amount", ","), ("phone", "+"), ("email", "@"), ("line", "q"), ("siret", "0")]
)
def test_each_box_has_the_keys_it_needs_in_sight(page: Page, name: str, sign: str) -> None:
    touch(named(page, name))
    expect(key(page, sign).or_(key(page, sign.upper())).first).to_be_visible()


def test_an_address_is_written_without_leaving_its_keys(page: Page) -> None:
    touch(named(page, "email"))
    type_on(page, "m@exemple")
    key(page, ".fr").tap()
    expect(named(page, "email")).to_have_value("m@exemple.fr")


def test_the_order_of_the_alphabet_is_one_press_and_stays(page: Page) -> None:
    touch(named(page, "line"))
    with page.expect_response("**/keyboard"):
        key(page, act="abc").tap()
    assert keyboard(page).locator(".row").first.get_attribute("aria-label") == "a b c d e f g h i j"
    page.reload()
    touch(named(page, "line"))
    expect(key(page, act="azerty")).to_be_visible()
    assert keyboard(page).locator(".row").first.get_attribute("aria-label") == "a b c d e f g h i j"


def test_choosing_it_first_of_all_leaves_the_form_on_the_page_good(terminal: Terminal) -> None:
    """The form was written for the session's old id; the keyboard's script gives it the token of the new one."""
    with terminal.opened() as page:
        page.goto(f"{terminal.address}/procedures")
        touch(page.get_by_role("searchbox"))
        with page.expect_response("**/keyboard"):
            key(page, act="abc").tap()
        page.locator(".helper-bar button.call").click()
        expect(page.locator("h1")).to_have_text("Parler à quelqu’un")


@pytest.mark.parametrize(("language", "first"), [("ar", "ض"), ("uk", "й")])
def test_other_scripts_where_the_page_is_in_them_latin_where_it_is_asked(page: Page, language: str, first: str) -> None:
    page.evaluate("lang => document.documentElement.lang = lang", language)
    touch(named(page, "line"))
    expect(keyboard(page).locator("button").first).to_have_text(first, ignore_case=True)
    key(page, act="latin").tap()
    expect(keyboard(page).locator("button").first).to_have_text("a", ignore_case=True)
    named(page, "lines").evaluate("it => it.dataset.script = 'latin'")
    named(page, "lines").tap()
    expect(keyboard(page).locator("button").first).to_have_text("a", ignore_case=True)
    expect(keyboard(page).locator("[data-act=arabic], [data-act=cyrillic]")).to_have_count(0)


@pytest.mark.parametrize("size", WIDE, ids=str)
def test_it_never_covers_the_box_it_writes_in(terminal: Terminal, size: tuple[int, int]) -> None:
    with terminal.opened(*size) as opened:
        page = at_questions(opened)
        for name in ("line", "phone", "email", "address.city", "country", "iban", "siret"):
            box = named(page, name)
            page.evaluate("document.activeElement.blur()")
            expect(keyboard(page)).to_be_hidden()
            touch(box)
            assert not box.evaluate(COVERED), name
            assert page.evaluate("document.documentElement.scrollWidth <= innerWidth"), name


@pytest.mark.parametrize("size", WIDE, ids=str)
def test_every_key_is_as_large_as_a_finger_and_clear_of_the_next(terminal: Terminal, size: tuple[int, int]) -> None:
    with terminal.opened(*size) as opened:
        page = at_questions(opened)
        for name, act in (("line", ""), ("line", "accents"), ("line", "digits"), ("email", ""), ("number", "")):
            page.evaluate("document.activeElement.blur()")
            expect(keyboard(page)).to_be_hidden()
            touch(named(page, name))
            if act:
                key(page, act=act).tap()
            assert page.evaluate(CLOSE) == [], (name, act)


def test_no_word_of_a_key_is_broken_in_the_largest_text(page: Page) -> None:
    """Review of the screens, S37: « Espac/e », « Masque/r »."""
    page.evaluate("document.documentElement.dataset.comfort = 'largest'")
    touch(named(page, "line"))
    lines = """[...document.querySelectorAll('#keyboard [data-act]')].filter(it => it.textContent.trim()).map(each => {
      const range = document.createRange();
      range.selectNodeContents(each);
      return [each.textContent.trim(), new Set([...range.getClientRects()].map(box => box.top)).size,
        each.scrollWidth - each.clientWidth];
    }).filter(([, lines, over]) => lines > 1 || over > 1)"""
    assert page.evaluate(lines) == []


def test_a_pad_of_digits_has_a_wide_nought_and_no_sign_that_its_box_does_not_take(page: Page) -> None:
    touch(named(page, "day.day"))
    assert key(page, "0").bounding_box()["width"] > key(page, "1").bounding_box()["width"]  # type: ignore[index]
    assert not page.locator("#keyboard [data-sign=','], #keyboard [data-sign='+']").count()
    touch(named(page, "phone"))
    assert page.locator("#keyboard [data-sign='+']").count() == 1


def test_keys_grow_with_the_millimetres_of_the_screen(page: Page) -> None:
    page.evaluate("document.documentElement.style.setProperty('--mm', '7px')")
    touch(named(page, "line"))
    box = key(page, "A").bounding_box()
    assert box is not None and box["height"] >= 12.7 * 7


def test_next_goes_through_the_boxes_and_then_to_the_way_on(page: Page) -> None:
    touch(named(page, "line"))
    key(page, act="next").tap()
    expect(named(page, "lines"), "past the row that would take it back").to_be_focused()
    key(page, act="next").tap()
    expect(named(page, "number")).to_be_focused()
    expect(key(page, "7")).to_be_visible()
    touch(named(page, "siret"))
    key(page, act="next").tap()
    expect(page.locator("button[form=answer].primary")).to_be_focused()
    expect(keyboard(page)).to_be_hidden()


def test_it_goes_when_a_physical_keyboard_types_and_no_letter_is_lost(page: Page) -> None:
    touch(named(page, "line"))
    type_on(page, "B")
    page.keyboard.type("en")
    expect(keyboard(page)).to_be_hidden()
    expect(named(page, "line")).to_have_value("Ben")


def test_it_goes_when_asked_and_when_the_box_is_left_and_its_page_has_its_room_again(page: Page) -> None:
    touch(named(page, "line"))
    key(page, act="hide").tap()
    expect(keyboard(page)).to_be_hidden()
    assert page.evaluate("getComputedStyle(document.documentElement).getPropertyValue('--size-keyboard')") == "0rem"
    touch(named(page, "line"))
    page.locator("[name='f.line.none']").locator("..").tap()
    expect(keyboard(page)).to_be_hidden()
    expect(page.locator("[name='f.line.none']")).to_be_checked()


def test_the_way_on_is_pressed_while_the_keyboard_is_there(page: Page) -> None:
    """It moves under the finger only once the finger has pressed."""
    touch(named(page, "line"))
    page.locator("button[form=answer].primary").tap()
    expect(page.locator("[data-first-read]")).to_have_count(1)
    expect(keyboard(page)).to_be_hidden()
    touch(named(page, "line"))


def test_the_page_learns_of_what_was_typed_as_from_any_keyboard(page: Page) -> None:
    page.evaluate("""() => { window.heard = [];
      for (const name of ['input', 'change']) document.addEventListener(name, e => heard.push(name)); }""")
    touch(named(page, "line"))
    type_on(page, "Ab")
    key(page, act="hide").tap()
    assert page.evaluate("heard") == ["input", "input", "change"]


def test_a_box_takes_no_more_than_it_may(page: Page) -> None:
    named(page, "line").evaluate("it => it.maxLength = 3")
    touch(named(page, "line"))
    type_on(page, "Abcd")
    expect(named(page, "line")).to_have_value("Abc")


def test_a_key_that_is_held_writes_once(page: Page) -> None:
    touch(named(page, "line"))
    key(page, "A").focus()
    page.keyboard.down("Enter")
    page.keyboard.down("Enter")
    page.keyboard.down("Enter")
    page.keyboard.up("Enter")
    expect(named(page, "line")).to_have_value("A")


def test_a_small_screen_never_asks_for_it(terminal: Terminal) -> None:
    with terminal.opened(390, 844) as page:
        asked: list[str] = []
        page.on("request", lambda request: asked.append(request.url))
        at_questions(page)
        named(page, "line").tap()
        page.wait_for_timeout(300)
        expect(keyboard(page)).to_be_hidden()
        assert not [text for text in asked if "keyboard." in text or "layouts" in text]


@pytest.mark.parametrize("comfort", ["", "black-on-white", "white-on-black", "low-glare", "largest"])
def test_it_is_for_everyone_in_every_mode(terminal: Terminal, comfort: str) -> None:
    with terminal.opened(1280, 800, bypass_csp=True) as page:
        page.add_init_script(path=AXE)
        at_questions(page)
        page.evaluate("words => document.documentElement.dataset.comfort = words", comfort)
        rules = {**RULES, "color-contrast-enhanced": {"enabled": comfort != "low-glare"}}
        for name in ("line", "number", "email"):
            touch(named(page, name))
            assert page.evaluate(RUN, [TAGS, rules]) == [], (comfort, name)
            assert not named(page, name).evaluate(COVERED), (comfort, name)
