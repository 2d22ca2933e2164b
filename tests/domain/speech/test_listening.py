"""How a person listens, and how the store holds it."""

from kiosk.domain.speech import listening
from kiosk.domain.speech.listening import SILENT, Listening, PrivateSpeech, changed


def test_what_is_written_is_read_again() -> None:
    for chosen in [
        SILENT,
        Listening(reading=True, rate=200, volume=0, private=PrivateSpeech.HEADSET, alone=True),
        Listening(rate=50, private=PrivateSpeech.NEVER),
    ]:
        assert listening.read(chosen.written) == chosen


def test_nothing_is_written_for_who_chose_nothing() -> None:
    assert SILENT.written == ""
    assert listening.read("larger words of another version") == SILENT


def test_the_rate_goes_by_tens_from_half_to_double() -> None:
    assert changed(SILENT, {"rate": "200"}) == Listening(rate=200)
    for rate in ("40", "210", "105", "", "x", "-100"):
        assert changed(SILENT, {"rate": rate}) is None


def test_what_is_not_named_stays() -> None:
    before = Listening(reading=True, volume=30)
    assert changed(before, {"private": "aloud", "token": "x"}) == Listening(True, 100, 30, PrivateSpeech.ALOUD)
