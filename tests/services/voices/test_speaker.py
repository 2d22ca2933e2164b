"""Who speaks, and where sounds are: in memory, in a folder, under a name; what the doctor is told."""

import os
import re
import shutil
import threading
from dataclasses import replace
from pathlib import Path

import pytest

from kiosk.domain.trail.finding import Finding, FindingState
from kiosk.process import whole_file
from kiosk.services.box.box import Box
from kiosk.services.box.in_memory import VoiceNotes
from kiosk.services.upkeep.doctor import of_sounds, of_voices
from kiosk.services.voices import voices
from kiosk.services.voices.sound import sound_data, voice_programs
from kiosk.services.voices.sound.sound_data import (
    Samples,
    SoundFolder,
    VoiceFailedError,
    find_sound_language,
    sentence_id,
    sound_stem,
)
from kiosk.services.voices.voices import KEPT_S, MOST, MOST_OF_A_SESSION, Rendering, SoundsInMemory, Speaker, at_rate
from tests.soon import soon

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
    whole = soon(rendering.whole)
    assert whole is not None, "never made"
    return whole.seconds


def test_the_first_voice_speaks_and_what_dies_in_the_middle_loses_no_word() -> None:
    first, second = Fake("piper", 99), Fake("espeak-ng", 99)
    assert whole_seconds(Speaker((first, second), VoiceNotes()), LONG) == 1.5
    assert " ".join(first.heard) == LONG and not second.heard
    notes, first, second = VoiceNotes(), Fake("piper", 1), Fake("espeak-ng", 99, 22050)
    assert abs(whole_seconds(Speaker((first, second), notes), LONG) - 1.5) < 0.01
    assert " ".join([*first.heard, *second.heard]) == LONG
    assert notes.all() == {("piper", "fr"): "ended with -9"}
    notes = VoiceNotes()
    assert Speaker((Fake("piper", 99),), notes).say("Bonjour", "uk") is None
    assert Speaker((Fake("piper", 0),), notes).say("Bonjour", "fr") is None
    assert Speaker((Fake("piper", 1),), notes).say("  ", "fr") is None


def test_another_rate_keeps_the_length() -> None:
    samples = Samples(22050, b"\x00\x10" * 22050)
    assert at_rate(samples, 16000).seconds == 1.0
    assert at_rate(samples, 22050) is samples


PIECE = Samples(16000, b"\x01\x00" * 1600)


def test_the_beginning_comes_before_the_end_is_made() -> None:
    rendering = Rendering("piper", PIECE)
    assert rendering.whole() is None
    chunks = rendering.chunks()
    assert next(chunks) == sound_data.make_wav_header(16000) and next(chunks) == PIECE.pcm
    threading.Timer(0.05, lambda: (rendering.add(PIECE), rendering.end())).start()
    assert list(chunks) == [PIECE.pcm]
    rendering = Rendering("piper", PIECE)
    rendering.add(PIECE)
    rendering.end()
    whole = rendering.whole()
    assert whole is not None and whole.seconds == 0.2 and rendering.size == 6400
    assert whole.data.startswith(sound_data.make_wav_header(16000, 6400))


def a_rendering(size: int = 100) -> Rendering:
    rendering = Rendering("espeak-ng", Samples(16000, bytes(size)))
    rendering.end()
    return rendering


def test_it_is_forgotten_after_a_minute_and_with_its_session() -> None:
    memory = SoundsInMemory()
    memory.keep("first", "one", a_rendering(), 0.0)
    memory.keep("second", "one", a_rendering(), 30.0)
    assert memory.get("first", "one", KEPT_S + 1) is None and memory.get("second", "one", KEPT_S + 1)
    memory.end("one")
    assert len(memory) == 0


def test_a_session_keeps_what_is_heard_and_what_comes_next_and_the_oldest_gives_way() -> None:
    memory = SoundsInMemory()
    for number in range(MOST + 5):
        memory.keep(str(number), str(number), a_rendering(), 0.0)
    assert len(memory) == MOST and memory.get("4", "4", 0.0) is None and memory.get("5", "5", 0.0)
    memory = SoundsInMemory()
    memory.keep("other", "two", a_rendering(), 0.0)
    for number in range(MOST_OF_A_SESSION + 3):
        memory.keep(str(number), "one", a_rendering(), 0.0)
    assert memory.get("2", "one", 0.0) is None and memory.get("3", "one", 0.0)
    assert memory.get("other", "two", 0.0), "another's sounds are not in the way"
    memory = SoundsInMemory()
    size = voices.MOST_BYTES // 3
    for number in range(5):
        memory.keep(str(number), str(number), a_rendering(size), 0.0)
    assert len(memory) <= 3 and memory.get("4", "4", 0.0)


def test_what_the_player_plays_again_is_still_there() -> None:
    player = Path("static/js/speech/voice.js").read_text(encoding="utf-8")
    most, for_ms = (int(re.findall(rf"const {name} = ([\d_]+)", player)[0]) for name in ("MOST_KEPT", "KEPT_MS"))
    assert most <= MOST_OF_A_SESSION <= MOST and for_ms / 1000 < KEPT_S


SOUND = sound_data.make_wav_sound(Samples(16000, bytes(3200)))
NAME = sound_stem("fr", "espeak-ng", "1", "Bonjour")


