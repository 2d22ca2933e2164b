"""Fixtures for all tests: Nadia at the desk, a box, its hub, and a browser that checks every page it gets."""

import gc
import os
import tempfile
from collections.abc import Generator, Iterator
from pathlib import Path

import pytest
from flask import Flask

from kiosk.app import create_app
from kiosk.services.box.box import Actor, Box, open_box
from kiosk.services.exchange import enrol
from kiosk.settings import Settings
from kiosk.store.people import Mediator
from scripts import assets
from tests import temporary
from tests.gallery.receivers.sms_gateway import Gateway
from tests.gallery.site import hash_once
from tests.gallery.site.cast import PASSPHRASE as PASSPHRASE
from tests.gallery.site.cast import PIN as PIN
from tests.gallery.site.cast import SHEET as SHEET
from tests.gallery.site.cast import Watch, at_work, nadia_roux, set_up
from tests.gallery.site.cast import a_mediator as a_mediator
from tests.gallery.site.central import Central, central_hub
from tests.gallery.site.page import Browser
from tests.gallery.site.steps_taken import enter, hand_over
from tests.gallery.site.work_once import work_out_once

pytest_plugins = ("tests.browser", "tests.distribution", "tests.fast", "tests.hashing", "tests.long_runs")
hash_once.begin()
temporary.begin()
os.environ["LANGUAGE"] = "fr"  # commands speak French here, whatever the language of the machine


def pytest_configure(config: pytest.Config) -> None:
    """Join the styles and scripts anew where one changed: pages are tested as they are served."""
    if not hasattr(config, "workerinput"):
        assets.build()


@pytest.hookimpl(wrapper=True)
def pytest_collection() -> Generator[None, object, object]:
    """Take what is collected out of the sight of the garbage collector: it lives as long as the run, and looking at it
    again and again is a fifth of collecting and a twentieth of running.
    """
    gc.disable()
    result = yield
    gc.freeze()
    gc.set_threshold(20_000, 20, 20)
    gc.enable()
    return result


@pytest.fixture(scope="session", autouse=True)
def memory_of_the_session() -> Iterator[None]:
    """Put what boxes keep in memory into a folder that is removed after the tests."""
    if not Path("/dev/shm").is_dir():
        yield
        return
    with tempfile.TemporaryDirectory(prefix="p-", dir="/dev/shm") as folder, pytest.MonkeyPatch.context() as patch:
        patch.setenv("XDG_RUNTIME_DIR", folder)
        yield


@pytest.fixture(scope="session", autouse=True)
def worked_out_once() -> Iterator[None]:
    """Cache expensive results for the whole run (`tests/gallery/site/work_once.py`)."""
    with pytest.MonkeyPatch.context() as patch:
        work_out_once(patch)
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
    """A set-up box: every service has its key, and the recovery sheet is made."""
    opened = open_box(settings, watch)
    set_up(opened)
    yield opened
    opened.store.close()


@pytest.fixture(scope="session")
def nadias() -> Mediator:
    """Nadia, before she is on shift."""
    return nadia_roux()


@pytest.fixture
def nadia(box: Box, nadias: Mediator) -> Actor:
    """Nadia on shift, with every service."""
    return at_work(box, nadias)


@pytest.fixture
def central(tmp_path: Path, watch: Watch) -> Iterator[Central]:
    """The real hub, listening on a port of this machine, with Saint-Aubin registered; its clock is the box's."""
    with central_hub(tmp_path / "hub", watch) as running:
        yield running


@pytest.fixture
def gateway() -> Iterator[Gateway]:
    """Whoever sends text messages for a hub, without faults."""
    running = Gateway()
    yield running
    running.stop()


@pytest.fixture
def linked(central: Central, settings: Settings, watch: Watch) -> Iterator[Box]:
    """A box that is enrolled at the hub."""
    opened = open_box(settings, watch)
    set_up(opened)
    enrol.enrol_at_hub(opened, central.url, central.code)
    yield opened
    opened.store.close()


@pytest.fixture
def app(box: Box) -> Flask:
    return create_app(box.settings, box=box)


@pytest.fixture
def browser(app: Flask) -> Browser:
    """A browser in which nobody is signed in; it checks every page."""
    return Browser(app.test_client())


@pytest.fixture
def desk(browser: Browser, nadia: Actor) -> Browser:
    """A browser in which Nadia has signed in."""
    assert enter(browser) == "/desk"
    return browser


@pytest.fixture
def terminal(app: Flask, desk: Browser) -> Browser:
    return hand_over(Browser(app.test_client()))


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    """Print what the walks over all pages counted (tests/journeys/access/test_accessibility.py), in whichever
    process they ran.
    """
    reports = [*terminalreporter.stats.get("passed", []), *terminalreporter.stats.get("failed", [])]
    noted = [figure for report in reports for figure in report.user_properties]
    if validated := [pages for name, pages in noted if name == "validated"]:
        terminalreporter.write_line(f"html: {sum(validated)} pages, nothing wrong")
    if walks := [value for name, value in noted if name == "walked"]:
        pages, checks, seconds = (sum(walk) for walk in zip(*walks, strict=True))
        terminalreporter.write_line(f"walked: {pages} pages, {checks} checks, {seconds:.0f} seconds")
