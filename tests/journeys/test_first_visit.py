"""What a browser that was never here asks for, in real Chromium: it may come over a slow radio network."""

import pytest
from playwright.sync_api import Browser

from tests.journeys.counter import Counter
from trials.bench.chromium import Scale

MOST_REQUESTS = 10
MOST_BYTES = 110_000


@pytest.mark.parametrize("path", ["/", "/procedures", "/procedures/birth-certificate", "/sign-in"])
def test_a_first_visit_asks_for_few_files(chrome: Browser, counter: Counter, path: str) -> None:
    stranger = chrome.new_context(locale="fr-FR")
    page = stranger.new_page()
    scale = Scale(page)
    page.goto(counter.address + path)
    weight = scale.take(page)
    stranger.close()
    assert 3 < weight.requests <= MOST_REQUESTS and 30_000 < weight.bytes <= MOST_BYTES, weight
