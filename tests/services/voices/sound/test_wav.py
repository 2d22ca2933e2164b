"""WAV, also of what is still being made."""

import pytest

from kiosk.services.voices.sound import wav
from kiosk.services.voices.sound.voice import Samples, VoiceFailedError

TONE = Samples(16000, bytes(range(200)) * 160)


def test_samples_survive_the_file() -> None:
    sound = wav.sound(TONE)
    assert wav.samples(sound.data) == TONE
    assert (sound.media_type, sound.seconds) == ("audio/wav", 1.0)


def test_a_file_that_does_not_know_its_length_is_read_to_its_end() -> None:
    assert wav.samples(wav.head(TONE.rate) + TONE.pcm) == TONE


def test_what_is_no_wav_is_no_sound() -> None:
    for data in [b"", b"RIFF", b"<html>", wav.head(8000, 0)[:30], b"OggS" + bytes(60)]:
        with pytest.raises(VoiceFailedError):
            wav.samples(data)
