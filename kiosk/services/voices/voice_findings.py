"""What the doctor says of voices: who speaks which language, who failed, what is missing, what the sounds take."""

import os
import shutil
from collections.abc import Iterator
from pathlib import Path

from kiosk.domain.trail.finding import Finding
from kiosk.services.box.box import Box
from kiosk.services.voices.sound import opus, piper
from kiosk.services.voices.sound.voice_files import undescribed, voice_files
from kiosk.services.voices.voices import Voices

_NEARLY_FULL = 0.98


def of_voices(box: Box) -> Iterator[Finding]:
    """Who speaks, and what is wrong with it; nothing where the town hall has turned speech off."""
    if box.settings.speech == "off":
        return
    speaker = _voices(box).speaker
    by_language = {language: speaker.voice_of(language) for language in box.settings.languages}
    silent = [language for language, voice in by_language.items() if voice is None]
    speaking = list(dict.fromkeys(voice.name for voice in by_language.values() if voice))
    if memory := _memory(box.voice_notes.process):
        speaking.append(f"{memory // 1_000_000} MB")
    yield Finding("voices", not silent, "no-voice" if silent else "", ", ".join(silent or speaking))
    for (voice, language), why in sorted(box.voice_notes.all().items()):
        yield Finding("voice", False, "voice-failed", f"{voice} {language} : {why}")
    if nameless := undescribed(box.settings.paths.voices):
        yield Finding("voice", False, "voice-undescribed", ", ".join(nameless))
    if not piper.is_installed() and any(voice_files(box.settings.paths.voices)):
        yield Finding("voice", False, "no-piper")


def of_sounds(box: Box) -> Iterator[Finding]:
    """How much the kept sounds take, and whether there is place for more."""
    if box.settings.speech == "off":
        return
    folder = _voices(box).folder
    used = folder.bytes()
    full = used > folder.most_bytes * _NEARLY_FULL
    told = f"{used // 1_000_000} / {folder.most_bytes // 1_000_000} MB"
    yield Finding("sounds", not full, "sounds-full" if full else "", told)
    if shutil.which(opus.ENCODER) is None:
        yield Finding("sounds", False, "no-opus")


def _voices(box: Box) -> Voices:
    return Voices(box.settings, lambda: box.catalogue, box.voice_notes)


def _memory(process: int) -> int:
    """Bytes that the process of a voice holds; 0 where none runs, or the system does not tell."""
    try:
        pages = int(Path(f"/proc/{process}/statm").read_text("ascii").split()[1]) if process else 0
    except (OSError, ValueError, IndexError):
        return 0
    return pages * os.sysconf("SC_PAGE_SIZE") if pages else 0
