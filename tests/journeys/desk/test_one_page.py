"""The desk's page with every question: what it sends and when, and that nothing typed there is lost."""

from collections.abc import Iterator
from contextlib import contextmanager

import pytest
from playwright.sync_api import Page, Request, Route, expect

from kiosk.catalogue.define.catalogue import load_procedure
from tests.catalogue.samples import SHIPPED
from tests.gallery.site.strange_files import picture
from tests.journeys.counter import Counter, begin, named
from tests.journeys.robot import Robot

CERTIFICATE = load_procedure(next(path for path in SHIPPED if path.stem == "birth-certificate"))
PAUSE_MS = 3_500
"""Somewhat longer than the pause at which the page sends what waits."""


NEVER_PAUSES = """((wait) => {
    window.setTimeout = (act, ms, ...more) => ms === 3000 ? 0 : wait(act, ms, ...more);
})(setTimeout)"""


@pytest.fixture
def window(counter: Counter) -> Iterator[Page]:
    context = counter.page.context.browser.new_context(  # type: ignore[union-attr]
        storage_state=counter.page.context.storage_state(), viewport={"width": 1280, "height": 800}, locale="fr-FR"
    )
    yield context.new_page()
    context.close()


@pytest.fixture
def page(counter: Counter, window: Page) -> Page:
    window.clock.install()
    begin(Counter(window, counter.address, counter.town), whole=True, procedure="birth-certificate")
    return window


@contextmanager
def sent_by(page: Page) -> Iterator[list[Request]]:
    requests: list[Request] = []

    def note(request: Request) -> None:
        if request.method == "POST" and request.url.endswith("/whole"):
            requests.append(request)

    page.on("request", note)
    yield requests
    page.remove_listener("request", note)


def answered(page: Page) -> None:
    expect(page.locator(".htmx-request")).to_have_count(0)


@pytest.mark.parametrize("way", ["closes the window", "goes to another address", "presses a link"])
def test_whoever_leaves_the_page_while_typing_finds_it_again(counter: Counter, page: Page, way: str) -> None:
    here, later = page.url, page.context.new_page()
    with sent_by(page) as requests:
        named(page, "copies").fill("4")
        named(page, "birth_name").press_sequentially("Ben")
        assert not requests, "what opens nothing waits"
        if way == "closes the window":
            with page.expect_event("close"):
                page.close(run_before_unload=True)
        elif way == "goes to another address":
            page.goto(counter.address)
        else:
            page.locator("header a").first.click()
            page.wait_for_url(lambda url: url != here)
    for _ in range(20):  # what a window sends as it closes is on its way
        later.goto(here)
        if named(later, "copies").input_value() == "4":
            break
    expect(named(later, "birth_name")).to_have_value("Ben")
    expect(named(later, "copies")).to_have_value("4")


def test_what_opens_nothing_is_kept_at_a_pause_and_changes_nothing_on_the_page(page: Page) -> None:
    with sent_by(page) as requests:
        named(page, "birth_name").fill("Benali")
        named(page, "given_names").fill("Marie")
        named(page, "given_names").blur()
        page.locator("h1").evaluate("it => it.dataset.seen = 'yes'")
        said = page.locator("#status").inner_text()
        page.clock.fast_forward(PAUSE_MS)
        expect(page.locator("#in-place.htmx-request")).to_have_count(0)
        page.wait_for_function("() => document.querySelector('.person-strip')")
    assert len(requests) == 1
    expect(page.locator("h1[data-seen]")).to_have_count(1)
    expect(page.locator("#status")).to_have_text(said)
    page.reload()
    expect(named(page, "birth_name")).to_have_value("Benali")


def test_an_answer_that_comes_late_takes_nothing_back_and_is_told(page: Page) -> None:
    held: list[Route] = []

    def hold_first(route: Route) -> None:
        if held:
            route.continue_()
        else:
            held.append(route)

    named(page, "copies").fill("2")
    page.route("**/whole", hold_first)
    with page.expect_request("**/whole"):
        named(page, "for_whom", "helped").check()
    named(page, "copies").fill("3")
    named(page, "copy_type", "full").check()
    held[0].continue_()
    expect(named(page, "applicant_family_name")).to_be_visible()
    expect(named(page, "copy_type", "full")).to_be_focused()
    expect(named(page, "copies")).to_have_value("3")
    expect(named(page, "copy_type", "full")).to_be_checked()
    expect(named(page, "for_whom", "helped")).to_be_checked()
    with page.expect_response("**/whole"):
        page.clock.fast_forward(PAUSE_MS)
    page.reload()
    expect(named(page, "copies")).to_have_value("3")
    expect(named(page, "copy_type", "full")).to_be_checked()


def test_a_date_is_sent_once_it_is_whole(page: Page) -> None:
    with sent_by(page) as requests:
        named(page, "birth_date.day").click()
        page.keyboard.type("03021965")
        named(page, "birth_town").focus()
        answered(page)
    assert len(requests) == 1


