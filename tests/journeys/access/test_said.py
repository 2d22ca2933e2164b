"""Every change is said and nobody loses their place: where the focus goes and what a screen reader is told."""

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Locator, Page, expect

from tests.journeys.alone import Terminal, at_questions, at_the_terminal
from tests.journeys.counter import named


@pytest.fixture(scope="module")
def terminal(chrome: Browser, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Terminal]:
    with at_the_terminal(chrome, tmp_path_factory.mktemp("town")) as opened:
        yield opened


@pytest.fixture
def page(terminal: Terminal) -> Iterator[Page]:
    with terminal.opened() as opened:
        yield opened


def begun(page: Page, procedure: str) -> Page:
    address = page.url.rstrip("/")
    page.goto(f"{address}/procedures/{procedure}")
    page.locator("button[form=begin].primary").click()
    expect(page.locator("#answer")).to_have_count(1)
    return page


def at_the_opening_question(page: Page) -> None:
    at_questions(begun(page, "every-kind"), "pressed")
    here = page.url
    named(page, "yes", "yes").check()
    page.keyboard.press("Escape")
    page.wait_for_url(lambda url: url != here)
    page.goto(here.replace("/pressed", "/opened"))


def status(page: Page) -> Locator:
    return page.locator("#status")


def test_the_next_page_begins_at_its_title_and_nothing_old_is_left_to_read(page: Page) -> None:
    begun(page, "birth-certificate")
    page.evaluate("document.getElementById('status').textContent = 'Communes proposées : 8'")
    before = page.locator("h1").inner_text()
    page.locator("#answer [type=radio]").first.check()
    page.keyboard.press("Tab")
    page.locator("button[form=answer].primary").press("Enter")
    expect(page.locator("h1")).not_to_have_text(before)
    expect(page.locator("h1")).to_be_focused()
    expect(status(page)).to_have_text("")


def test_what_an_answer_opens_comes_in_place_is_named_and_leaves_the_focus(page: Page) -> None:
    at_the_opening_question(page)
    named(page, "opens", "yes").check()
    expect(named(page, "opened")).to_be_visible()
    expect(named(page, "opens", "yes")).to_be_focused()
    expect(status(page)).to_contain_text("Une question de plus : La question ouverte")
    expect(page.get_by_role("alert")).to_contain_text("Appelez le 112")
    assert page.evaluate("document.querySelector('#main h1').nextElementSibling.matches('[role=alert]')")
    named(page, "opens", "no").check()
    expect(named(page, "opened")).to_have_count(0)
    expect(status(page)).to_contain_text("Retiré de la page : Appelez le 112, La question ouverte")


def test_what_an_answer_opens_has_the_focus_where_continue_was_pressed_first(page: Page) -> None:
    at_the_opening_question(page)
    page.locator("[data-in-place]").evaluate("it => it.remove()")
    named(page, "opens", "yes").check()
    page.locator("button[form=answer].primary").press("Enter")
    expect(status(page)).to_contain_text("Une question de plus : La question ouverte")
    focused = page.locator(":focus")
    expect(focused).to_have_attribute("aria-label", "La question ouverte")
    expect(focused.locator("[name='f.opened']")).to_have_count(1)


def test_a_right_helper_comes_back_to_the_same_step_with_what_was_typed(page: Page) -> None:
    begun(page, "birth-certificate")
    page.locator("#answer [type=radio]").first.check()
    first = page.url
    page.locator("button[form=answer].primary").click()
    page.wait_for_url(lambda url: url != first)
    here = page.url
    typed = page.locator("#answer [type=radio]").last
    value = typed.get_attribute("value")
    typed.check()
    page.get_by_role("button", name="Confort").click()
    page.get_by_role("button", name="Très grande").click()
    page.get_by_role("link", name="C’est bien ainsi").click()
    page.wait_for_url(here)
    expect(page.locator(f"#answer [value='{value}']")).to_be_checked()


def test_escape_goes_back_and_costs_nobody_what_they_typed(page: Page) -> None:
    at_questions(begun(page, "every-kind"), "pressed")
    here = page.url
    named(page, "one", "b").check()
    page.keyboard.press("Escape")
    page.wait_for_url(lambda url: url != here)
    page.goto(here)
    expect(named(page, "one", "b")).to_be_checked()
