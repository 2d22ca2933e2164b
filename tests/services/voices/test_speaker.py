"""Who speaks: the first voice that can; one that dies is noted, and its sentence is said by the next."""

import time

from kiosk.services.box.voice_notes import VoiceNotes
from kiosk.services.voices.sound.voice import Samples, VoiceFailedError
from kiosk.services.voices.speaker import Speaker, at_rate

LONG = "Une phrase qui prend un peu de temps. Une autre phrase, qui vient après elle. Une dernière phrase encore."


class Fake:
    """A voice of one language that says so many clauses and dies then."""

    def __init__(self, name: str, says: int, rate: int = 16000) -> None:
        self.name, self._left, self._rate = name, says, rate
        self.heard: list[str] = []

    def version(self, language: str) -> str:
        return "1" if language == "fr" else ""

    def render(self, text: str, language: str) -> Samples:
        if not self._left:
            raise VoiceFailedError("ended with -9")
        self._left -= 1
        self.heard.append(text)
        return Samples(self._rate, b"\x00\x10\x00\xf0" * (self._rate // 4))


def whole_seconds(speaker: Speaker, text: str) -> float:
    rendering = speaker.say(text, "fr")
    assert rendering is not None
    for _ in range(500):
        if whole := rendering.whole():
            return whole.seconds
        time.sleep(0.01)
    raise AssertionError("never made")


def test_the_first_voice_speaks() -> None:
    first, second = Fake("piper", 99), Fake("espeak-ng", 99)
    assert whole_seconds(Speaker((first, second), VoiceNotes()), LONG) == 1.5
    assert " ".join(first.heard) == LONG and not second.heard


def test_what_dies_in_the_middle_loses_no_word() -> None:
    notes, first, second = VoiceNotes(), Fake("piper", 1), Fake("espeak-ng", 99, 22050)
    assert abs(whole_seconds(Speaker((first, second), notes), LONG) - 1.5) < 0.01
    assert " ".join([*first.heard, *second.heard]) == LONG
    assert notes.all() == {("piper", "fr"): "ended with -9"}


def test_a_voice_that_speaks_again_is_well() -> None:
    notes = VoiceNotes()
    notes.failed("piper", "fr", "ended")
    whole_seconds(Speaker((Fake("piper", 99),), notes), LONG)
    assert not notes.all()


def test_a_language_without_a_voice_is_silent() -> None:
    notes = VoiceNotes()
    assert Speaker((Fake("piper", 99),), notes).say("Bonjour", "uk") is None
    assert Speaker((Fake("piper", 0),), notes).say("Bonjour", "fr") is None
    assert Speaker((Fake("piper", 1),), notes).say("  ", "fr") is None


def test_another_rate_keeps_the_length() -> None:
    samples = Samples(22050, b"\x00\x10" * 22050)
    assert at_rate(samples, 16000).seconds == 1.0
    assert at_rate(samples, 22050) is samples
