"""A box and its hub in one process, with a browser, for the shots."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from shutil import copy

from flask import Flask

from hub.cases.cases import read_case
from hub.decisions.decisions import NOTHING, Asking, DraftDecision, decide_case
from kiosk.app import create_app
from kiosk.clock import Clock
from kiosk.domain.keys.ring import DESK
from kiosk.services.box.box import Box, open_box
from kiosk.services.exchange import enrol
from kiosk.services.loops.sync_loop import SyncLoop
from kiosk.settings import Settings
from kiosk.web.request_state import state_of
from tests.gallery.site.cast import Watch, a_mediator, at_work, set_up
from tests.gallery.site.central import Central, central_hub, in_a_month
from tests.gallery.site.household import put as put_household
from tests.gallery.site.page import Browser

NADIA = a_mediator("nadia", "Nadia Roux", "a")
OMAR = a_mediator("omar", "Omar Haddad", "b")
EVERY_KIND, STOPS = (Path(__file__).with_name(name) for name in ("every-kind.yaml", "stops.yaml"))


@dataclass(frozen=True, slots=True)
class Town:
    """A box connected to its hub, a browser, and a clock that tests set."""

    app: Flask
    box: Box
    central: Central
    watch: Watch
    browser: Browser


@contextmanager
def town(folder: Path, watch: Watch | None = None, own: Path | None = None) -> Iterator[Town]:
    """Saint-Aubin and its hub; Nadia and Omar work there, nobody has signed in yet. The hub goes by `watch` too.

    `own` is the town hall's one procedure of its own, in the place of those with which tests try every question.
    """
    with central_hub(folder / "hub", watch or Clock()) as central:
        watch = watch or Watch()
        settings = Settings(
            data=folder / "site", site_code="SA", commune=("35251", "35238"), site_name="Mairie de Saint-Aubin",
            site_address="1 place de la Mairie, 35140 Saint-Aubin", site_phone="02 99 00 00 00",
            site_email="mairie@saint-aubin.example", site_hours="lundi à vendredi, 9 h à 17 h", printer="dummy",
            single_keys="on", interpreters=("ar: 01 40 00 00 10", "uk: 01 40 00 00 11"),
        )  # fmt: skip
        settings.paths.create()
        for file in (own,) if own else (EVERY_KIND, STOPS):
            copy(file, settings.paths.procedures)
        if own is None:
            put_household(settings)
        box = open_box(settings, watch)
        set_up(box)
        enrol.enrol_at_hub(box, central.url, central.code)
        for mediator, services in ((NADIA, ()), (OMAR, (DESK,))):
            at_work(box, mediator, *services, supervisor=mediator is NADIA)
            box.shifts.end(mediator.id)
        app = create_app(settings, box=box)
        state_of(app).sync = SyncLoop(box)
        try:
            yield Town(app, box, central, watch, Browser(app.test_client()))
        finally:
            box.store.close()


def transmit(place: Town) -> None:
    place.browser.send(place.browser.get("/desk/box").form_to("/transmit"))


def decide(place: Town, reference: str, state: str, message: str, asks: Asking = NOTHING) -> None:
    """Change a case's state at the hub, as Claire does, with the papers that she asks for."""
    hub = place.central.hub
    with hub.store.reading() as connection:
        seen = read_case(connection, hub.ring, reference).seen
    draft = DraftDecision(state, message, seen, in_a_month(hub), asks)
    decide_case(hub, place.central.claire, reference, draft)
