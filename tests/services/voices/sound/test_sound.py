"""Sounds: their loudness, Opus and waves, the files of voices, and the noise for a meter."""

import array
import json
import math
import shutil
from pathlib import Path

import pytest

from kiosk.services.voices import voices
from kiosk.services.voices.sound import sound_data, voice_programs
from kiosk.services.voices.sound.sound_data import (
    PEAK_DBFS,
    SILENCE_DBFS,
    TARGET_DBFS,
    Samples,
    VoiceFailedError,
    gain,
    louder,
    measure_level,
    of_numbers,
)
from kiosk.services.voices.sound.voice_programs import (
    EspeakNg,
    list_undescribed_models,
    read_model_language,
    voice_files,
)


def tone(hertz: float, level: float, seconds: float = 2.0, rate: int = 48000) -> Samples:
    """A sine of `level` dBFS."""
    high = 32767 * 10 ** (level / 20)
    count = int(seconds * rate)
    return of_numbers(
        rate, array.array("h", [round(high * math.sin(2 * math.pi * hertz * n / rate)) for n in range(count)])
    )


def test_a_sine_measures_three_decibels_less_than_its_peak_and_silence_does_not_count() -> None:
    assert measure_level(tone(997, 0)).level == pytest.approx(-3.01, abs=0.05)
    assert measure_level(tone(997, -20)).level == pytest.approx(-23.01, abs=0.05)
    speech = tone(400, -20, 1.0).pcm + bytes(48000 * 2 * 3) + tone(400, -20, 1.0).pcm
    assert measure_level(Samples(48000, speech)).level == pytest.approx(measure_level(tone(400, -20)).level, abs=1.0)


def test_every_sound_is_brought_to_the_stated_loudness_and_silence_stays_silence() -> None:
    for loudness in [-50, -30, -12]:
        samples = tone(300, loudness, 1.0, 22050)
        assert measure_level(louder(samples, gain(samples))).level == pytest.approx(TARGET_DBFS, abs=0.1)
    for silence in (Samples(16000, bytes(32000)), Samples(16000, b"")):
        assert measure_level(silence).level == SILENCE_DBFS
        assert louder(silence, gain(silence)) == silence


def test_no_peak_is_cut_for_the_sake_of_loudness() -> None:
    numbers = array.array("h", [0] * 20000)
    numbers[5000:5040] = array.array("h", [3000] * 40)
    clicks = of_numbers(16000, numbers)
    after = measure_level(louder(clicks, gain(clicks)))
    assert after.peak <= PEAK_DBFS + 0.01 and not after.clipped


def put(folder: Path, name: str, described: object) -> Path:
    model = folder / f"{name}.onnx"
    model.write_bytes(b"model")
    if described is not None:
        model.with_name(f"{model.name}.json").write_text(json.dumps(described))
    return model


def test_a_voice_says_its_language(tmp_path: Path) -> None:
    put(tmp_path, "fr_FR-siwis", {"language": {"family": "fr", "code": "fr_FR"}})
    put(tmp_path, "old", {"espeak": {"voice": "en-us"}})
    assert [(file.language, file.model.stem) for file in voice_files(tmp_path)] == [
        ("fr", "fr_FR-siwis"),
        ("en", "old"),
    ]
    assert list(voice_files(tmp_path / "missing")) == []


def test_a_model_without_a_description_is_told(tmp_path: Path) -> None:
    put(tmp_path, "alone", None)
    put(tmp_path, "list", [])
    put(tmp_path, "dumb", {})
    assert list_undescribed_models(tmp_path) == ["alone.onnx", "dumb.onnx", "list.onnx"]
    assert list(voice_files(tmp_path)) == []


def test_another_file_is_another_version(tmp_path: Path) -> None:
    model = put(tmp_path, "fr", {"language": {"family": "fr"}})
    before = next(voice_files(tmp_path)).version
    model.write_bytes(b"another model")
    assert next(voice_files(tmp_path)).version != before and read_model_language(model) == "fr"


TONE = Samples(16000, b"\x00\x20\x00\xe0" * 8000)


@pytest.mark.skipif(not shutil.which("opusenc") or not shutil.which("espeak-ng"), reason="no opus-tools here")
def test_opus_is_a_tenth_and_sounds_as_loud() -> None:
    spoken = EspeakNg().render("Votre demande est enregistrée. Gardez votre numéro de dossier.", "fr")
    sound = voice_programs.encode_sound(spoken)
    assert sound.media_type == "audio/ogg" and len(sound.data) < len(spoken.pcm) / 8
    again = voice_programs.decode_sound(sound.data)
    assert abs(again.seconds - spoken.seconds) < 0.1
    assert abs(sound_data.measure_level(again).level - sound_data.measure_level(spoken).level) < 0.5


def test_without_the_program_it_is_wav(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))
    sound = voice_programs.encode_sound(TONE)
    assert sound.media_type == "audio/wav" and voice_programs.decode_sound(sound.data) == TONE
    with pytest.raises(VoiceFailedError):
        voice_programs.decode_sound(b"OggS" + bytes(100))


def test_a_program_that_fails_leaves_wav(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    broken = tmp_path / "opusenc"
    broken.write_text("#!/bin/sh\nexit 1\n")
    broken.chmod(0o755)
    monkeypatch.setenv("PATH", str(tmp_path))
    assert voice_programs.encode_sound(TONE).media_type == "audio/wav"


WAV_TONE = Samples(16000, bytes(range(200)) * 160)


def test_samples_survive_the_file_and_what_is_no_wav_is_no_sound() -> None:
    sound = sound_data.make_wav_sound(WAV_TONE)
    assert sound_data.samples(sound.data) == WAV_TONE
    assert (sound.media_type, sound.seconds) == ("audio/wav", 1.0)
    assert sound_data.samples(sound_data.make_wav_header(WAV_TONE.rate) + WAV_TONE.pcm) == WAV_TONE
    for data in [b"", b"RIFF", b"<html>", sound_data.make_wav_header(8000, 0)[:30], b"OggS" + bytes(60)]:
        with pytest.raises(VoiceFailedError):
            sound_data.samples(data)


def test_it_is_as_loud_as_voices_all_along() -> None:
    sound = voices.make_pink_noise()
    samples = sound_data.samples(sound.data)
    whole = sound_data.measure_level(samples)
    assert samples.seconds == voices.SECONDS
    assert abs(whole.level - sound_data.TARGET_DBFS) < 0.5
    assert whole.clipped == 0 and whole.peak <= sound_data.PEAK_DBFS
    half = len(samples.pcm) // 4 * 2
    for part in (samples.pcm[:half], samples.pcm[half:]):
        assert abs(sound_data.measure_level(Samples(samples.rate, part)).level - sound_data.TARGET_DBFS) < 1
