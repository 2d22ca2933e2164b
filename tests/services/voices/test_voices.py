"""The sound of a sentence: kept or made in memory, by espeak-ng; what is made for a listener is never written."""

import gc
import logging
import shutil
import threading
import tracemalloc
from collections.abc import Iterator
from pathlib import Path

import pytest
from flask import Flask

from kiosk.services.box.box import Box
from kiosk.services.box.in_memory import VoiceNotes
from kiosk.services.voices.prepared_sounds import render_sentence
from kiosk.services.voices.sound import sound_data, voice_programs
from kiosk.services.voices.sound.sound_data import Samples, VoiceFailedError
from kiosk.services.voices.sound.voice_programs import EspeakNg
from kiosk.services.voices.voices import Speaker, SpeechRequest, Voices, list_spoken_sentences, spoken_text
from tests.gallery.site.cast import Watch
from tests.gallery.site.page import Browser
from tests.screens.test_speech import post

pytestmark = pytest.mark.skipif(not shutil.which("espeak-ng"), reason="no espeak-ng here")


@pytest.fixture
def voices(box: Box) -> Voices:
    return Voices(box.settings, lambda: box.catalogue, box.voice_notes)


def test_a_sentence_is_made_in_memory_and_nothing_is_written(voices: Voices, watch: Watch) -> None:
    answer = voices.say(SpeechRequest("fr", "Bonjour Aïcha"), "one", watch)
    assert answer is not None and answer.voice == "espeak-ng"
    assert voices.memory.get(answer.name, "one", watch.monotonic()) and voices.kept(answer.name) is None
    assert not voices.folder.path.exists()
    assert voices.say(SpeechRequest("../fr", "Bonjour"), "one", watch) is None


def test_a_kept_sound_is_played(voices: Voices, watch: Watch) -> None:
    voice = voices.speaker.voice_of("fr")
    assert voice is not None
    sound = sound_data.make_wav_sound(Samples(16000, bytes(3200)))
    name = voices.folder.write(sound_data.sound_stem("fr", voice.name, voice.version("fr"), "Continuer"), sound)
    answer = voices.say(SpeechRequest("fr", "Continuer"), "one", watch)
    assert answer is not None and answer.name == name and voices.kept(name) == sound.data


def test_a_recording_is_played_before_any_voice(voices: Voices, watch: Watch) -> None:
    clip = voices.clips.place("fr", sound_data.sentence_id("Continuer"), "opus")
    clip.parent.mkdir(parents=True)
    clip.write_bytes(b"OggS" + bytes(100))
    answer = voices.say(SpeechRequest("fr", "Continuer"), "one", watch)
    assert answer is not None and answer.voice == "clip" and voices.kept(answer.name) == clip.read_bytes()


def test_the_title_of_a_discreet_procedure_is_private(voices: Voices, box: Box) -> None:
    title = next(procedure.title for procedure in box.catalogue.procedures if procedure.discreet)
    assert voices.is_discreet(SpeechRequest("fr", f" {title.text} "))
    assert voices.is_discreet(SpeechRequest("ar", box.words("ar").text(title)))
    assert not voices.is_discreet(SpeechRequest("fr", "Continuer"))


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
            voices.say(SpeechRequest("fr", f"Il reste {number} questions."), "one", watch)
        gc.collect()
        return tracemalloc.get_traced_memory()[0]

    tracemalloc.start()
    try:
        before = heard(0, 50)
        assert heard(50, 200) - before < 60_000, "bytes"
    finally:
        tracemalloc.stop()


SENTENCES = {
    "fr": "Votre demande est enregistrée.", "en": "Your request is kept.", "ar": "تم تسجيل طلبك.",
    "uk": "Вашу заяву записано.", "es": "Su solicitud está registrada.", "pt": "O seu pedido está registado.",
}  # fmt: skip


def test_it_speaks_six_languages() -> None:
    for language in SENTENCES:
        samples = EspeakNg().render(SENTENCES[language], language)
        assert 0.8 < samples.seconds < 5 and sound_data.measure_level(samples).level > -40
        assert language in EspeakNg().version(language)
    assert EspeakNg().version("zz") == ""
    with pytest.raises(VoiceFailedError):
        EspeakNg().render("Bonjour", "zz")


def test_a_machine_without_it_has_no_version(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))
    assert EspeakNg().version("fr") == ""
    with pytest.raises(VoiceFailedError):
        EspeakNg().render("Bonjour", "fr")


def test_brackets_are_said_as_words_and_not_taken_for_phonemes() -> None:
    spoken = EspeakNg().render("[[h@loU]] une suite de mots", "fr")
    assert spoken.seconds > EspeakNg().render("une suite de mots", "fr").seconds


def test_the_text_is_no_argument(monkeypatch: pytest.MonkeyPatch) -> None:
    seen: list[list[str]] = []
    real = voice_programs.run_confined

    def watched(command: list[str], data: bytes, timeout_s: float) -> bytes:
        seen.append(command)
        return real(command, data, timeout_s)

    monkeypatch.setattr(voice_programs, "run_confined", watched)
    EspeakNg().render("-w /tmp/Benali", "fr")
    assert seen and "Benali" not in " ".join(seen[0])


