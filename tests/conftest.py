"""The cast: Nadia at the desk, a box, the hub she reaches, and a browser that checks every page it is given."""

from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from pathlib import Path

import pytest
from flask import Flask

from kiosk import keys
from kiosk.app import create_app
from kiosk.clock import Clock
from kiosk.services.box import Actor, Box, open_box
from kiosk.settings import Settings
from kiosk.store import people
from kiosk.store.people import Mediator
from tests.central import Central, central_hub
from tests.page import Browser

PASSPHRASE = "le marché du samedi"


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


@pytest.fixture(scope="session", autouse=True)
def memory(tmp_path_factory: pytest.TempPathFactory) -> Iterator[None]:
    """What boxes keep in memory alone is gone when the tests are over."""
    with pytest.MonkeyPatch.context() as patch:
        patch.delenv("RUNTIME_DIRECTORY", raising=False)
        patch.setenv("XDG_RUNTIME_DIR", str(tmp_path_factory.mktemp("memory")))
        yield


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
    opened = open_box(settings, watch)
    yield opened
    opened.store.close()


@pytest.fixture(scope="session")
def hashed() -> str:
    """Nadia's passphrase, hashed once: Argon2id is slow on purpose."""
    return keys.hash_passphrase(PASSPHRASE)


@pytest.fixture
def nadia(box: Box, hashed: str) -> Actor:
    with box.store.write() as db:
        people.add_mediator(db, Mediator("a" * 32, "nadia", "Nadia Roux", hashed), box.clock.now())
    return Actor("", "a" * 32, "Nadia Roux")


@pytest.fixture
def central(tmp_path: Path) -> Iterator[Central]:
    """The real hub, listening on a port of this machine, where Saint-Aubin is registered."""
    with central_hub(tmp_path / "hub") as running:
        yield running


@pytest.fixture
def linked(central: Central, settings: Settings, watch: Watch) -> Iterator[Box]:
    """A box that reaches the hub."""
    opened = open_box(replace(settings, hub_url=central.url, hub_key=central.key, hub_token=central.token), watch)
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
    form["login"], form["passphrase"] = "nadia", PASSPHRASE
    assert browser.send(form).path == "/desk"
    return browser
