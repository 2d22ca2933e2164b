"""A finger as it is: it trembles, comes down twice, rests too long; each kind of thing to press, in real Chromium."""

import re
from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.gallery.browser.hand import Hand
from tests.journeys.finger import Finger
from tests.journeys.public import at_a_terminal

KINDS = """
  <a href="#gone" id="link" class="button">Un lien</a>
  <button type="button" id="button" class="button">Un bouton</button>
  <label class="choice" id="row"><input type="checkbox" id="box"><span>Une ligne</span></label>
  <details><summary id="summary">Un titre</summary><p>Ce qu’il cache</p></details>
"""
"""One of each kind of thing that is pressed, put into a page of the box."""
COUNT = """([html]) => {
  document.querySelector('.content').insertAdjacentHTML('afterbegin', html);
  window.presses = {};
  document.addEventListener('click', e => {
    if (!e.pointerType && e.isTrusted) return;
    const id = e.target.closest('[id]').id;
    presses[id] = (presses[id] ?? 0) + 1;
  });
}"""


@pytest.fixture(scope="module")
def terminal(chrome: Browser, tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Hand, str]]:
    with at_a_terminal(chrome, tmp_path_factory.mktemp("town")) as there:
        yield there


@pytest.fixture
def page(terminal: tuple[Hand, str]) -> Page:
    """The terminal's welcome, with one of each kind of thing to press."""
    hand, address = terminal
    hand.open(f"{address}/")
    hand.page.evaluate(COUNT, [KINDS])
    return hand.page


def presses(page: Page, id: str, least: int = 0) -> int:
    page.wait_for_function("([id, least]) => (presses[id] ?? 0) >= least", arg=[id, least])
    page.wait_for_timeout(50)
    return int(page.evaluate("id => presses[id] ?? 0", id))


@pytest.mark.parametrize("id", ["link", "button", "row", "summary"])
@pytest.mark.parametrize("way", [(30, 0), (0, -30)])
def test_a_finger_that_drifts_still_presses(page: Page, id: str, way: tuple[int, int]) -> None:
    page.set_viewport_size({"width": 390, "height": 500})  # a page that scrolls
    with Finger(page).on(f"#{id}") as finger:
        finger.drift(*way)
    assert presses(page, id, 1) == 1
    assert page.evaluate("scrollY") == 0


def test_a_row_that_was_drifted_on_is_chosen(page: Page) -> None:
    with Finger(page).on("#row") as finger:
        finger.drift(30, 0)
    expect(page.locator("#box")).to_be_checked()


@pytest.mark.parametrize("id", ["link", "button", "row", "summary"])
def test_a_finger_that_scrolls_presses_nothing(page: Page, id: str) -> None:
    page.set_viewport_size({"width": 390, "height": 400})
    page.locator(f"#{id}").evaluate("e => scrollTo(0, e.getBoundingClientRect().top - 200)")
    before = page.evaluate("scrollY")
    with Finger(page).on(f"#{id}", scroll=False) as finger:
        finger.drift(0, -150)
    page.wait_for_function("before => scrollY > before + 50", arg=before)
    assert presses(page, id) == 0


def test_a_finger_that_goes_to_another_control_presses_neither(page: Page) -> None:
    box = page.locator("#link").bounding_box()
    assert box is not None
    with Finger(page).at(box["x"] + 20, box["y"] + box["height"] - 6) as finger:
        finger.drift(0, 28)
    assert presses(page, "link") == presses(page, "button") == 0


@pytest.mark.parametrize("id", ["link", "button", "row", "summary"])
def test_a_double_tap_presses_once(page: Page, id: str) -> None:
    Finger(page).twice(f"#{id}")
    assert presses(page, id, 1) == 1


def test_two_presses_of_someone_who_means_them_are_two(page: Page) -> None:
    for _ in range(2):
        page.locator("#button").tap()
        page.wait_for_timeout(400)
    assert presses(page, "button", 2) == 2


def test_a_page_that_changes_under_a_double_tap_is_not_pressed(terminal: tuple[Hand, str]) -> None:
    """Each form on the way, and a link: one thing is asked for, and the next page waits untouched."""
    (hand, address), sent = terminal, []
    page = hand.page
    page.set_viewport_size({"width": 1080, "height": 1920})
    page.on("request", lambda request: sent.append(request.url) if request.method == "POST" else None)
    hand.open(f"{address}/")
    way = [
        ("form.within-reach button >> nth=0", "**/procedures", 1),
        ("a[href$='/procedures/birth-certificate'] >> nth=0", "**/birth-certificate", 0),
        ("button[form=begin].primary", "**/steps/for-whom", 1),
        ("label.choice >> nth=0", "**/steps/for-whom", 0),
        ("button[form=answer].primary", "**/steps/copy", 1),
    ]
    for pressed, leads_to, posts in way:
        sent.clear()
        Finger(page).twice(pressed)
        page.wait_for_url(leads_to)
        page.wait_for_load_state("networkidle")
        assert len(sent) == posts, (pressed, sent)
        page.wait_for_timeout(350)
    expect(page.locator(".field-error")).to_have_count(0)
    sent.clear()
    Finger(page).twice("a.button.tertiary:has-text('Arrêter')")
    page.wait_for_url("**/code")
    Finger(page).twice("button[form=give]")
    page.wait_for_selector(".reference")
    page.wait_for_timeout(350)
    Finger(page).twice(".actions form[action='/next'] button")
    page.wait_for_url(f"{address}/")
    page.wait_for_load_state("networkidle")
    assert [text.rpartition("/")[2] for text in sent] == ["copy", "code", "next"]
    expect(page.locator("h1.greeting")).to_be_visible()


def test_a_letter_that_is_pressed_twice_is_written_twice(terminal: tuple[Hand, str]) -> None:
    """The keys of the keyboard on screen are pressed as fast as one writes: « belle », « appel »."""
    hand, address = terminal
    hand.page.set_viewport_size({"width": 1080, "height": 1920})
    hand.open(f"{address}/procedures")
    hand.page.locator("#q").tap()
    key = hand.page.locator("#keyboard button", has_text=re.compile("^l$", re.I))
    expect(key).to_be_visible()
    Finger(hand.page).twice("#keyboard button:text-matches('^l$', 'i')")
    expect(hand.page.locator("#q")).to_have_value(re.compile("^ll$", re.I))
    with Finger(hand.page).on("#keyboard button:text-matches('^l$', 'i')") as finger:
        finger.drift(0, 26)
    expect(hand.page.locator("#q")).to_have_value(re.compile("^lll$", re.I))
    expect(hand.page.locator("#q")).to_be_focused()
