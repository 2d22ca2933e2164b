"""What each key does at the desk, and what it leaves alone: one question at a time, in real Chromium."""

from collections.abc import Iterator
from itertools import pairwise

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.gallery.browser.eyes import AXE, RULES, RUN, TAGS
from tests.journeys.counter import Counter, at_step, begin, named
from tests.journeys.robot import NOT_AGAIN_MS

SHOWN = "(it) => getComputedStyle(it, '::after').content"
"""The figure at the end of a row, as the eye has it and the ear has not."""


@pytest.fixture
def page(counter: Counter) -> Page:
    return counter.page


@pytest.fixture
def pressed(counter: Counter) -> Page:
    """Rows of every kind, nothing answered yet: « Une réponse » of four rows, then « Plusieurs réponses »."""
    return at_step(counter, "pressed")


def test_the_hands_stand_in_the_first_open_question(written: Page) -> None:
    expect(named(written, "line")).to_be_focused()
    named(written, "line").fill("Bonjour")
    written.keyboard.press("Control+Enter")
    expect(named(written, "lines"), "the first that is wrong").to_be_focused()
    expect(written.locator("[data-first-read]"), "which says itself").to_have_count(1)
    written.reload()
    expect(named(written, "lines"), "the first that is open").to_be_focused()


def test_a_new_page_is_named_to_whoever_listens(counter: Counter) -> None:
    begin(counter, procedure="birth-certificate")
    page = counter.page
    expect(named(page, "for_whom", "myself")).to_be_focused()
    page.keyboard.press("1")
    page.keyboard.press("Enter")
    expect(named(page, "copy_type", "full")).to_be_focused()
    expect(page.locator("#status")).to_have_text("Quel acte voulez-vous ?")


def test_on_the_telephone_what_is_to_be_said_stays_in_sight_and_enter_goes_to_the_question(counter: Counter) -> None:
    page = counter.page
    page.goto(f"{counter.address}/procedures/birth-certificate")
    page.locator("button[name=by][value=phone]").click()
    expect(page.locator("#answer")).to_have_count(1)
    expect(page.locator("h1")).to_be_in_viewport()
    assert not page.locator("#answer :focus").count() and page.evaluate("scrollY") == 0
    page.keyboard.press("Enter")
    expect(named(page, "for_whom", "myself")).to_be_focused()


def test_a_small_touched_screen_opens_no_keyboard_by_itself(counter: Counter, chrome: Browser) -> None:
    at_step(counter, "written")
    expect(named(counter.page, "line")).to_be_focused()
    signed_in = counter.page.context.storage_state()
    with chrome.new_context(
        storage_state=signed_in, is_mobile=True, has_touch=True, viewport={"width": 390, "height": 844}
    ) as touched:
        page = touched.new_page()
        page.goto(counter.page.url)
        expect(page.locator(".with-shortcuts")).to_have_count(1)
        expect(page.locator("#answer :focus")).to_have_count(0)


def test_a_favourite_opens_from_the_desk_by_its_digit(counter: Counter) -> None:
    page = counter.page
    page.goto(f"{counter.address}/procedures/birth-certificate")
    page.get_by_role("button", name="Favori : non").click()
    page.goto(f"{counter.address}/desk")
    favourite = page.get_by_label("Vos favoris").get_by_role("button")
    expect(favourite).to_have_attribute("aria-keyshortcuts", "1")
    page.keyboard.press("1")
    page.wait_for_url("**/cases/**")
    page.goto(f"{counter.address}/procedures/birth-certificate")
    page.wait_for_timeout(NOT_AGAIN_MS)  # it is where « Favori : non » was pressed
    page.get_by_role("button", name="Favori : oui").click()
    expect(page.get_by_role("button", name="Favori : non")).to_have_count(1)


def test_enter_opens_from_anywhere_what_takes_nothing_away(counter: Counter) -> None:
    """What sends or takes away waits for hands that have gone to it."""
    page = counter.page
    for path, pressed in (("desk", 1), ("procedures/every-kind", 1), ("desk/find", 0), ("desk/team", 0)):
        page.goto(f"{counter.address}/{path}")
        expect(page.locator("main [aria-keyshortcuts=Enter]"), path).to_have_count(pressed)


def test_digits_choose_and_tick_where_the_hands_stand(pressed: Page) -> None:
    expect(named(pressed, "one", "a")).to_be_focused()
    pressed.keyboard.press("2")
    expect(named(pressed, "one", "b")).to_be_checked()
    expect(named(pressed, "one", "b")).to_be_focused()
    pressed.keyboard.press("Enter")
    expect(named(pressed, "many", "a")).to_be_focused()
    for key in ("1", "3", "1", "9"):
        pressed.keyboard.press(key)
    ticked = pressed.locator("[name='f.many']:checked")
    expect(ticked).to_have_count(1)
    expect(ticked).to_have_value("c")
    assert named(pressed, "one", "b").is_checked(), "the other question is as it was"


def test_the_row_of_digits_of_a_french_keyboard_needs_no_shift(pressed: Page) -> None:
    named(pressed, "one", "a").dispatch_event("keydown", {"key": "é", "code": "Digit2", "bubbles": True})
    expect(named(pressed, "one", "b")).to_be_checked()
    named(pressed, "one", "a").dispatch_event("keydown", {"key": "End", "code": "Numpad1", "bubbles": True})
    expect(named(pressed, "one", "b"), "a keypad that moves chooses nothing").to_be_checked()
    pressed.keyboard.press("Control+1")
    expect(named(pressed, "one", "b"), "the browser’s own").to_be_checked()


