"""A secretary makes sounds ahead, takes a colleague's recordings, and is told what there is."""

import csv
import shutil
from pathlib import Path

import pytest

from kiosk.services.voices import prepared_sounds
from kiosk.services.voices.sound.sound_data import SoundFolder
from kiosk.settings import Settings
from tests.commands.conftest import Command
from tests.services.voices.test_prepared_sounds import recording

pytestmark = pytest.mark.skipif(not shutil.which("espeak-ng"), reason="no espeak-ng here")


@pytest.fixture
def short(monkeypatch: pytest.MonkeyPatch) -> None:
    """Three sentences a language, for thousands take an hour."""
    every = prepared_sounds.list_spoken_sentences
    monkeypatch.setattr(prepared_sounds, "list_spoken_sentences", lambda words, catalogue: every(words, catalogue)[:3])


@pytest.mark.usefixtures("short")
def test_sounds_are_made_and_told(kiosk: Command, settings: Settings) -> None:
    done = kiosk("audio", "build", "--language", "fr", "--language", "ar")
    assert done.exit_code == 0 and done.output.splitlines()[-2:] == [
        "français : 3 sons sont prêts.",
        "arabe : 3 sons sont prêts.",
    ]
    assert len(list(settings.paths.sounds.glob("*/*"))) == 6
    assert kiosk("audio", "build", "--language", "fr", "--quiet").output == ""


@pytest.mark.usefixtures("short")
def test_the_report_names_the_voice_of_each_language(kiosk: Command) -> None:
    lines = kiosk("audio", "report").output.splitlines()
    assert [line.partition(" :")[0] for line in lines] == [
        "français", "anglais", "arabe", "ukrainien", "espagnol", "portugais",
    ]  # fmt: skip
    assert all("espeak-ng" in line for line in lines)


def test_a_machine_without_a_voice_is_told(kiosk: Command, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))
    assert "français : voix aucune" in kiosk("audio", "report").output
    assert "français : aucune voix." in kiosk("audio", "build", "--language", "fr").stderr


@pytest.mark.usefixtures("short")
def test_a_folder_that_is_full_is_told(kiosk: Command, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("KIOSK_VOICE_FOLDER_MB", "1")
    monkeypatch.setattr(SoundFolder, "bytes", lambda folder: folder.most_bytes)
    done = kiosk("audio", "build", "--language", "fr")
    assert done.exit_code == 1 and "voice_folder_mb" in done.output


def test_a_list_is_written_and_recordings_are_taken(kiosk: Command, settings: Settings, tmp_path: Path) -> None:
    table = tmp_path / "phrases.csv"
    assert kiosk("audio", "record", "fr", "--list", str(table)).exit_code == 0
    rows = list(csv.DictReader(table.read_text("utf-8-sig").splitlines()))
    sentence = next(row for row in rows if 30 < len(row["text"]) < 60)
    folder = tmp_path / "in"
    folder.mkdir()
    (folder / f"{sentence['id']}.wav").write_bytes(recording())
    assert kiosk("audio", "record", "fr", str(folder)).output == "Enregistrements gardés : 1.\n"
    assert len(list(settings.paths.clips.glob("fr/*"))) == 1
    (folder / "bonjour.wav").write_bytes(recording())
    done = kiosk("audio", "record", "fr", str(folder))
    assert done.exit_code == 1 and "✗ bonjour.wav ce nom n’est celui d’aucune phrase." in done.output


def test_what_is_not_said_is_asked_for(kiosk: Command) -> None:
    assert kiosk("audio", "record", "fr").exit_code == 2
    assert "xx" in kiosk("audio", "record", "xx", "--list", "x.csv").output
