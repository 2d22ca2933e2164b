"""A desk and its second screen, in two browsers: two persons in a row, a lock, the end; and a screen that is turned."""

import re
from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.gallery.site import steps_taken
from tests.gallery.site.cast import PIN
from tests.gallery.site.page import Browser as Client
from tests.journeys.counter import Counter, begin, named, second_screen, signed_in

HELD_MS = 2_100


@pytest.fixture
def desk(counter: Counter, chrome: Browser) -> Iterator[Page]:
    page = signed_in(chrome, counter.address)
    yield page
    page.context.close()


@pytest.fixture
def tablet(counter: Counter, chrome: Browser, desk: Page) -> Iterator[Page]:
    with second_screen(counter, chrome, desk) as page:
        yield page


def writes(counter: Counter, desk: Page, name: str) -> None:
    begin(Counter(desk, counter.address, counter.town), whole=True, procedure="birth-certificate")
    for question, answer in (("for_whom", "myself"), ("copy_type", "full")):
        with desk.expect_response("**/whole"):
            named(desk, question, answer).check(force=True)
    named(desk, "birth_name").fill(name)
    with desk.expect_response("**/whole"):
        desk.keyboard.press("Tab")


def says_yes_until(tablet: Page, name: str) -> None:
    yes = tablet.locator("button[value=yes]")
    expect(yes).to_be_visible()
    while not tablet.get_by_text(name).count():
        with tablet.expect_navigation():
            yes.tap()
        expect(yes).to_be_visible()


def test_two_persons_in_a_row_are_shown_what_is_theirs_with_one_code(
    counter: Counter, desk: Page, tablet: Page
) -> None:
    desk.goto(f"{counter.address}/language")
    desk.locator("button[value=ar]").click()
    writes(counter, desk, "Quartzmarin")
    expect(tablet.locator("html[lang=ar]")).to_have_count(1)
    says_yes_until(tablet, "Quartzmarin")
    tablet.locator("[data-listen]").tap()
    expect(tablet.locator("#player")).to_be_visible()
    desk.keyboard.press("F8")
    expect(tablet.get_by_role("heading", name="Bonjour.")).to_be_visible()
    expect(tablet.locator("#player")).to_have_count(0)
    assert tablet.locator("html").get_attribute("lang") == "fr", "the language of the town hall, until she chooses hers"
    assert "Nadia" in tablet.content() and "Quartzmarin" not in tablet.content()
    tablet.go_back()
    assert "Quartzmarin" not in tablet.content(), "nor behind it"
    tablet.goto(f"{counter.address}/second-screen")
    writes(counter, desk, "Silexvert")
    expect(tablet.locator(".said")).to_be_visible()
    assert "Quartzmarin" not in tablet.content()
    says_yes_until(tablet, "Silexvert")

    named(desk, "given_names").fill("Jeanne")  # not sent yet
    desk.keyboard.press("F9")
    desk.wait_for_url(re.compile(r"/lock\?"))
    expect(tablet.locator(".said")).to_have_count(0)
    assert not [word for word in ("Silexvert", "Nadia", "Quartzmarin") if word in tablet.content()]
    desk.keyboard.type(PIN)
    desk.wait_for_url("**/whole")
    expect(named(desk, "given_names")).to_have_value("Jeanne")
    desk.goto(f"{counter.address}/desk")
    desk.get_by_role("button", name="Se déconnecter").click()
    expect(tablet.locator("#pair")).to_be_visible()
    assert not [word for word in ("Silexvert", "Nadia", "Jeanne") if word in tablet.content()]


@pytest.mark.parametrize("way", ["finger", "key held", "two presses"])
def test_a_turned_screen_that_is_held_comes_back_covered(counter: Counter, desk: Page, way: str) -> None:
    client = counter.town.app.test_client()
    for cookie in desk.context.cookies():
        client.set_cookie(cookie["name"], cookie["value"])  # type: ignore[typeddict-item]
    review = steps_taken.to_review(Client(client))
    desk.clock.install()
    desk.goto(f"{counter.address}{review.path}")
    desk.get_by_role("button", name="Faire confirmer par la personne").click()
    desk.wait_for_url("**/confirm")
    hold = desk.locator("[data-hold]")
    hold.focus()
    if way == "finger":
        hold.hover()
        desk.mouse.down()
        desk.clock.fast_forward(HELD_MS)
    elif way == "key held":
        desk.keyboard.down("Enter")
        desk.clock.fast_forward(HELD_MS)
        desk.keyboard.up("Enter")
    else:
        desk.keyboard.press("Enter")
        expect(desk.locator("#hold-hint")).to_have_text("Maintenez deux secondes, ou appuyez encore une fois.")
        desk.clock.fast_forward(600)
        desk.keyboard.press("Enter")
    desk.wait_for_url("**/confirm/covered*")
    assert "Benali" not in desk.content() and "n’a pas encore confirmé" in desk.content()
    desk.mouse.up()
    desk.keyboard.type(PIN)
    desk.keyboard.press("Enter")
    desk.wait_for_url("**/review")  # and no yes was said in her name
