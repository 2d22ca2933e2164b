"""Fixtures for tests of screens: a desk connected to the real hub, colleagues, a terminal."""

import json
from collections.abc import Callable
from typing import Any

import pytest
from flask import Flask

from hub.cases.cases import read_case
from hub.decisions.decisions import DraftDecision, decide_case
from kiosk.app import create_app
from kiosk.domain.keys.ring import DESK
from kiosk.services.box import data_keys
from kiosk.services.box.box import Actor, Box
from kiosk.services.loops.sync_loop import SyncLoop
from kiosk.services.printers import printer_setup
from kiosk.services.printers.printer_setup import PrinterDescription
from kiosk.store import outbox
from kiosk.store.people import Mediator
from kiosk.store.spool import PrinterChoice
from kiosk.web.request_state import state_of
from tests.conftest import a_mediator, at_work
from tests.gallery.site.central import Central, in_a_month
from tests.gallery.site.page import Browser, Page
from tests.gallery.site.steps_taken import enter

Decide = Callable[[str, str, str], None]


@pytest.fixture
def linked_desk(linked: Box, nadias: Mediator) -> Browser:
    at_work(linked, nadias)
    app = create_app(linked.settings, box=linked)
    state_of(app).sync = SyncLoop(linked)
    browser = Browser(app.test_client())
    assert enter(browser) == "/desk"
    return browser


@pytest.fixture
def decides(central: Central) -> Decide:
    """Decide a case at the hub, as Claire does: reference, state, message."""

    def do(reference: str, state: str, message: str = "") -> None:
        with central.hub.store.reading() as connection:
            seen = read_case(connection, central.hub.ring, reference).seen
        decide_case(
            central.hub, central.claire, reference, DraftDecision(state, message, seen, in_a_month(central.hub))
        )

    return do


def keep_papers_as_files(box: Box) -> str:
    """Let no paper come out of a printer at any screen; gives the id of what keeps them."""
    box.settings.paths.create_runtime()
    folder = printer_setup.add_printer(box, PrinterDescription("Dossier", "file", paper="pdf-a4"), Actor("", ""))
    printer_setup.choose_printer(box, PrinterChoice("", "", folder), Actor("", ""))
    return folder


OMARS_WORDS, OMARS_PIN = "bocal cerise dauphin éolien fougère girafe", "739164"


@pytest.fixture(scope="session")
def omars() -> Mediator:
    return a_mediator("omar", "Omar Haddad", "b", OMARS_WORDS, OMARS_PIN)


@pytest.fixture
def omar(box: Box, omars: Mediator) -> Actor:
    there = at_work(box, omars, DESK, supervisor=False)
    box.shifts.end(omars.id)
    return there


@pytest.fixture
def omars_desk(app: Flask, omar: Actor) -> Browser:
    browser = Browser(app.test_client())
    assert enter(browser, "omar", OMARS_WORDS, OMARS_PIN) == "/desk"
    return browser


def bodies(box: Box, actor: Actor, type_: str) -> list[dict[str, Any]]:
    """The bodies of the events of a type, oldest first, read with the actor's keys."""
    db = box.store.read()
    ids = [str(row[0]) for row in db.execute("SELECT id FROM events WHERE type = ? ORDER BY recorded_at", [type_])]
    kept = [result for event_id in ids if (result := outbox.read_event(db, event_id)) is not None]
    return [json.loads(event.body(data_keys.open_key(db, event.stream, actor))) for event in kept]


def transmit(browser: Browser) -> Page:
    return browser.send(browser.get("/desk/box").form_to("/transmit"))


def reject(box: Box, code: str, detail: str = "") -> str:
    """Have the hub refuse the only waiting event; returns its id."""
    (event,) = outbox.select_due_events(box.store.read(), 10)
    with box.store.write() as db:
        outbox.insert_rejection(db, event.id, box.clock.now(), code, detail)
    return event.id
