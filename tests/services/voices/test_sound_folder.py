"""Kept sounds are written whole or not at all, and a damaged one is no fault of anybody's."""

from pathlib import Path

import pytest

from kiosk.services.voices.sound import wav
from kiosk.services.voices.sound.voice import Samples
from kiosk.services.voices.sound_folder import SoundFolder
from kiosk.services.voices.sound_names import stem

SOUND = wav.sound(Samples(16000, bytes(3200)))
NAME = stem("fr", "espeak-ng", "1", "Bonjour")


@pytest.fixture
def folder(tmp_path: Path) -> SoundFolder:
    return SoundFolder(tmp_path / "sounds", 1_000_000)


def test_what_is_written_is_found(folder: SoundFolder) -> None:
    assert folder.find(NAME) == ""
    name = folder.write(NAME, SOUND)
    assert folder.find(NAME) == name and folder.read(name) == SOUND.data
    assert list(folder.names()) == [name] and folder.bytes() == len(SOUND.data)


def test_a_damaged_file_is_as_none(folder: SoundFolder) -> None:
    name = folder.write(NAME, SOUND)
    (folder.path / "fr" / name).write_bytes(b"")
    assert folder.read(name) is None and folder.find(NAME) == ""


def test_a_name_from_outside_reads_nothing_else(folder: SoundFolder) -> None:
    folder.write(NAME, SOUND)
    (folder.path.parent / "box.key").write_bytes(b"RIFF" + bytes(100))
    assert folder.read("../box.key") is None and folder.read("fr/../../box.key") is None


def test_a_full_disk_leaves_no_half(folder: SoundFolder, monkeypatch: pytest.MonkeyPatch) -> None:
    def full(self: Path, target: Path) -> Path:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(Path, "replace", full)
    with pytest.raises(OSError, match="space"):
        folder.write(NAME, SOUND)
    assert not [path for path in folder.path.rglob("*") if path.is_file()]


def test_only_what_is_wanted_stays(folder: SoundFolder) -> None:
    other = stem("fr", "espeak-ng", "0", "Bonjour")
    folder.write(NAME, SOUND)
    folder.write(other, SOUND)
    (folder.path / "fr" / ".half-x").write_bytes(b"RI")
    folder.make_room({NAME})
    assert [path.name for path in folder.path.rglob("*") if path.is_file()] == [f"{NAME}.wav"]
