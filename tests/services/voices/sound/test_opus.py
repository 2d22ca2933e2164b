"""Sounds are kept as Opus where the programs are there, and as WAV elsewhere."""

import shutil
from pathlib import Path

import pytest

from kiosk.services.voices.sound import level, opus
from kiosk.services.voices.sound.espeak_ng import EspeakNg
from kiosk.services.voices.sound.voice import Samples, VoiceFailedError

TONE = Samples(16000, b"\x00\x20\x00\xe0" * 8000)


@pytest.mark.skipif(not shutil.which("opusenc") or not shutil.which("espeak-ng"), reason="no opus-tools here")
def test_opus_is_a_tenth_and_sounds_as_loud() -> None:
    spoken = EspeakNg().render("Votre demande est enregistrée. Gardez votre numéro de dossier.", "fr")
    sound = opus.encoded(spoken)
    assert sound.media_type == "audio/ogg" and len(sound.data) < len(spoken.pcm) / 8
    again = opus.decoded(sound.data)
    assert abs(again.seconds - spoken.seconds) < 0.1
    assert abs(level.measure(again).level - level.measure(spoken).level) < 0.5


def test_without_the_program_it_is_wav(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))
    sound = opus.encoded(TONE)
    assert sound.media_type == "audio/wav" and opus.decoded(sound.data) == TONE
    with pytest.raises(VoiceFailedError):
        opus.decoded(b"OggS" + bytes(100))


def test_a_program_that_fails_leaves_wav(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    broken = tmp_path / "opusenc"
    broken.write_text("#!/bin/sh\nexit 1\n")
    broken.chmod(0o755)
    monkeypatch.setenv("PATH", str(tmp_path))
    assert opus.encoded(TONE).media_type == "audio/wav"
