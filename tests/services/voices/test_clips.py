"""A sentence that the town hall recorded is heard instead of any voice."""

from pathlib import Path

from kiosk.services.voices.clips import Clips
from kiosk.services.voices.sound_names import sentence_id

SOUND = b"OggS" + bytes(100)


def put(folder: Path, text: str, data: bytes = SOUND) -> Path:
    path = folder / "fr" / f"{sentence_id(text)}.opus"
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(data)
    return path


def test_it_is_found_by_its_sentence(tmp_path: Path) -> None:
    clips = Clips(tmp_path)
    put(tmp_path, "Votre demande")
    name = clips.find("fr", "Votre\u00a0 demande")
    assert name.startswith("fr-") and name.endswith(".opus") and clips.read(name) == SOUND
    assert clips.find("en", "Votre demande") == "" and clips.find("fr", "Autre chose") == ""
    assert clips.recorded("fr") == {sentence_id("Votre demande")} and clips.recorded("en") == set()


def test_a_new_recording_has_a_new_name(tmp_path: Path) -> None:
    clips = Clips(tmp_path)
    put(tmp_path, "Votre demande")
    before = clips.find("fr", "Votre demande")
    put(tmp_path, "Votre demande", SOUND + b"more")
    assert clips.find("fr", "Votre demande") != before


def test_a_damaged_or_missing_file_is_as_none(tmp_path: Path) -> None:
    clips = Clips(tmp_path)
    path = put(tmp_path, "Votre demande", b"")
    name = clips.find("fr", "Votre demande")
    assert clips.read(name) is None
    path.unlink()
    assert clips.read(name) is None and clips.read("../../box.key") is None