@pytest.fixture
def folder(tmp_path: Path) -> SoundFolder:
    return SoundFolder(tmp_path / "sounds", 1_000_000)


def test_a_name_from_outside_reads_nothing_else(folder: SoundFolder) -> None:
    assert folder.find(NAME) == ""
    name = folder.write(NAME, SOUND)
    assert folder.find(NAME) == name and folder.read(name) == SOUND.data
    assert list(folder.names()) == [name] and folder.bytes() == len(SOUND.data)
    name = folder.write(NAME, SOUND)
    (folder.path / "fr" / name).write_bytes(b"")
    assert folder.read(name) is None and folder.find(NAME) == ""
    folder.write(NAME, SOUND)
    (folder.path.parent / "box.key").write_bytes(b"RIFF" + bytes(100))
    assert folder.read("../box.key") is None and folder.read("fr/../../box.key") is None


def test_a_full_disk_leaves_no_half(folder: SoundFolder, monkeypatch: pytest.MonkeyPatch) -> None:
    def full(half: Path, target: Path) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(whole_file.os, "replace", full)
    with pytest.raises(OSError, match="space"):
        folder.write(NAME, SOUND)
    assert not [path for path in folder.path.rglob("*") if path.is_file()]


def test_only_what_is_wanted_stays(folder: SoundFolder) -> None:
    other = sound_stem("fr", "espeak-ng", "0", "Bonjour")
    folder.write(NAME, SOUND)
    folder.write(other, SOUND)
    (folder.path / "fr" / f".{NAME}.part").write_bytes(b"RI")
    folder.make_room({NAME})
    assert [path.name for path in folder.path.rglob("*") if path.is_file()] == [f"{NAME}.wav"]


def test_each_part_changes_the_name_and_what_is_no_name_leads_nowhere() -> None:
    usual = sound_stem("fr", "espeak-ng", "1.52", "Bonjour")
    others = {
        sound_stem("en", "espeak-ng", "1.52", "Bonjour"), sound_stem("fr", "piper", "1.52", "Bonjour"),
        sound_stem("fr", "espeak-ng", "1.53", "Bonjour"), sound_stem("fr", "espeak-ng", "1.52", "Bonsoir"),
    }  # fmt: skip
    assert len(others) == 4 and usual not in others
    assert find_sound_language(f"{usual}.opus") == "fr"
    for name in ("../../box.db", "fr-x.wav", f"fr-{'0' * 32}.mp3", f"fr-{'0' * 32}.wav\n", ""):
        assert find_sound_language(name) == ""
    assert sentence_id("Votre  demande\u00a0: oui") == sentence_id(" Votre demande : oui ")


needs_espeak = pytest.mark.skipif(not shutil.which("espeak-ng"), reason="no espeak-ng here")


@needs_espeak
def test_all_is_well_where_every_language_has_a_voice(box: Box) -> None:
    assert list(of_voices(box)) == [Finding("voices", True, "", "espeak-ng")]
    box.voice_notes.process = os.getpid()
    assert next(of_voices(box)).detail.startswith("espeak-ng, ") and next(of_voices(box)).detail.endswith(" MB")
    assert next(of_sounds(box)) == Finding("sounds", True, "", "0 / 500 MB")


def test_a_machine_without_a_program_that_speaks(box: Box, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))
    (finding,) = of_voices(box)
    assert (finding.reason, finding.state, finding.detail) == ("no-voice", FindingState.TO_DO, "fr, en, ar, uk, es, pt")
    assert [finding.reason for finding in of_sounds(box)] == ["", "no-opus"]


@needs_espeak
def test_a_voice_that_died_is_named_until_it_speaks_again(box: Box) -> None:
    box.voice_notes.failed("piper", "fr", "Piper ended (ValueError)")
    assert Finding("voice", False, "voice-failed", "piper fr : Piper ended (ValueError)") in list(of_voices(box))
    box.voice_notes.spoke("piper", "fr")
    assert len(list(of_voices(box))) == 1


@needs_espeak
def test_files_of_voices_that_cannot_serve(box: Box, monkeypatch: pytest.MonkeyPatch) -> None:
    folder = box.settings.paths.voices
    folder.mkdir()
    (folder / "alone.onnx").write_bytes(b"model")
    assert [finding.reason for finding in of_voices(box)] == ["", "voice-undescribed"]
    (folder / "alone.onnx.json").write_text('{"language": {"family": "fr"}}')
    monkeypatch.setattr(voice_programs, "piper_version", lambda: "")
    assert [finding.reason for finding in of_voices(box)] == ["", "no-piper"]


def test_a_full_folder_is_told(box: Box) -> None:
    settings = replace(box.settings, voice_folder_mb=1)
    place = settings.paths.sounds / "fr" / ("fr-" + "0" * 32 + ".wav")
    place.parent.mkdir(parents=True)
    place.write_bytes(bytes(1_000_000))
    assert next(of_sounds(replace(box, settings=settings))).reason == "sounds-full"


def test_where_speech_is_off_nobody_asks(box: Box) -> None:
    silent = replace(box, settings=replace(box.settings, speech="off"))
    assert not [*of_voices(silent), *of_sounds(silent)]
