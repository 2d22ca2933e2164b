"""The browser of every test that looks at a page as a person does."""

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser

from gallery.browser.hand import chromium


@pytest.fixture(scope="session")
def chrome() -> Iterator[Browser]:
    with chromium() as browser:
        yield browser
