"""Each reason why a station ended has its words, in every language."""

import pytest

from kiosk.domain.screen.station import StationEnd
from kiosk.services.box.box import Box


@pytest.mark.parametrize("why", StationEnd)
def test_each_reason_has_words(box: Box, why: StationEnd) -> None:
    assert all(box.words(language).has("station-end", why) for language in box.settings.languages)
