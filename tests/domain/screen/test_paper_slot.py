"""Every place where paper may come out has its sentence in every language of the screens."""

from kiosk.domain.screen.station import PaperSlot
from kiosk.words.words import Words


def test_each_place_is_said_in_each_language() -> None:
    for language in ["fr", "en", "ar", "uk", "es", "pt"]:
        places = [slot for slot in PaperSlot if slot]
        assert places
        for slot in places:
            assert Words(language).has("paper-slot", slot) and Words(language).has("paper-slot-choice", slot)
