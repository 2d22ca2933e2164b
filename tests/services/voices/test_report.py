"""What there is to hear in a language, measured on the files themselves."""

import pytest

from kiosk.services.box.box import Box
from kiosk.services.voices.build import build, plan
from kiosk.services.voices.report import levels, report
from kiosk.services.voices.sound.level import TARGET_DBFS
from kiosk.services.voices.speaker import Speaker
from kiosk.services.voices.voices import Voices
from tests.services.voices.test_build import Beep, take


@pytest.fixture
def voices(box: Box) -> Voices:
    made = Voices(box.settings, lambda: box.catalogue, box.voice_notes)
    made.speaker = Speaker((Beep(),), box.voice_notes)
    return made


def test_it_counts_and_measures(box: Box, voices: Voices) -> None:
    words = box.words()
    take(build(voices, [plan(voices, words, box.catalogue)]), 6)
    told = report(voices, words, box.catalogue, most=3)
    assert (told.voice, told.kept, told.clips) == ("beep", 6, 0) and told.sentences > 3000
    assert told.levels.measured == 3 and not told.levels.clipped
    assert abs(told.levels.middle - TARGET_DBFS) < 1.5


def test_a_file_that_cannot_be_read_is_counted(box: Box, voices: Voices) -> None:
    take(build(voices, [plan(voices, box.words(), box.catalogue)]), 1)
    path = next(voices.folder.path.rglob("*.*"))
    path.write_bytes(b"OggS" + bytes(100))
    assert levels([path, path.with_name("gone.wav")]).unreadable == 2


def test_a_language_without_a_voice_says_so(box: Box, voices: Voices) -> None:
    told = report(voices, box.words("uk"), box.catalogue)
    assert (told.voice, told.kept, told.levels.measured) == ("", 0, 0)
