"""Every place where paper may come out has its sentence in every language of the screens."""

import pytest

from kiosk.domain.screen.paper_slot import PaperSlot
from kiosk.words.words import Words


@pytest.mark.parametrize("language", ["fr", "en", "ar", "uk", "es", "pt"])
def test_each_place_is_said_in_each_language(language: str) -> None:
    places = [slot for slot in PaperSlot if slot]
    assert places
    for slot in places:
        assert Words(language).has("paper-slot", slot) and Words(language).has("paper-slot-choice", slot)
