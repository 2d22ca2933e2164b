"""Fixtures for tests of the wizard: a machine that nobody has set up, and a browser in which its code was typed."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.gallery.site.cast import Watch
from tests.gallery.site.first_start import Start, first_start
from tests.gallery.site.page import Browser


@pytest.fixture
def start(tmp_path: Path, watch: Watch) -> Iterator[Start]:
    with first_start(tmp_path / "new", watch) as begun:
        yield begun


@pytest.fixture
def wizard(start: Start) -> Browser:
    return start.admitted()