PAGES = (
    "birth-certificate", "change-of-address", "electoral-roll", "census-at-16", "disability-request",
    "emergency-aid", "health-cover", "identity-document",
)  # fmt: skip


LETTERS_A_SECOND = (4.0, 26.0)
"""Slower than anybody speaks, and faster than anybody follows."""
LETTERS_OF_A_DIGIT = 4
"""About as many as its name has."""


def faults(text: str, language: str) -> list[str]:
    """What is wrong with a sentence, rendered as a page has it by espeak-ng."""
    spoken = spoken_text(text, language)
    samples = render_sentence(EspeakNg(), spoken, language)
    measured = sound_data.measure_level(samples)
    letters = sum(LETTERS_OF_A_DIGIT if sign.isdigit() else sign.isalnum() for sign in spoken)
    found = []
    if measured.clipped or measured.peak > sound_data.PEAK_DBFS + 0.01:
        found.append(f"clipped, {measured.peak:.1f} dBFS")
    if not LETTERS_A_SECOND[0] < letters / samples.seconds < LETTERS_A_SECOND[1]:
        found.append(f"{letters / samples.seconds:.1f} letters a second")
    if abs(measured.level - sound_data.TARGET_DBFS) > 2.0:
        found.append(f"{measured.level:.1f} dBFS")
    return found


def test_ten_sentences_of_pages_are_heard(box: Box) -> None:
    for language in ["fr", "en", "ar", "uk", "es", "pt"]:
        words = box.words(language)
        procedures = [found for name in PAGES if (found := box.catalogue.get(name))]
        asked = [words.text(procedure.steps[0].title) for procedure in procedures]
        long = [text for text in list_spoken_sentences(words, box.catalogue) if 40 < len(text) < 90]
        texts = [text for text in [*asked, *long[:: max(1, len(long) // 10)]] if len(text) > 12][:10]
        assert len(texts) == 10
        for text in texts:
            assert not faults(text, language), text


CANARIES = ("Zorblaxine Quintefeuille", "Mirabolande Trouspinette")


class Lists(threading.Thread):
    """Reads the process list, again and again, while something is said."""

    def __init__(self) -> None:
        super().__init__(daemon=True)
        self.seen: set[str] = set()
        self._over = threading.Event()

    def run(self) -> None:
        while not self._over.wait(0.002):
            for path in Path("/proc").glob("[0-9]*/cmdline"):
                try:
                    self.seen.add(path.read_bytes().replace(b"\0", b" ").decode("utf-8", "replace"))
                except OSError:
                    continue

    def end(self) -> None:
        self._over.set()
        self.join(20)


@pytest.fixture
def lists() -> Iterator[Lists]:
    watching = Lists()
    watching.start()
    yield watching
    watching.end()


def traces(folder: Path) -> list[str]:
    """Files that hold a word of a canary, in either of two writings."""
    words = [word for canary in CANARIES for word in canary.split()]
    found = []
    for path in (path for path in folder.rglob("*") if path.is_file()):
        data = path.read_bytes()
        found += [path.name for word in words if word.encode() in data or word.encode("utf-16-le") in data]
    return found


def test_two_sessions_leave_nothing(box: Box, app: Flask, lists: Lists, caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.DEBUG)
    addresses = []
    browsers = [Browser(app.test_client()) for _ in CANARIES]
    for browser, canary in zip(browsers, CANARIES, strict=True):
        browser.get("/comfort")
        said = {"language": "fr", "text": f"Vous avez écrit : {canary}", "private": "1"}
        assert post(browser, "/speech/say", **said)[0] == 403, "not before they were asked"
        post(browser, "/speech/settings", private="headset", reading="on", rate="150", volume="10")
        addresses.append(str(post(browser, "/speech/say", **said)[1]["address"]))
        post(browser, "/speech/say", language="fr", text=canary, private="1", style="spell")
    assert [browser.client.get(at).status_code for browser, at in zip(browsers, addresses, strict=True)] == [200, 200]
    crossed = zip(browsers, reversed(addresses), strict=True)
    assert [browser.client.get(at).status_code for browser, at in crossed] == [404, 404]
    lists.end()
    if lists.seen:  # where the system has such lists
        assert any("espeak-ng" in line for line in lists.seen), "the list was read while it spoke"
        assert not [line for line in lists.seen for word in " ".join(CANARIES).split() if word in line]
    assert not traces(box.settings.data) and not traces(box.settings.paths.runtime)
    assert not [word for word in " ".join(CANARIES).split() if word in caplog.text]
    assert not box.settings.paths.sounds.exists(), "nothing is cached on demand"


def test_the_search_finds_what_is_there(tmp_path: Path) -> None:
    """The check above can fail."""
    (tmp_path / "kept.txt").write_text(CANARIES[0], "utf-8")
    assert traces(tmp_path)
    assert voice_programs.ENVIRONMENT and not set(voice_programs.ENVIRONMENT) & {"KIOSK_DATA"}
