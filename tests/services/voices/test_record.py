"""A town hall's own recordings are checked before anybody hears them."""

import array
import csv
import io
import math
from pathlib import Path

import pytest

from kiosk.services.voices.clips import Clips
from kiosk.services.voices.record import COLUMNS, listed, take
from kiosk.services.voices.sound import level, opus, wav
from kiosk.services.voices.sound.voice import of_numbers
from kiosk.services.voices.sound_names import sentence_id

TEXT = "Votre demande est enregistrée, gardez ce numéro."


def recording(seconds: float = 3.0, high: float = 3000, rate: int = 16000) -> bytes:
    numbers = array.array(
        "h", [max(-32768, min(32767, round(high * math.sin(n / 7)))) for n in range(int(seconds * rate))]
    )
    return wav.sound(of_numbers(rate, numbers)).data


def taken(tmp_path: Path, data: bytes, name: str = "") -> tuple[str, Clips]:
    folder, clips = tmp_path / "in", Clips(tmp_path / "audio")
    folder.mkdir()
    (folder / (name or f"{sentence_id(TEXT)}.wav")).write_bytes(data)
    (folder / "notes.txt").write_text("not a sound")
    results = list(take(clips, "fr", [TEXT, "Autre phrase"], folder))
    assert len(results) == 1
    return results[0].refused, clips


def test_a_good_one_is_kept_at_the_stated_loudness(tmp_path: Path) -> None:
    refused, clips = taken(tmp_path, recording())
    assert refused == ""
    data = clips.read(clips.find("fr", TEXT))
    assert data is not None
    assert level.measure(opus.decoded(data)).level == pytest.approx(level.TARGET_DBFS, abs=1.0)


@pytest.mark.parametrize(
    ("data", "why"),
    [
        (recording(seconds=0.1), "bad-length"),
        (recording(seconds=60), "bad-length"),
        (recording(high=20), "too-quiet"),
        (recording(high=90000), "clipped"),
        (recording(rate=8000), "low-rate"),
        (b"RIFF" + bytes(100), "unreadable"),
    ],
)
def test_a_bad_one_is_refused_and_says_why(tmp_path: Path, data: bytes, why: str) -> None:
    refused, clips = taken(tmp_path, data)
    assert refused == why and clips.find("fr", TEXT) == ""


def test_a_file_of_no_sentence_is_told(tmp_path: Path) -> None:
    assert taken(tmp_path, recording(), "bonjour.wav")[0] == "unknown-sentence"


def test_the_list_names_each_file_and_what_is_done(tmp_path: Path) -> None:
    _, clips = taken(tmp_path, recording())
    rows = list(csv.reader(io.StringIO(listed(clips, "fr", [TEXT, "Autre, phrase"]))))
    assert rows == [list(COLUMNS), [sentence_id(TEXT), TEXT, "x"], [sentence_id("Autre, phrase"), "Autre, phrase", ""]]
