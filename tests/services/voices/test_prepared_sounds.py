"""Sounds that are made before they are asked for: of pages and procedures, by a voice or a person who reads."""

import array
import csv
import io
import math
from collections.abc import Callable, Iterator
from functools import partial
from itertools import islice
from pathlib import Path

import pytest
from msgspec.structs import replace

from kiosk.services.box.box import Box
from kiosk.services.box.in_memory import VoiceNotes
from kiosk.services.voices import prepared_sounds
from kiosk.services.voices.prepared_sounds import (
    COLUMNS,
    MOST_FAILURES,
    FolderFullError,
    build_sounds,
    levels,
    make_sentence_table,
    plan,
    report_sounds,
)
from kiosk.services.voices.sound import sound_data, voice_programs
from kiosk.services.voices.sound.sound_data import (
    TARGET_DBFS,
    Clips,
    Samples,
    SoundFolder,
    VoiceFailedError,
    of_numbers,
    sentence_id,
)
from kiosk.services.voices.voices import Speaker, Voices, discreet_titles, list_spoken_sentences, spoken_text


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


@pytest.fixture(autouse=True)
def hundred(monkeypatch: pytest.MonkeyPatch) -> None:
    """A hundred sentences are planned: what is done with them is the same for thousands."""
    monkeypatch.setattr(
        "kiosk.services.voices.prepared_sounds.list_spoken_sentences",
        lambda words, known: list_spoken_sentences(words, known)[:100],
    )


def take(steps: Iterator[object], many: int) -> None:
    for _ in islice(steps, many):
        pass


def test_an_interrupted_build_goes_on_where_it_was(box: Box, voices: Voices, beep: Beep) -> None:
    planned = plan(voices, box.words(), box.catalogue)
    take(build_sounds(voices, [planned]), 3)
    assert len(list(voices.folder.names())) == 3
    first = next(build_sounds(voices, [planned]))
    assert (first.done, first.all) == (4, len(planned.spoken))
    assert len(set(beep.spoken)) == len(beep.spoken), "nothing is made twice"


def test_what_was_recorded_is_not_made(box: Box, voices: Voices) -> None:
    text = list_spoken_sentences(box.words(), box.catalogue)[0]
    before = len(plan(voices, box.words(), box.catalogue).spoken)
    clip = voices.clips.place("fr", sentence_id(text), "opus")
    clip.parent.mkdir(parents=True)
    clip.write_bytes(b"OggS" + bytes(100))
    assert len(plan(voices, box.words(), box.catalogue).spoken) == before - 1


def test_a_language_without_a_voice_has_no_plan(box: Box, voices: Voices) -> None:
    planned = plan(voices, box.words("uk"), box.catalogue)
    assert planned.voice is None and list(build_sounds(voices, [planned])) == []


def test_the_folder_keeps_its_size_and_the_oldest_version_gives_way(box: Box, voices: Voices, tmp_path: Path) -> None:
    planned = plan(voices, box.words(), box.catalogue)
    voices.folder = SoundFolder(tmp_path / "small", 20_000)
    with pytest.raises(FolderFullError):
        take(build_sounds(voices, [planned]), 1000)
    assert 0 < voices.folder.bytes() <= 20_000
    voices.folder.most_bytes = voices.folder.bytes()
    newer = replace(planned, spoken={"fr-" + "0" * 32: "Bonjour"})
    assert next(build_sounds(voices, [newer])).done == 1
    assert len(list(voices.folder.names())) == 1


def test_a_voice_that_is_broken_is_left_alone(box: Box, voices: Voices, beep: Beep) -> None:
    beep.dead = True
    steps = list(build_sounds(voices, [plan(voices, box.words(), box.catalogue)]))
    assert len(steps) == MOST_FAILURES and all(step.failed for step in steps)
    assert list(voices.folder.names()) == []


def test_a_full_disk_ends_it(box: Box, voices: Voices, monkeypatch: pytest.MonkeyPatch) -> None:
    def full(stem: str, sound: object) -> str:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(voices.folder, "write", full)
    with pytest.raises(FolderFullError):
        take(build_sounds(voices, [plan(voices, box.words(), box.catalogue)]), 1)


TEXT = "Votre demande est enregistrée, gardez ce numéro."


def recording(seconds: float = 3.0, high: float = 3000, rate: int = 16000) -> bytes:
    numbers = array.array(
        "h", [max(-32768, min(32767, round(high * math.sin(n / 7)))) for n in range(int(seconds * rate))]
    )
    return sound_data.make_wav_sound(of_numbers(rate, numbers)).data


def taken(tmp_path: Path, data: bytes, name: str = "") -> tuple[str, Clips]:
    folder, clips = tmp_path / "in", Clips(tmp_path / "audio")
    folder.mkdir()
    (folder / (name or f"{sentence_id(TEXT)}.wav")).write_bytes(data)
    (folder / "notes.txt").write_text("not a sound")
    results = list(prepared_sounds.take_recordings(clips, "fr", [TEXT, "Autre phrase"], folder))
    assert len(results) == 1
    return results[0].refused, clips


def test_a_good_one_is_kept_at_the_stated_loudness(tmp_path: Path) -> None:
    refused, clips = taken(tmp_path, recording())
    assert refused == ""
    data = clips.read(clips.find("fr", TEXT))
    assert data is not None
    assert sound_data.measure_level(voice_programs.decode_sound(data)).level == pytest.approx(
        sound_data.TARGET_DBFS, abs=1.0
    )


