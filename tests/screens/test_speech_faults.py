"""Whatever of the voices is missing, broken or full: the next best speaks, the page works, the doctor has a line."""

import shutil
from dataclasses import replace
from pathlib import Path

import pytest
from flask import Flask

from kiosk.app import create_app
from kiosk.services.box.box import Box
from kiosk.services.upkeep.doctor import of_sounds, of_voices
from kiosk.services.voices.sound import sound_data
from kiosk.services.voices.sound.sound_data import Samples, VoiceFailedError
from kiosk.services.voices.sound.voice_programs import EspeakNg
from kiosk.services.voices.voices import Speaker
from kiosk.web.request_state import state_of
from tests.gallery.site.page import Browser
from tests.screens.listener import Listener

TEXT = "Continuer"
needs_espeak = pytest.mark.skipif(not shutil.which("espeak-ng"), reason="no espeak-ng here")


class Dying:
    """Piper with a voice whose process always ends."""

    name = "piper"

    def version(self, language: str) -> str:
        return "1"

    def render(self, text: str, language: str) -> Samples:
        raise VoiceFailedError("Piper ended (ValueError)")


def reasons(box: Box) -> set[str]:
    """What the doctor says of voices and sounds."""
    return {finding.reason for finding in (*of_voices(box), *of_sounds(box))} - {"", "no-opus"}


def spoken_by(person: Listener) -> str:
    status, told = person.post("/speech/say", language="fr", text=TEXT)
    assert status == 200
    sound = person.heard(str(told["address"]))
    assert sound.startswith(b"RIFF") and sound_data.samples(sound).seconds > 0.2
    assert person.browser.get("/comfort").status == 200
    return str(told["voice"])


def test_without_any_program_that_speaks_the_person_is_told_in_words(
    browser: Browser, box: Box, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))
    person = Listener(browser)
    assert person.post("/speech/settings", reading="on")[0] == 200
    assert person.post("/speech/say", language="fr", text=TEXT) == (200, {"address": "", "why": "no-voice"})
    assert "Pas de voix dans cette langue" in browser.client.get("/speech/player").text
    assert browser.get("/procedures").status == 200
    assert reasons(box) == {"no-voice"}


@pytest.mark.parametrize(
    "script", ["exit 1", "cat >/dev/null", "cat >/dev/null; printf 'RIFFxxxxno sound'", "kill -9 $$"]
)
def test_a_program_that_breaks_is_no_voice_and_has_its_line(
    browser: Browser, box: Box, monkeypatch: pytest.MonkeyPatch, tmp_path: Path, script: str
) -> None:
    program = tmp_path / "espeak-ng"
    listed = 'case "$1" in --version) echo 1.52.0; exit;; --voices) echo " 5  fr  --/M"; exit;; esac'
    program.write_text(f"#!/bin/sh\n{listed}\n{script}\n", "utf-8")
    program.chmod(0o755)
    monkeypatch.setenv("PATH", f"{tmp_path}:/usr/bin:/bin")
    person = Listener(browser)
    assert person.post("/speech/say", language="fr", text=TEXT) == (200, {"address": "", "why": "no-voice"})
    assert browser.get("/procedures").status == 200
    assert "voice-failed" in reasons(box)


@needs_espeak
def test_piper_dies_and_the_next_voice_speaks(browser: Browser, app: Flask, box: Box) -> None:
    state_of(app).voices.speaker = Speaker((Dying(), EspeakNg()), box.voice_notes)
    assert spoken_by(Listener(browser)) == "espeak-ng"
    assert reasons(box) == {"voice-failed"}


@needs_espeak
@pytest.mark.parametrize("data", [b"", b"OggS", b"no sound at all, whatever its name says, and as long as one"])
def test_a_damaged_clip_is_as_none(browser: Browser, app: Flask, data: bytes) -> None:
    clip = state_of(app).voices.clips.place("fr", sound_data.sentence_id(TEXT), "opus")
    clip.parent.mkdir(parents=True)
    clip.write_bytes(data)
    assert spoken_by(Listener(browser)) == "espeak-ng"


@needs_espeak
def test_a_damaged_kept_sound_is_made_again(browser: Browser, app: Flask) -> None:
    voices = state_of(app).voices
    version = EspeakNg().version("fr")
    name = voices.folder.write(
        sound_data.sound_stem("fr", "espeak-ng", version, TEXT), sound_data.make_wav_sound(Samples(16000, bytes(640)))
    )
    person = Listener(browser)
    assert str(person.post("/speech/say", language="fr", text=TEXT)[1]["address"]).endswith(name)
    (voices.folder.path / "fr" / name).write_bytes(b"")
    assert spoken_by(person) == "espeak-ng"


@needs_espeak
def test_a_full_folder_of_sounds_stops_nobody(box: Box) -> None:
    full = replace(box, settings=replace(box.settings, voice_folder_mb=1))
    place = full.settings.paths.sounds / "fr" / f"fr-{'0' * 32}.wav"
    place.parent.mkdir(parents=True)
    place.write_bytes(bytes(1_000_000))
    assert spoken_by(Listener(Browser(create_app(full.settings, box=full).test_client()))) == "espeak-ng"
    assert reasons(full) == {"sounds-full"}
