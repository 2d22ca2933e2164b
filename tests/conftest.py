"""The cast: Nadia at the desk, a box, the hub she reaches, and a browser that checks every page it is given."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from pathlib import Path

import pytest
from flask import Flask

from kiosk import sealing
from kiosk.app import create_app
from kiosk.clock import Clock
from kiosk.domain.ring import Ring
from kiosk.services import enrolling, factors, setting_up, staff
from kiosk.services.box import Actor, Box, open_box
from kiosk.settings import Settings
from kiosk.store import people
from kiosk.store.people import RECOVERY, Grant, Mediator
from tests.central import Central, central_hub
from tests.page import Browser

PASSPHRASE = "abeille marché samedi tulipe rivage lueur"
PIN = "482915"
SHEET = "abaisser abaisser abaisser abaisser abaisser abaisser abaisser abaisser abaisser abaisser abaisser abeille"


@dataclass(frozen=True)
class Watch(Clock):
    """A clock that tests push: `ahead` moves the date, `passed` the seconds that a machine counts."""

    ahead: list[timedelta] = field(default_factory=list)
    passed: list[float] = field(default_factory=list)

    def now(self) -> datetime:
        return Clock.now(self) + sum(self.ahead, timedelta())

    def monotonic(self) -> float:
        return Clock.monotonic(self) + sum(self.passed)

    def wait(self, time: timedelta) -> None:
        """Time passes, honestly."""
        self.ahead.append(time)
        self.passed.append(time.total_seconds())

    def jump(self, time: timedelta) -> None:
        """Someone sets the date."""
        self.ahead.append(time)


@pytest.fixture
def watch() -> Watch:
    return Watch()


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    return Settings(
        data=tmp_path / "site",
        site_code="SA",
        site_name="Mairie de Saint-Aubin",
        site_address="1 place de la Mairie, 35140 Saint-Aubin",
        site_phone="02 99 00 00 00",
        site_hours="lundi à vendredi, 9 h à 17 h",
        printer="dummy",
        port=0,
    )


@pytest.fixture
def box(settings: Settings, watch: Watch) -> Iterator[Box]:
    """Set up: every service has its key, and the sheet lies in the safe."""
    opened = open_box(settings, watch)
    set_up(opened)
    yield opened
    opened.store.close()


def set_up(box: Box) -> None:
    """What `setting_up.first` does, without the first mediator."""
    with box.store.write() as db:
        people.set_recovery(db, factors.sheet(SHEET).public, box.clock.now())
    setting_up.cover(box)


@pytest.fixture(scope="session")
def nadias() -> Mediator:
    """Nadia, whose keys are stretched once: Argon2id is slow on purpose."""
    return a_mediator("nadia", "Nadia Roux", "a")


def a_mediator(login: str, name: str, letter: str, passphrase: str = PASSPHRASE, pin: str = PIN) -> Mediator:
    """Someone who signs in with these words and this PIN; the same pair for the same letter."""
    pair, salt = sealing.pair_of(letter.encode() * 32), sealing.new_salt()
    wrapped = sealing.lock(factors.key_of(passphrase, pin, salt), pair.private, f"mediator:{letter * 32}")
    return Mediator(letter * 32, login, name, False, "passphrase", "", salt, pair.public, wrapped)


def at_work(box: Box, mediator: Mediator, *services: str, supervisor: bool = True) -> Actor:
    """On shift from now on, holding these services, or all of them."""
    sheet = staff.ring_of(box, RECOVERY, factors.sheet(SHEET).private)
    held = Ring({each: sheet.privates[each] for each in (services or sheet.services)})
    with box.store.write() as db:
        people.add_mediator(db, mediator, box.clock.now())
        for service in held.services:
            sealed = sealing.seal(mediator.public, held.privates[service])
            people.grant(db, Grant(mediator.id, service, supervisor, sealed))
    box.shifts.begin(mediator.id, mediator.name, held, PIN)
    return Actor("", mediator.id, mediator.name, ring=held)


@pytest.fixture
def nadia(box: Box, nadias: Mediator) -> Actor:
    """She holds every service, and is on shift."""
    return at_work(box, nadias)


@pytest.fixture
def central(tmp_path: Path) -> Iterator[Central]:
    """The real hub, listening on a port of this machine, where Saint-Aubin is registered."""
    with central_hub(tmp_path / "hub") as running:
        yield running


@pytest.fixture
def linked(central: Central, settings: Settings, watch: Watch) -> Iterator[Box]:
    """A box that is enrolled at the hub."""
    opened = open_box(settings, watch)
    set_up(opened)
    enrolling.enroll(opened, central.url, central.code)
    yield opened
    opened.store.close()


@pytest.fixture
def app(box: Box) -> Flask:
    return create_app(box.settings, box=box)


@pytest.fixture
def browser(app: Flask) -> Browser:
    """Nobody is signed in; every page it meets is checked unasked."""
    return Browser(app.test_client())


@pytest.fixture
def desk(browser: Browser, nadia: Actor) -> Browser:
    """Nadia has signed in."""
    form = browser.get("/sign-in").form("sign-in")
    form["login"], form["passphrase"], form["pin"] = "nadia", PASSPHRASE, PIN
    assert browser.send(form).path == "/desk"
    return browser
