"""Sounds are made ahead: only those missing, within a bounded folder, whatever breaks on the way."""

from collections.abc import Iterator
from itertools import islice
from pathlib import Path

import pytest
from msgspec.structs import replace

from kiosk.services.box.box import Box
from kiosk.services.box.voice_notes import VoiceNotes
from kiosk.services.voices.build import MOST_FAILURES, FolderFullError, build, plan
from kiosk.services.voices.catalogue_sentences import sentences
from kiosk.services.voices.sound.voice import Samples, VoiceFailedError
from kiosk.services.voices.sound_folder import SoundFolder
from kiosk.services.voices.sound_names import sentence_id
from kiosk.services.voices.speaker import Speaker
from kiosk.services.voices.voices import Voices


class Beep:
    """A voice of French that costs nothing."""

    name = "beep"

    def __init__(self) -> None:
        self.spoken: list[str] = []
        self.dead = False

    def version(self, language: str) -> str:
        return "1" if language == "fr" else ""

    def render(self, text: str, language: str) -> Samples:
        if self.dead:
            raise VoiceFailedError("dead")
        self.spoken.append(text)
        return Samples(16000, (b"\x00\x10" * 16 + b"\x00\xf0" * 16) * 200)


@pytest.fixture
def beep() -> Beep:
    return Beep()


@pytest.fixture
def voices(box: Box, beep: Beep) -> Voices:
    made = Voices(box.settings, lambda: box.catalogue, box.voice_notes)
    made.speaker = Speaker((beep,), VoiceNotes())
    return made


def take(steps: Iterator[object], many: int) -> None:
    for _ in islice(steps, many):
        pass


def test_an_interrupted_build_goes_on_where_it_was(box: Box, voices: Voices, beep: Beep) -> None:
    planned = plan(voices, box.words(), box.catalogue)
    take(build(voices, [planned]), 3)
    assert len(list(voices.folder.names())) == 3
    first = next(build(voices, [planned]))
    assert (first.done, first.all) == (4, len(planned.spoken))
    assert len(set(beep.spoken)) == len(beep.spoken), "nothing is made twice"


def test_what_was_recorded_is_not_made(box: Box, voices: Voices) -> None:
    text = sentences(box.words(), box.catalogue)[0]
    before = len(plan(voices, box.words(), box.catalogue).spoken)
    clip = voices.clips.place("fr", sentence_id(text), "opus")
    clip.parent.mkdir(parents=True)
    clip.write_bytes(b"OggS" + bytes(100))
    assert len(plan(voices, box.words(), box.catalogue).spoken) == before - 1


def test_a_language_without_a_voice_has_no_plan(box: Box, voices: Voices) -> None:
    planned = plan(voices, box.words("uk"), box.catalogue)
    assert planned.voice is None and list(build(voices, [planned])) == []


def test_the_folder_keeps_its_size_and_the_oldest_version_gives_way(box: Box, voices: Voices, tmp_path: Path) -> None:
    planned = plan(voices, box.words(), box.catalogue)
    voices.folder = SoundFolder(tmp_path / "small", 20_000)
    with pytest.raises(FolderFullError):
        take(build(voices, [planned]), 1000)
    assert 0 < voices.folder.bytes() <= 20_000
    voices.folder.most_bytes = voices.folder.bytes()
    newer = replace(planned, spoken={"fr-" + "0" * 32: "Bonjour"})
    assert next(build(voices, [newer])).done == 1
    assert len(list(voices.folder.names())) == 1


def test_a_voice_that_is_broken_is_left_alone(box: Box, voices: Voices, beep: Beep) -> None:
    beep.dead = True
    steps = list(build(voices, [plan(voices, box.words(), box.catalogue)]))
    assert len(steps) == MOST_FAILURES and all(step.failed for step in steps)
    assert list(voices.folder.names()) == []


def test_a_full_disk_ends_it(box: Box, voices: Voices, monkeypatch: pytest.MonkeyPatch) -> None:
    def full(stem: str, sound: object) -> str:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(voices.folder, "write", full)
    with pytest.raises(FolderFullError):
        take(build(voices, [plan(voices, box.words(), box.catalogue)]), 1)
