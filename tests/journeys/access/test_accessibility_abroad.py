"""Every page in the languages of those who come from elsewhere, and the hub's: as test_accessibility.py sees French."""

import pytest
from playwright.sync_api import Browser

from tests.gallery.walk.kept_pages import Galleries
from tests.gallery.walk.plan import FRENCH, HUB
from tests.journeys.access.test_accessibility import Count
from tests.journeys.walked import WALKED, walked


@pytest.mark.parametrize("language", [*(language for language in WALKED if language != FRENCH), HUB])
def test_every_page_is_for_everyone(language: str, gallery: Galleries, chrome: Browser, record_property: Count) -> None:
    walked(language, gallery(language), chrome, record_property)
