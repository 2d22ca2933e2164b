"""A desk whose box reaches the real hub, and what the deciding service does there."""

from collections.abc import Callable

import pytest

from kiosk.app import create_app
from kiosk.hub.cases import read_case
from kiosk.hub.decisions import decide
from kiosk.services.box import Box
from kiosk.services.sync import SyncLoop
from kiosk.store import answers, outbox, people
from kiosk.store.people import Mediator
from tests.central import Central
from tests.conftest import PASSPHRASE, PIN
from tests.page import Browser, Page

Decide = Callable[[str, str, str], None]


@pytest.fixture
def linked_desk(linked: Box, hashed: str) -> Browser:
    """Nadia at a desk with a line; nothing is sent before she presses « Transmettre maintenant »."""
    with linked.store.write() as db:
        people.add_mediator(db, Mediator("a" * 32, "nadia", "Nadia Roux", hashed), linked.clock.now())
    app = create_app(linked.settings, box=linked)
    app.extensions["parvis_sync"] = SyncLoop(linked)
    browser = Browser(app.test_client())
    assert sign_in(browser, "nadia").path == "/desk"
    return browser


@pytest.fixture
def decides(central: Central) -> Decide:
    """Claire changes a case's state at the hub: reference, state, message."""

    def do(reference: str, state: str, message: str = "") -> None:
        with central.hub.store.reading() as connection:
            seen = read_case(connection, reference).seen
        decide(central.hub, central.claire, reference, state, message, seen)

    return do


@pytest.fixture
def omar(box: Box, hashed: str) -> Mediator:
    """Nadia's colleague."""
    made = Mediator("b" * 32, "omar", "Omar Haddad", hashed)
    with box.store.write() as db:
        people.add_mediator(db, made, box.clock.now())
    return made


def sign_in(browser: Browser, login: str, passphrase: str = PASSPHRASE, going: str = "/sign-in") -> Page:
    """Take the desk, from the page that asks for it."""
    form = browser.get(going).form("sign-in")
    return browser.send(form.with_values({"login": login, "passphrase": passphrase, "pin": PIN}))


def transmit(browser: Browser) -> Page:
    """Press « Transmettre maintenant »."""
    return browser.send(browser.get("/desk/box").form_to("/transmit"))


def reject(box: Box, code: str) -> str:
    """The hub refuses the only event that waits; its id."""
    (event,) = outbox.due(box.store.read(), 10)
    with box.store.write() as db:
        answers.reject(db, event.id, box.clock.now(), code, "")
    return event.id
