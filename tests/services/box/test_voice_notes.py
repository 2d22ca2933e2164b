"""What the doctor is told of voices."""

from kiosk.services.box.voice_notes import VoiceNotes


def test_a_failure_stands_until_that_voice_speaks_that_language_again() -> None:
    notes = VoiceNotes()
    notes.failed("piper", "fr", "ended with -9")
    notes.spoke("piper", "ar")
    notes.spoke("espeak-ng", "fr")
    assert notes.all() == {("piper", "fr"): "ended with -9"}
    notes.spoke("piper", "fr")
    assert not notes.all()
