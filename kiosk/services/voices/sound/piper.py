"""The voice of Piper, where the town hall has brought a file of it: a process that starts on first use."""

import json
import os
import subprocess
import sys
import threading
from contextlib import suppress
from functools import cache
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path
from typing import IO

from kiosk.clock import Clock
from kiosk.services.box.voice_notes import VoiceNotes
from kiosk.services.voices.sound.confined import ENVIRONMENT
from kiosk.services.voices.sound.voice import BYTES_A_SAMPLE, Samples, VoiceFailedError, only_words
from kiosk.services.voices.sound.voice_files import VoiceFile, voice_files

IDLE_S = 120.0
"""Seconds after which a process that nobody asks is ended, and its memory given back."""
PATIENCE_S = 20.0
"""Seconds for a clause, and for loading its voice on a busy machine."""
RESTS_S = 30.0
"""Seconds for which a voice that died is not tried again: the next one speaks meanwhile."""
_PAUSE_S = {".": 0.25, "!": 0.25, "?": 0.25, "؟": 0.25}
"""Silence after a clause by its last sign, of which Piper makes none; a breath after any other."""
_BREATH_S = 0.12
_MOST_BYTES = 20_000_000


class _DiedError(Exception):
    """There is no process any more."""


class Piper:
    """One process for every language, asked by one thread at a time."""

    name = "piper"

    def __init__(self, folder: Path, notes: VoiceNotes, idle_s: float = IDLE_S) -> None:
        self._folder, self._notes, self._idle_s = folder, notes, idle_s
        self._process: subprocess.Popen[bytes] | None = None
        self._turn = threading.Lock()
        self._ending: threading.Timer | None = None
        self._rests_until = 0.0

    def version(self, language: str) -> str:
        """Its version and the voice's; "" where it is not installed, or no file speaks this language."""
        file = self._file(language)
        return f"{_installed()} {file.version}" if file and _installed() else ""

    def render(self, text: str, language: str) -> Samples:
        """The text, spoken. Raises `VoiceFailedError`."""
        file = self._file(language)
        if file is None or not _installed():
            raise VoiceFailedError("no voice of Piper for this language")
        with self._turn:
            if Clock().monotonic() < self._rests_until:
                raise VoiceFailedError("Piper rests after it died")
            try:
                samples = self._asked(file, text)
            except _DiedError as fault:
                self._end()
                self._rests_until = Clock().monotonic() + RESTS_S
                raise VoiceFailedError(str(fault)) from None
            finally:
                self._end_later()
        pause = _PAUSE_S.get(text[-1:], _BREATH_S)
        return Samples(samples.rate, samples.pcm + bytes(BYTES_A_SAMPLE * int(pause * samples.rate)))

    def warm(self, language: str) -> None:
        """Load the voice of a language before it is needed, beside whatever else is done."""
        if self.version(language):
            threading.Thread(target=self._warm, args=(language,), name="piper", daemon=True).start()

    def stop(self) -> None:
        """End the process, if one runs."""
        with self._turn:
            self._end()

    def _warm(self, language: str) -> None:
        with suppress(VoiceFailedError):  # who speaks next tells the doctor
            self.render(".", language)

    def _file(self, language: str) -> VoiceFile | None:
        return next((file for file in voice_files(self._folder) if file.language == language), None)

    def _asked(self, file: VoiceFile, text: str) -> Samples:
        process = self._process
        if process is None or process.poll() is not None:
            process = self._process = _started()
            self._notes.process = process.pid
        assert process.stdin is not None and process.stdout is not None
        hung = threading.Timer(PATIENCE_S, process.kill)
        hung.start()
        try:
            process.stdin.write(json.dumps({"model": str(file.model), "text": only_words(text)}).encode() + b"\n")
            process.stdin.flush()
            return _answer(process.stdout)
        except (OSError, ValueError, KeyError) as fault:
            raise _DiedError(f"Piper ended ({type(fault).__name__})") from None
        finally:
            hung.cancel()

    def _end_later(self) -> None:
        if self._ending:
            self._ending.cancel()
        self._ending = threading.Timer(self._idle_s, self.stop)
        self._ending.daemon = True
        self._ending.start()

    def _end(self) -> None:
        if self._ending:
            self._ending.cancel()
        process, self._process, self._notes.process = self._process, None, 0
        if process is None:
            return
        process.kill()
        process.communicate()


def _started() -> "subprocess.Popen[bytes]":
    command = [sys.executable, "-I", "-B", "-m", "kiosk.services.voices.sound.piper_process"]
    told = {name: os.environ[name] for name in ENVIRONMENT if name in os.environ}
    try:
        return subprocess.Popen(
            command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, env=told
        )
    except OSError as fault:
        raise _DiedError("Piper does not start") from fault


def _answer(out: IO[bytes]) -> Samples:
    """What the process says. Raises `VoiceFailedError`, and `ValueError` or `KeyError` where it ended instead."""
    head = json.loads(out.readline(1000))
    if "fault" in head:
        raise VoiceFailedError(f"Piper failed ({head['fault']})")
    size, rate = int(head["bytes"]), int(head["rate"])
    if not 0 < size <= _MOST_BYTES or rate <= 0:
        raise ValueError(size)
    pcm = out.read(size)
    if len(pcm) < size:
        raise ValueError(len(pcm))
    return Samples(rate, pcm)


@cache
def _installed() -> str:
    """The version of Piper beside this Python; "" where there is none."""
    try:
        return version("piper-tts")
    except PackageNotFoundError:
        return ""


def is_installed() -> bool:
    """Whether Piper is installed beside this Python (the extra `voices`)."""
    return bool(_installed())