@pytest.mark.parametrize(
    ("record_it", "why"),
    [
        (partial(recording, seconds=0.1), "bad-length"),
        (partial(recording, seconds=60), "bad-length"),
        (partial(recording, high=20), "too-quiet"),
        (partial(recording, high=90000), "clipped"),
        (partial(recording, rate=8000), "low-rate"),
        (lambda: b"RIFF" + bytes(100), "unreadable"),
    ],
)
def test_a_bad_one_is_refused_and_says_why(tmp_path: Path, record_it: Callable[[], bytes], why: str) -> None:
    refused, clips = taken(tmp_path, record_it())
    assert refused == why and clips.find("fr", TEXT) == ""


def test_a_file_of_no_sentence_is_told(tmp_path: Path) -> None:
    assert taken(tmp_path, recording(), "bonjour.wav")[0] == "unknown-sentence"


def test_the_list_names_each_file_and_what_is_done(tmp_path: Path) -> None:
    _, clips = taken(tmp_path, recording())
    rows = list(csv.reader(io.StringIO(make_sentence_table(clips, "fr", [TEXT, "Autre, phrase"]))))
    assert rows == [list(COLUMNS), [sentence_id(TEXT), TEXT, "x"], [sentence_id("Autre, phrase"), "Autre, phrase", ""]]


@pytest.fixture
def reported_voices(box: Box) -> Voices:
    made = Voices(box.settings, lambda: box.catalogue, box.voice_notes)
    made.speaker = Speaker((Beep(),), box.voice_notes)
    return made


def test_it_counts_and_measures(box: Box, reported_voices: Voices) -> None:
    words = box.words()
    take(build_sounds(reported_voices, [plan(reported_voices, words, box.catalogue)]), 6)
    told = report_sounds(reported_voices, words, box.catalogue, most=3)
    assert (told.voice, told.kept, told.clips) == ("beep", 6, 0) and told.sentences == 100
    assert told.levels.measured == 3 and not told.levels.clipped
    assert abs(told.levels.middle - TARGET_DBFS) < 1.5


def test_a_file_that_cannot_be_read_is_counted(box: Box, reported_voices: Voices) -> None:
    take(build_sounds(reported_voices, [plan(reported_voices, box.words(), box.catalogue)]), 1)
    path = next(reported_voices.folder.path.rglob("*.*"))
    path.write_bytes(b"OggS" + bytes(100))
    assert levels([path, path.with_name("gone.wav")]).unreadable == 2


def test_a_language_without_a_voice_says_so(box: Box, reported_voices: Voices) -> None:
    told = report_sounds(reported_voices, box.words("uk"), box.catalogue)
    assert (told.voice, told.kept, told.levels.measured) == ("", 0, 0)


SOUND = b"OggS" + bytes(100)


def put(folder: Path, text: str, data: bytes = SOUND) -> Path:
    path = folder / "fr" / f"{sentence_id(text)}.opus"
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(data)
    return path


def test_a_recording_is_found_by_its_sentence_and_a_new_one_has_a_new_name(tmp_path: Path) -> None:
    clips = Clips(tmp_path)
    put(tmp_path, "Votre demande")
    name = clips.find("fr", "Votre\u00a0 demande")
    assert name.startswith("fr-") and name.endswith(".opus") and clips.read(name) == SOUND
    assert clips.find("en", "Votre demande") == "" and clips.find("fr", "Autre chose") == ""
    assert clips.recorded("fr") == {sentence_id("Votre demande")} and clips.recorded("en") == set()
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


def test_every_language_has_its_sentences(box: Box) -> None:
    for language in ["fr", "en", "ar", "uk", "es", "pt"]:
        words = box.words(language)
        texts = list_spoken_sentences(words, box.catalogue)
        assert len(texts) > 3000 and len(set(texts)) == len(texts)
        assert not [text for text in texts if "%(" in text or "\n" in text or "\x00" in text or not text.strip()]
        assert words.code("speech", "not-read") in texts


def test_procedures_are_in_it_with_their_plain_words_and_what_only_commands_say_is_not(box: Box) -> None:
    texts = list_spoken_sentences(box.words(), box.catalogue)
    procedure = box.catalogue.get("birth-certificate")
    assert procedure is not None and " ".join(procedure.title.text.split()) in texts
    plain = [step.help for step in procedure.steps if step.help.plain]
    assert all(" ".join(text.plain.split()) in texts for text in plain)
    assert box.words().code("command", "doctor-well") not in list_spoken_sentences(box.words(), box.catalogue)


def test_titles_of_discreet_procedures_are_not(box: Box) -> None:
    discreet = [procedure for procedure in box.catalogue.procedures if procedure.discreet]
    assert discreet
    for language in ("fr", "ar"):
        words = box.words(language)
        titles = discreet_titles(words, box.catalogue)
        assert {" ".join(words.text(procedure.title).split()) for procedure in discreet} <= titles
        assert not titles & set(list_spoken_sentences(words, box.catalogue))


def test_a_number_is_said_sign_by_sign_where_it_is_spelled() -> None:
    assert spoken_text("AB 12", "fr", "spell") == "A majuscule, B majuscule, espace, 1, 2"
    assert spoken_text("Votre\n  demande", "fr", "") == "Votre demande"
    assert spoken_text("SA1042K", "fr", "slow") == "S, A, 10, 42, K"
    assert spoken_text("Ouvert à 9 h", "fr", "") == "Ouvert à 9 heures"
    assert spoken_text("نعم", "ar", "").startswith("نَعَم")
    assert spoken_text("نعم", "ar", "spell") == "نون, عَين, ميم"