def test_names_that_a_browser_proposes_are_taken_with_enter(written: Page) -> None:
    named(written, "country").press_sequentially("Algérie")
    written.keyboard.press("Enter")
    expect(named(written, "nir"), "the next question that is open").to_be_focused()
    expect(named(written, "country")).to_have_value("Algérie")


def test_nothing_fires_in_a_text_box(written: Page) -> None:
    where = written.url
    written.keyboard.type("1 rue ? 2")
    expect(named(written, "line")).to_have_value("1 rue ? 2")
    named(written, "lines").focus()
    written.keyboard.type("1?")
    written.keyboard.press("Enter")
    written.keyboard.press("Shift+Enter")
    written.keyboard.type("2")
    expect(named(written, "lines")).to_have_value("1?\n\n2")
    expect(written.locator("#keys-help")).not_to_be_visible()
    assert written.url == where and not written.locator("[type=checkbox]:checked").count()


def test_enter_leads_to_what_is_open_then_on(pressed: Page) -> None:
    for key in ("1", "Enter", "1", "Enter"):
        pressed.keyboard.press(key)
    expect(pressed.locator("[name='f.hand']:focus"), "a signature").to_have_count(1)
    pressed.keyboard.press("3")
    pressed.keyboard.press("Enter")
    expect(pressed.locator("[name='f.hand.witness']")).to_be_focused()
    pressed.keyboard.type("Jeanne Martin")
    pressed.keyboard.press("Enter")
    expect(named(pressed, "photo", "seen"), "past what may stay empty").to_be_focused()
    pressed.keyboard.press("1")
    pressed.keyboard.press("Enter")
    expect(pressed.locator("h1")).to_have_text("Vérifiez vos réponses")


def test_on_one_page_a_row_keeps_the_hands_while_questions_come(counter: Counter) -> None:
    begin(counter, whole=True, procedure="birth-certificate")
    page = counter.page
    expect(named(page, "for_whom", "myself")).to_be_focused()
    page.keyboard.press("4")
    expect(named(page, "applicant_family_name"), "what the answer opens").to_have_count(1)
    expect(page.locator("[name='f.for_whom']:checked")).to_be_focused()
    expect(page.locator("[form=answer].primary")).to_have_attribute("data-key", "Entrée")
    page.keyboard.press("ArrowUp")
    page.wait_for_load_state("networkidle")
    expect(named(page, "for_whom", "represented")).to_be_focused()


def test_tab_goes_down_a_page_of_questions_and_out_again(counter: Counter) -> None:
    """Never up, never round in a circle, and always seen."""
    begin(counter, whole=True)
    page, seen = counter.page, []
    for _ in range(60):
        page.keyboard.press("Tab")
        if page.evaluate("document.activeElement.matches('[form=answer].primary')"):
            break
        seen.append(page.evaluate(
            """() => { const it = document.activeElement, row = it.closest('.choice') || it;
            return [it.getBoundingClientRect().top + scrollY, getComputedStyle(row).outlineStyle, it.outerHTML]; }"""
        ))  # fmt: skip
    inside = [row for row in seen if "f." in row[2]]
    assert len(inside) > 20
    assert all(style == "solid" for _, style, _ in seen), seen
    tops = [top for top, _, _ in inside]
    assert all(below >= above - 44 for above, below in pairwise(tops)), "boxes of one row may differ by less than one"


def test_rows_show_their_digit_at_their_end_in_both_directions(pressed: Page) -> None:
    rows = pressed.locator("fieldset").first.locator(".choice")
    assert [row.evaluate(SHOWN) for row in rows.all()][:1] == ['counter(row) / ""']
    assert all(row.bounding_box()["height"] >= 58 for row in pressed.locator(".choice").all() if row.bounding_box())  # type: ignore[index]
    pressed.evaluate("document.documentElement.dir = 'rtl'")
    for key, value in (("2", "b"), ("1", "a")):
        pressed.keyboard.press(key)
        expect(named(pressed, "one", value)).to_be_checked()
    assert pressed.evaluate("document.documentElement.scrollWidth <= innerWidth")


@pytest.fixture
def listed(counter: Counter) -> Iterator[Page]:
    """The desk's home in a window whose policy is lifted, for axe alone."""
    browser = counter.page.context.browser
    assert browser is not None
    context = browser.new_context(bypass_csp=True, storage_state=counter.page.context.storage_state())
    context.add_init_script(path=AXE)
    page = context.new_page()
    page.goto(f"{counter.address}/desk")
    yield page
    context.close()


def test_the_list_of_keys_opens_and_closes_by_key_and_by_press(listed: Page) -> None:
    element = listed.locator("#keys-help")
    for opens, closes in (("?", "?"), ("?", "Escape")):
        listed.keyboard.press(opens)
        expect(element.get_by_role("button", name="Fermer")).to_be_focused()
        listed.keyboard.press("1")
        expect(element, "what lies behind does not answer").to_be_visible()
        listed.keyboard.press(closes)
        expect(element).not_to_be_visible()
    listed.get_by_role("button", name="Les touches (?)").click()
    expect(element).to_be_visible()
    assert listed.evaluate(RUN, [TAGS, RULES]) == []
    element.get_by_role("button", name="Fermer").click()
    expect(element).not_to_be_visible()
    listed.reload()
    for key in ("?", "Escape", "Enter"):
        listed.keyboard.press(key)
    expect(listed.locator("h1"), "where the hands were").to_have_text("Démarches")
