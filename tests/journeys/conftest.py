"""Fixtures for journeys in a real Chromium: the browser, a town, a desk, a terminal, all pages."""

import os
from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page

from kiosk.app import create_app
from kiosk.services.box.box import Actor, Box
from tests.gallery.browser.town import Town, town
from tests.gallery.walk.kept_pages import Galleries, galleries
from tests.journeys.alone import Terminal, at_the_terminal
from tests.journeys.counter import Counter, at_step, at_the_counter
from tests.served import served


@pytest.fixture
def saint_aubin(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Town]:
    monkeypatch.setenv("KIOSK_HUB_TAKE_BACK_MINUTES", "0")
    with town(tmp_path) as made:
        yield made


@pytest.fixture(scope="module")
def counter(chrome: Browser, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Counter]:
    with at_the_counter(chrome, tmp_path_factory.mktemp("town")) as opened:
        yield opened


@pytest.fixture(scope="module")
def terminal(chrome: Browser, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Terminal]:
    with at_the_terminal(chrome, tmp_path_factory.mktemp("town")) as opened:
        yield opened


@pytest.fixture
def written(counter: Counter) -> Page:
    return at_step(counter, "written")


@pytest.fixture
def address(box: Box, nadia: Actor) -> Iterator[str]:
    with served(create_app(box.settings, box=box)) as address:
        yield address


@pytest.fixture(scope="session")
def gallery(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Galleries]:
    own = tmp_path_factory.getbasetemp()
    kept = (own.parent if "PYTEST_XDIST_WORKER" in os.environ else own) / "kept-pages"
    kept.mkdir(exist_ok=True)
    with ExitStack() as open_towns:
        yield galleries(tmp_path_factory.mktemp("galleries"), open_towns, kept)
