"""The voice that is always there: espeak-ng, a small program of Debian's that speaks a hundred languages."""

import re
import shutil
import subprocess
import threading
from functools import cache

from kiosk.services.voices.sound import wav
from kiosk.services.voices.sound.confined import run
from kiosk.services.voices.sound.voice import Samples, VoiceFailedError, only_words

COMMAND = "espeak-ng"
WORDS_A_MINUTE = 150
"""A little slower than its own 175: who hears a form once has to follow it."""
TIMEOUT_S = 20.0
_OWN_NAMES = {"fr": "fr", "en": "en-gb", "pt": "pt", "es": "es", "ar": "ar", "uk": "uk", "zh": "cmn"}
"""Voices where the program has several of one language, or calls it otherwise."""
_AT_ONCE = threading.BoundedSemaphore(2)
_LINE = re.compile(r"^\s*\d+\s+([\w-]+)\s")


class EspeakNg:
    """Each sentence is a process of its own; the text goes in by its standard input, so that no process list has it."""

    name = "espeak-ng"

    def version(self, language: str) -> str:
        """Its version, voice and speed; "" where the program, or the language in it, is missing."""
        program = shutil.which(COMMAND)
        voice = _voice(program, language) if program else ""
        return f"{_version(program)} {voice} {WORDS_A_MINUTE}" if program and voice else ""

    def render(self, text: str, language: str) -> Samples:
        """The text, spoken. Raises `VoiceFailedError`."""
        program = shutil.which(COMMAND)
        voice = _voice(program, language) if program else ""
        if not program or not voice:
            raise VoiceFailedError("no espeak-ng for this language")
        command = [program, "-v", voice, "-s", str(WORDS_A_MINUTE), "-b", "1", "--stdin", "--stdout"]
        with _AT_ONCE:
            sound = run(command, only_words(text).encode(), TIMEOUT_S)
        return wav.samples(sound)


@cache
def _version(program: str) -> str:
    number = re.search(r"\d+\.\d+(\.\d+)?", _told(program, "--version"))
    return number[0] if number else "?"


@cache
def _voice(program: str, language: str) -> str:
    """The program's name of a language; "" where it has none."""
    names = [line[1] for line in map(_LINE.match, _told(program, "--voices").splitlines()) if line]
    own = _OWN_NAMES.get(language, language)
    return own if own in names else next((name for name in names if name.split("-")[0] == own), "")


def _told(program: str, asked: str) -> str:
    return subprocess.run([program, asked], capture_output=True, text=True, timeout=TIMEOUT_S, check=False).stdout
