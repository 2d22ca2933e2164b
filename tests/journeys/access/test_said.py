"""Every change is said and nobody loses their place: where the focus goes and what a screen reader is told."""

from collections.abc import Iterator

import pytest
from playwright.sync_api import Locator, Page, expect

from tests.journeys.alone import Terminal, at_questions
from tests.journeys.counter import named


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
    at_questions(page, "pressed")
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
    page.locator(".actions [data-back]").click()
    page.wait_for_url(here)
    expect(page.locator(f"#answer [value='{value}']")).to_be_checked()


@pytest.mark.parametrize("way_out", ["Appeler quelqu’un", "Langue", "Confort", "Retour", "Escape"])
def test_who_writes_then_presses_a_way_out_takes_it_where_answers_open_others(page: Page, way_out: str) -> None:
    """Who needs somebody because the page is half filled is not told what else they have to answer."""
    address = page.url.rstrip("/")
    begun(page, "identity-document")
    page.goto(f"{page.url.rsplit('/', 1)[0]}/contact")
    phone = named(page, "phone")
    phone.click()
    phone.press_sequentially("0299000001")
    expect(page.locator("[data-in-place]")).to_have_count(1)
    here = page.url
    if way_out == "Escape":  # in the box itself it closes what helps to write
        page.keyboard.press("Tab")
        page.keyboard.press("Escape")
    else:
        page.locator("button, a").filter(has_text=way_out).locator("visible=true").first.click()
    page.wait_for_url(lambda url: url != here)
    leads_to = {"Appeler quelqu’un": "/call", "Langue": "/language", "Confort": "/comfort"}.get(way_out, "/cases/")
    assert page.url.removeprefix(address).startswith(leads_to), page.url
    page.goto(here)
    expect(phone).to_have_value("0299000001")


def test_escape_goes_back_and_costs_nobody_what_they_typed(page: Page) -> None:
    at_questions(page, "pressed")
    here = page.url
    named(page, "one", "b").check()
    page.keyboard.press("Escape")
    page.wait_for_url(lambda url: url != here)
    page.goto(here)
    expect(named(page, "one", "b")).to_be_checked()


def test_a_date_goes_on_from_box_to_box_at_the_terminal_too(page: Page) -> None:
    at_questions(page)
    day = page.locator("[name='f.day.day']")
    day.tap()
    keys = page.locator("#keyboard")
    for digit in "12031945":
        keys.get_by_text(digit, exact=True).tap()
    boxes = [page.locator(f"[name='f.day.{part}']") for part in ("day", "month", "year")]
    for box, typed in zip(boxes, ("12", "03", "1945"), strict=True):
        expect(box).to_have_value(typed)


def test_a_pressed_key_says_what_it_wrote_and_what_went(page: Page) -> None:
    at_questions(page)
    line = named(page, "line")
    line.dispatch_event("parvis:write", {"bubbles": True})
    keys = page.locator("#keyboard")
    keys.get_by_text("z", exact=True).or_(keys.get_by_text("Z", exact=True)).press("Enter")
    expect(status(page)).to_have_text("Z")
    keys.locator("[data-act=back]").press("Enter")
    expect(status(page)).to_have_text("Effacé : Z")


def test_a_postcode_and_a_street_begin_with_digits(page: Page) -> None:
    at_questions(page)
    keys = page.locator("#keyboard")
    for part in ("street", "postcode"):
        page.locator(f"[name='f.address.{part}']").dispatch_event("parvis:write", {"bubbles": True})
        expect(keys.get_by_text("7", exact=True)).to_be_visible()


def test_no_single_key_acts_until_somebody_chose_two_buttons(page: Page) -> None:
    at_questions(page, "pressed")
    page.evaluate("delete document.body.dataset.singleKeys")
    page.keyboard.press("1")
    page.keyboard.press("?")
    expect(page.locator("#hands-help")).to_be_hidden()
    assert page.evaluate("document.activeElement === document.body")
    page.evaluate("document.documentElement.dataset.comfort = 'switches'")
    page.keyboard.press("1")
    assert page.evaluate("document.activeElement !== document.body")


def test_three_shifts_do_nothing_once_that_is_turned_off(page: Page) -> None:
    address = page.url.rstrip("/")
    page.goto(f"{address}/keyboard")
    page.get_by_role("button", name="Elle ne vide rien").click()
    at_questions(page)
    here = page.url
    for _ in range(4):
        page.keyboard.press("Shift")
    assert page.url == here and not page.evaluate("document.documentElement.hidden")
    expect(page.locator("#leave-now")).not_to_have_attribute("data-by-shift", "")


def test_three_shifts_by_mistake_lose_nothing_for_who_has_their_code(page: Page) -> None:
    """Review of the accessibility, D10: Shift alone is a screen reader's key, and the key of sticky keys."""
    address = page.url.rstrip("/")
    at_questions(page, "written")
    where = page.url
    page.goto(f"{where.split('/steps/')[0]}/code")
    page.locator("button[form=give]").click()
    code = page.locator("#main .reference").inner_text().split()
    page.goto(where)
    page.locator("[name='f.line']").fill("Canari")
    for _ in range(3):
        page.keyboard.press("Shift")
    page.wait_for_url(f"{address}/")
    page.goto(where)
    expect(page.locator("body")).not_to_contain_text("Canari")
    page.goto(f"{address}/resume")
    for box, part in zip(page.locator("[name=code]").all(), code, strict=True):
        box.fill(part)
    page.locator("#resume").evaluate("form => form.requestSubmit()")
    page.wait_for_url(where)
    expect(page.locator("[name='f.line']")).to_have_value("Canari")
