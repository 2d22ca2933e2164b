"""The sound of a sentence: kept or made in memory; what is made for a listener is never written."""

import gc
import shutil
import tracemalloc

import pytest

from kiosk.services.box.box import Box
from kiosk.services.box.voice_notes import VoiceNotes
from kiosk.services.voices import sound_names
from kiosk.services.voices.sound import wav
from kiosk.services.voices.sound.voice import Samples
from kiosk.services.voices.speaker import Speaker
from kiosk.services.voices.voices import Voices, Wanted
from tests.gallery.site.cast import Watch

pytestmark = pytest.mark.skipif(not shutil.which("espeak-ng"), reason="no espeak-ng here")


@pytest.fixture
def voices(box: Box) -> Voices:
    return Voices(box.settings, lambda: box.catalogue, box.voice_notes)


def test_a_sentence_is_made_in_memory_and_nothing_is_written(voices: Voices, watch: Watch) -> None:
    answer = voices.say(Wanted("fr", "Bonjour Aïcha"), "one", watch)
    assert answer is not None and answer.voice == "espeak-ng"
    assert voices.rendering(answer.name, "one", watch) and voices.kept(answer.name) is None
    assert not voices.folder.path.exists()


def test_a_kept_sound_is_played(voices: Voices, watch: Watch) -> None:
    voice = voices.speaker.voice_of("fr")
    assert voice is not None
    sound = wav.sound(Samples(16000, bytes(3200)))
    name = voices.folder.write(sound_names.stem("fr", voice.name, voice.version("fr"), "Continuer"), sound)
    answer = voices.say(Wanted("fr", "Continuer"), "one", watch)
    assert answer is not None and answer.name == name and voices.kept(name) == sound.data


def test_a_name_that_is_no_language_has_no_voice(voices: Voices, watch: Watch) -> None:
    assert voices.say(Wanted("../fr", "Bonjour"), "one", watch) is None


def test_a_recording_is_played_before_any_voice(voices: Voices, watch: Watch) -> None:
    clip = voices.clips.place("fr", sound_names.sentence_id("Continuer"), "opus")
    clip.parent.mkdir(parents=True)
    clip.write_bytes(b"OggS" + bytes(100))
    answer = voices.say(Wanted("fr", "Continuer"), "one", watch)
    assert answer is not None and answer.voice == "clip" and voices.kept(answer.name) == clip.read_bytes()


def test_the_title_of_a_discreet_procedure_is_private(voices: Voices, box: Box) -> None:
    title = next(procedure.title for procedure in box.catalogue.procedures if procedure.discreet)
    assert voices.is_discreet(Wanted("fr", f" {title.text} "))
    assert voices.is_discreet(Wanted("ar", box.words("ar").text(title)))
    assert not voices.is_discreet(Wanted("fr", "Continuer"))


class Beep:
    """A voice that costs nothing."""

    name = "beep"

    def version(self, language: str) -> str:
        return "1"

    def render(self, text: str, language: str) -> Samples:
        return Samples(16000, b"\x00\x10" * 800)


def test_hundreds_of_sentences_leave_no_more_than_the_last_ones(voices: Voices, watch: Watch) -> None:
    voices.speaker = Speaker((Beep(),), VoiceNotes())

    def heard(first: int, last: int) -> int:
        for number in range(first, last):
            voices.say(Wanted("fr", f"Il reste {number} questions."), "one", watch)
        gc.collect()
        return tracemalloc.get_traced_memory()[0]

    tracemalloc.start()
    try:
        before = heard(0, 100)
        assert heard(100, 400) - before < 60_000, "bytes"
    finally:
        tracemalloc.stop()
