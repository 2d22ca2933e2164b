"""Every page in the languages of those who come from elsewhere, and the hub's: as test_accessibility.py sees French."""

from pathlib import Path

import pytest
from playwright.sync_api import Browser

from tests.gallery.kept import Galleries
from tests.journeys.test_accessibility import ABROAD, Count
from tests.journeys.walked import walked


@pytest.mark.parametrize("language", ABROAD)
def test_every_page_is_for_everyone(
    language: str, gallery: Galleries, chrome: Browser, tmp_path: Path, record_property: Count
) -> None:
    walked(language, gallery(language), chrome, tmp_path, record_property)
