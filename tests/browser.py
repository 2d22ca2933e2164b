"""The browser of every test that looks at a page as a person does."""

from collections.abc import Iterator
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from playwright.sync_api import Browser


@pytest.fixture(scope="session")
def chrome() -> "Iterator[Browser]":
    # Imported here, because the fast tests load this module and need no browser.
    from tests.gallery.browser.hand import chromium

    with chromium() as browser:
        yield browser
