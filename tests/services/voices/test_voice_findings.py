"""The doctor says who speaks, and a line for each thing that is the next best."""

import os
import shutil
from dataclasses import replace
from pathlib import Path

import pytest

from kiosk.domain.trail.finding import Finding, State
from kiosk.services.box.box import Box
from kiosk.services.voices.sound import piper
from kiosk.services.voices.voice_findings import of_sounds, of_voices

needs_espeak = pytest.mark.skipif(not shutil.which("espeak-ng"), reason="no espeak-ng here")


@needs_espeak
def test_all_is_well_where_every_language_has_a_voice(box: Box) -> None:
    assert list(of_voices(box)) == [Finding("voices", True, "", "espeak-ng")]
    box.voice_notes.process = os.getpid()
    assert next(of_voices(box)).detail.startswith("espeak-ng, ") and next(of_voices(box)).detail.endswith(" MB")
    assert next(of_sounds(box)) == Finding("sounds", True, "", "0 / 500 MB")


def test_a_machine_without_a_program_that_speaks(box: Box, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))
    (finding,) = of_voices(box)
    assert (finding.reason, finding.state, finding.detail) == ("no-voice", State.TO_DO, "fr, en, ar, uk, es, pt")
    assert [finding.reason for finding in of_sounds(box)] == ["", "no-opus"]


@needs_espeak
def test_a_voice_that_died_is_named_until_it_speaks_again(box: Box) -> None:
    box.voice_notes.failed("piper", "fr", "Piper ended (ValueError)")
    assert Finding("voice", False, "voice-failed", "piper fr : Piper ended (ValueError)") in list(of_voices(box))
    box.voice_notes.spoke("piper", "fr")
    assert len(list(of_voices(box))) == 1


@needs_espeak
def test_files_of_voices_that_cannot_serve(box: Box, monkeypatch: pytest.MonkeyPatch) -> None:
    folder = box.settings.paths.voices
    folder.mkdir()
    (folder / "alone.onnx").write_bytes(b"model")
    assert [finding.reason for finding in of_voices(box)] == ["", "voice-undescribed"]
    (folder / "alone.onnx.json").write_text('{"language": {"family": "fr"}}')
    monkeypatch.setattr(piper, "_installed", lambda: "")
    assert [finding.reason for finding in of_voices(box)] == ["", "no-piper"]


def test_a_full_folder_is_told(box: Box) -> None:
    settings = replace(box.settings, voice_folder_mb=1)
    place = settings.paths.sounds / "fr" / ("fr-" + "0" * 32 + ".wav")
    place.parent.mkdir(parents=True)
    place.write_bytes(bytes(1_000_000))
    assert next(of_sounds(replace(box, settings=settings))).reason == "sounds-full"


def test_where_speech_is_off_nobody_asks(box: Box) -> None:
    silent = replace(box, settings=replace(box.settings, speech="off"))
    assert not [*of_voices(silent), *of_sounds(silent)]
