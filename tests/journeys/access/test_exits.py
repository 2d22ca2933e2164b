"""What a finger might leave a terminal by, or open: it does nothing there, and what is written stays in its field."""

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.gallery.browser.hand import Hand
from tests.journeys.finger import Finger
from tests.journeys.public import at_a_terminal

WATCH = """() => {
  window.opened = [];
  for (const name of ['contextmenu', 'dragstart', 'copy', 'cut', 'drop']) {
    addEventListener(name, e => opened.push([name, e.defaultPrevented]));
  }
}"""
TO_WRITE = "#q"


@pytest.fixture(scope="module")
def terminal(chrome: Browser, tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Hand, str]]:
    with at_a_terminal(chrome, tmp_path_factory.mktemp("town")) as there:
        yield there


@pytest.fixture
def page(terminal: tuple[Hand, str]) -> Page:
    hand, address = terminal
    hand.open(f"{address}/procedures")
    hand.page.evaluate(WATCH)
    return hand.page


def let_through(page: Page) -> list[str]:
    """What the browser would have done, and was not kept from."""
    faults: list[str] = page.evaluate("() => opened.filter(([, prevented]) => !prevented).map(([name]) => name)")
    return faults


@pytest.mark.parametrize("place", ["h1", "a.card", ".site-name .icon", "button[type=submit]"])
def test_a_finger_that_rests_opens_no_menu_and_selects_nothing(page: Page, place: str) -> None:
    with Finger(page).on(f"{place} >> visible=true >> nth=0") as finger:
        finger.rest()
        assert not let_through(page)
        assert page.evaluate("getSelection().toString()") == ""
        finger.drift(-page.evaluate("innerWidth"), 0)  # a press that lasts is one: this one is taken back


def test_two_fingers_do_not_zoom(page: Page) -> None:
    Finger(page).pinch(300)
    page.wait_for_timeout(100)
    assert page.evaluate("visualViewport.scale") == 1


def test_a_desk_may_still_be_zoomed(chrome: Browser, terminal: tuple[Hand, str]) -> None:
    """The same two fingers on a screen that is no terminal: the test above would see it."""
    desk = Hand(chrome)
    desk.open(f"{terminal[1]}/call")
    Finger(desk.page).pinch(300)
    desk.page.wait_for_function("() => visualViewport.scale > 1")
    desk.context.close()


def test_nothing_is_dragged_or_selected_by_a_mouse(page: Page) -> None:
    link = page.locator("a.card").first.bounding_box()
    assert link is not None
    for x, y in ((link["x"] + 60, link["y"] + 20), (60, 150)):
        page.mouse.move(x, y)
        page.mouse.down()
        page.mouse.move(x + 200, y + 500, steps=5)
        page.mouse.up()
    assert not let_through(page)
    assert page.evaluate("getSelection().toString()") == ""
    assert page.url.endswith("/procedures")


def test_what_is_written_stays_in_its_field(page: Page) -> None:
    page.fill(TO_WRITE, "Zqxclip")
    page.press(TO_WRITE, "Control+a")
    for command in ("copy", "cut"):
        page.evaluate("command => document.execCommand(command)", command)
    page.press(TO_WRITE, "Control+Insert")
    page.fill(TO_WRITE, "")
    page.press(TO_WRITE, "Shift+Insert")
    page.press(TO_WRITE, "Control+v")
    # What another window of the same browser had copied before may come; what was written here has not gone anywhere.
    page.wait_for_timeout(100)
    assert "Zqxclip" not in page.input_value(TO_WRITE)
    assert not let_through(page)


def test_the_words_of_a_search_are_in_no_address(terminal: tuple[Hand, str]) -> None:
    hand, address = terminal
    hand.open(f"{address}/procedures")
    hand.page.fill(TO_WRITE, "passeport")
    hand.page.press(TO_WRITE, "Enter")
    expect(hand.page.locator("#found")).to_contain_text("passeport")
    assert hand.page.url == f"{address}/procedures"
    hand.open(f"{address}/procedures?q=passeport&audience=habitant")
    hand.page.wait_for_url(f"{address}/procedures?audience=habitant")