def test_whoever_files_anyway_stays_so_and_faults_go_where_they_are_mended(page: Page) -> None:
    page.locator("button[form=answer].primary").click()
    expect(page.locator("[data-first-read]")).to_be_visible()
    named(page, "for_whom", "myself").check()
    answered(page)
    expect(page.locator(".field-error, [data-first-read]")).to_have_count(0)
    named(page, "birth_town.none").check()
    named(page, "keeper", "foreign").check()
    page.locator("button[name='f.keeper_foreign']").click()
    expect(named(page, "delivery")).not_to_have_count(0)
    named(page, "copy_type", "full").check()
    answered(page)
    expect(named(page, "delivery")).not_to_have_count(0)
    expect(page.locator("button[name='f.keeper_foreign']")).to_have_count(0)


def test_a_birth_certificate_is_six_requests_and_comes_back_in_parts(counter: Counter, window: Page) -> None:
    window.add_init_script(NEVER_PAUSES)
    example = CERTIFICATE.examples[0]
    robot = Robot(window, counter.address, CERTIFICATE, example)
    robot.begin(whole=True)
    bodies: list[bytes] = []
    go_on = robot._go_on

    def read_then_go_on() -> None:  # a page that was left takes its answers along
        bodies.extend(request.response().body() for request in requests)  # type: ignore[union-attr]
        go_on()

    robot._go_on = read_then_go_on  # type: ignore[method-assign]
    with sent_by(window) as requests:
        robot.answer_whole()
    assert len(requests) <= 6
    assert sum(map(len, bodies)) < 20_000 and b"<main" not in b"".join(bodies)
    assert counter.arrived(robot.confirm()).keys() == example.answers.keys() - {"identity_shown"}, "a paper is no value"


def test_an_answer_opens_at_once_what_needs_others_that_are_given_already(page: Page) -> None:
    named(page, "birth_date.year").fill("1958")
    named(page, "for_whom", "helped").check()
    expect(named(page, "applicant_family_name")).to_be_visible()
    with sent_by(page) as requests:
        named(page, "copy_type", "with_parents").check()
        expect(named(page, "tie")).not_to_have_count(0)
        named(page, "tie", "descendant").check()
        named(page, "delivery", "counter").check()
        expect(named(page, "link_shown")).not_to_have_count(0)
        named(page, "copies").fill("2")
        named(page, "delivery", "post").check()
        expect(named(page, "postal_address.street")).to_be_visible()
        named(page, "delivery", "counter").check()
        expect(named(page, "postal_address.street")).to_have_count(0)
    assert len(requests) == 4, "« Au guichet » and « Par courrier » each open something and close something"


MOST_HIGH = {"birth-certificate": 1_000, "social-housing": 3_000}
"""The height in px of the form as it is opened, in a window of 1280 × 800."""


@pytest.mark.parametrize("procedure", MOST_HIGH)
def test_the_form_is_as_high_as_a_mediator_scrolls(counter: Counter, window: Page, procedure: str) -> None:
    begin(Counter(window, counter.address, counter.town), whole=True, procedure=procedure)
    window.evaluate("document.fonts.ready")
    assert window.evaluate("document.documentElement.scrollHeight") <= MOST_HIGH[procedure]
    foot, menu = window.locator(".actions .primary"), window.locator(".sidebar")
    expect(foot).to_be_in_viewport()
    expect(menu).to_be_in_viewport()


def test_a_copy_is_joined_below_its_answer(counter: Counter, window: Page) -> None:
    begin(Counter(window, counter.address, counter.town), whole=True, procedure="social-housing")
    expect(window.locator("#f-identity_ready-file")).to_be_hidden()
    named(window, "identity_ready", "joined").check()
    expect(window.locator("label[for=f-identity_ready-file]")).to_be_visible()
    window.locator("#f-identity_ready-file").set_input_files(
        {"name": "carte.png", "mimeType": "image/png", "buffer": picture("PNG")}
    )
    window.wait_for_url("**/whole#f-identity_ready-group")
    expect(window.get_by_role("link", name="Voir ou changer la copie")).to_be_visible()


def test_a_title_in_two_languages_is_read_in_both(counter: Counter) -> None:
    """The second line was drawn over the first."""
    begin(counter, whole=True, procedure="school-registration")
    page = counter.page
    page.goto(f"{counter.address}/language?back={page.url.removeprefix(counter.address)}")
    page.get_by_role("button", name="العربية").click()
    expect(page.locator("#answer")).to_have_count(1)
    french, arabic = (page.locator(part).bounding_box() for part in (".heading-row h1", ".heading-row .said-beside"))
    assert french and arabic and arabic["y"] >= french["y"] + french["height"] - 1, (french, arabic)
    page.goto(f"{counter.address}/language?back=/desk")
    page.get_by_role("button", name="Français", exact=True).click()
