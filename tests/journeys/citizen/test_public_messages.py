"""A message to the public at a terminal in a real Chromium: it comes and goes by itself, is read aloud, and leaves the
button that begins in sight."""

from collections.abc import Iterator
from datetime import timedelta

import pytest
from playwright.sync_api import Page, expect

from kiosk.domain.published.public_message import LONGEST, MOST, PublicMessageKind
from kiosk.services.box.box import Actor
from kiosk.services.published import public_messages
from tests.journeys.access.test_read_aloud import AT_ONCE, HEARD, hears
from tests.journeys.alone import Terminal

SAID = "#public-messages"
NOBODY = Actor()


def show(terminal: Terminal, text: str, kind: PublicMessageKind = PublicMessageKind.OWN) -> None:
    until = terminal.town.box.watch.today().day + timedelta(days=1)
    typed = {"fr": text, "until": until.isoformat()}
    assert public_messages.show_to_public(terminal.town.box, kind, typed, NOBODY) == {}


@pytest.fixture(autouse=True)
def silence(terminal: Terminal) -> Iterator[None]:
    """Each test begins and ends without a message."""
    yield
    for message in public_messages.list_public_messages(terminal.town.box):
        public_messages.take_public_message_back(terminal.town.box, message.id, NOBODY)


@pytest.fixture
def page(terminal: Terminal) -> Iterator[Page]:
    with terminal.opened() as opened:
        yield opened


def test_a_terminal_that_nobody_touches_shows_it_and_lets_it_go(page: Page, terminal: Terminal) -> None:
    page.clock.install()
    page.reload()
    expect(page.locator(SAID)).to_be_hidden()
    show(terminal, "Le marché est sur la place.")
    page.clock.fast_forward(21_000)
    expect(page.get_by_role("region", name="À savoir")).to_contain_text("Le marché est sur la place.")
    silent = public_messages.list_public_messages(terminal.town.box)[0]
    public_messages.take_public_message_back(terminal.town.box, silent.id, NOBODY)
    page.clock.fast_forward(21_000)
    expect(page.locator(SAID)).to_be_hidden()


def test_the_button_that_begins_stays_in_sight_under_as_many_long_messages_as_may_be(
    page: Page, terminal: Terminal
) -> None:
    for number in range(MOST):
        show(terminal, f"{number} " + "Le parking est fermé. " * (LONGEST // 22 - 1))
    begin = page.get_by_role("button", name="Commencer", exact=True)
    for width, height in ((1080, 1920), (1280, 800), (390, 844)):
        page.set_viewport_size({"width": width, "height": height})
        for size in ("normal", "large", "larger", "largest") if width == 1080 else ("normal",):
            page.goto(f"{terminal.address}/comfort")
            page.locator(f"[name=size][value={size}]").click()
            page.goto(terminal.address)
            expect(page.locator(f"{SAID} li")).to_have_count(MOST)
            bar, button = page.locator(".helper-bar").bounding_box(), begin.bounding_box()
            assert bar and button and button["y"] + button["height"] <= bar["y"], (width, size, button, bar)


def test_a_message_is_read_aloud_before_the_button_that_begins(page: Page, terminal: Terminal) -> None:
    show(terminal, "Le marché est sur la place.")
    page.add_init_script(HEARD)
    page.add_init_script(AT_ONCE)
    page.goto(terminal.address)
    page.locator("[data-listen]").click()
    hears(page, "Le marché est sur la place.")
    hears(page, "Commencer")
    said = page.evaluate("() => window.heard.filter((one) => one.phase === 'start').map((one) => one.text)")
    places = [
        next(at for at, text in enumerate(said) if text.startswith(words)) for words in ("Le marché", "Commencer")
    ]
    assert places == sorted(places), said


def test_who_goes_by_ear_alone_hears_it_once_their_language_is_chosen(page: Page, terminal: Terminal) -> None:
    show(terminal, "", PublicMessageKind.HEAT)
    page.add_init_script(HEARD)
    page.add_init_script(AT_ONCE)
    page.goto(terminal.address)
    page.keyboard.press("F6")
    hears(page, "English: ")
    page.keyboard.press("Enter")
    page.wait_for_url("**/procedures*")
    hears(page, "Heatwave plan")
