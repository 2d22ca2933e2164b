"""The programs that speak and encode, each confined: bytes in, bytes out, no file written, bounded memory and time."""

import json
import os
import re
import shutil
import subprocess
import sys
import threading
from collections.abc import Iterator
from contextlib import suppress
from functools import cache
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path
from typing import IO

from msgspec import Struct

from kiosk.clock import Clock
from kiosk.services.box.in_memory import VoiceNotes
from kiosk.services.voices.sound import sound_data
from kiosk.services.voices.sound.sound_data import BYTES_A_SAMPLE, Samples, Sound, VoiceFailedError, only_words

MOST_MEMORY = 256 * 1024 * 1024
"""Bytes of its own that such a program may hold (RLIMIT_DATA)."""
MOST_SECONDS = 20
"""Of processor time."""
ENVIRONMENT = ("PATH", "LANG", "SYSTEMROOT")
"""What a program is told of our environment; the rest may hold secrets."""


def run_confined(command: list[str], data: bytes, timeout_s: float) -> bytes:
    """What the program writes when it is given `data`. Raises `VoiceFailedError` where it fails or writes nothing.

    The limits are set before it is given anything to read. Windows has only the time limit.
    """
    try:
        process = subprocess.Popen(
            command,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            cwd=os.path.sep,
            env={name: os.environ[name] for name in ENVIRONMENT if name in os.environ},
        )
    except OSError as fault:
        raise VoiceFailedError(f"{command[0]} does not start") from fault
    with process:
        _limit_process(process.pid)
        try:
            written, _ = process.communicate(data, timeout_s)
        except subprocess.TimeoutExpired:
            process.kill()
            process.communicate()
            raise VoiceFailedError(f"{command[0]} took too long") from None
    if process.returncode or not written:
        raise VoiceFailedError(f"{command[0]} ended with {process.returncode}")
    return written


def _limit_process(pid: int, memory: int = MOST_MEMORY, seconds: int = MOST_SECONDS) -> None:
    """Limit a process that has just begun: no file, no core, so much memory of its own and so much processor time."""
    try:
        import resource
    except ImportError:
        return
    if not hasattr(resource, "prlimit"):
        return
    with suppress(ProcessLookupError, PermissionError):  # it is over already, or the system gives no say in it
        resource.prlimit(pid, resource.RLIMIT_DATA, (memory, memory))
        resource.prlimit(pid, resource.RLIMIT_CPU, (seconds, seconds))
        resource.prlimit(pid, resource.RLIMIT_FSIZE, (0, 0))
        resource.prlimit(pid, resource.RLIMIT_CORE, (0, 0))


COMMAND = "espeak-ng"
WORDS_A_MINUTE = 150
"""A little slower than its own 175: who hears a form once has to follow it."""
ESPEAK_TIMEOUT_S = 20.0
_OWN_NAMES = {"fr": "fr", "en": "en-gb", "pt": "pt", "es": "es", "ar": "ar", "uk": "uk", "zh": "cmn"}
"""Voices where the program has several of one language, or calls it otherwise."""
_AT_ONCE = threading.BoundedSemaphore(2)
_LINE = re.compile(r"^\s*\d+\s+([\w-]+)\s")


class EspeakNg:
    """Each sentence is a process of its own; the text goes in by its standard input, so that no process list has it."""

    name = "espeak-ng"

    def version(self, language: str) -> str:
        program = shutil.which(COMMAND)
        voice = _voice(program, language) if program else ""
        return f"{_version(program)} {voice} {WORDS_A_MINUTE}" if program and voice else ""

    def render(self, text: str, language: str) -> Samples:
        program = shutil.which(COMMAND)
        voice = _voice(program, language) if program else ""
        if not program or not voice:
            raise VoiceFailedError("no espeak-ng for this language")
        command = [program, "-v", voice, "-s", str(WORDS_A_MINUTE), "-b", "1", "--stdin", "--stdout"]
        with _AT_ONCE:
            sound = run_confined(command, only_words(text).encode(), ESPEAK_TIMEOUT_S)
        return sound_data.samples(sound)


@cache
def _version(program: str) -> str:
    number = re.search(r"\d+\.\d+(\.\d+)?", _told(program, "--version"))
    return number[0] if number else "?"


@cache
def _voice(program: str, language: str) -> str:
    names = [line[1] for line in map(_LINE.match, _told(program, "--voices").splitlines()) if line]
    own = _OWN_NAMES.get(language, language)
    return own if own in names else next((name for name in names if name.split("-")[0] == own), "")


def _told(program: str, asked: str) -> str:
    command = [program, asked]
    return subprocess.run(command, capture_output=True, text=True, timeout=ESPEAK_TIMEOUT_S, check=False).stdout


ENCODER, DECODER = "opusenc", "opusdec"
MEDIA_TYPE = "audio/ogg"
KILOBITS = 16
"""A second: speech of one channel is clear at this rate."""
OPUS_TIMEOUT_S = 60.0


def encode_sound(samples: Samples) -> Sound:
    """The samples as a file of Opus, or of WAV where there is no encoder, or it fails."""
    whole = sound_data.make_wav_sound(samples)
    program = shutil.which(ENCODER)
    if program is None:
        return whole
    try:
        command = [program, "--quiet", "--speech", "--bitrate", str(KILOBITS), "-", "-"]
        data = run_confined(command, whole.data, OPUS_TIMEOUT_S)
    except VoiceFailedError:
        return whole
    return Sound(data, MEDIA_TYPE, samples.seconds)


def decode_sound(data: bytes) -> Samples:
    """The samples of a file of Opus or WAV. Raises `VoiceFailedError`."""
    if not data.startswith(b"OggS"):
        return sound_data.samples(data)
    program = shutil.which(DECODER)
    if program is None:
        raise VoiceFailedError("no opusdec")
    return sound_data.samples(run_confined([program, "--quiet", "--force-wav", "-", "-"], data, OPUS_TIMEOUT_S))


_ENDING = ".onnx"
_LARGEST_NOTE = 1_000_000
"""Bytes of the file that describes a voice; one of Piper's has some five thousand."""


class VoiceFile(Struct, frozen=True):
    """One voice: its model, the language of two or three letters that it speaks, and what changes when it does."""

    model: Path
    language: str
    version: str


def voice_files(folder: Path) -> Iterator[VoiceFile]:
    """The voices of a folder, by name; a model without its description is none."""
    for model in sorted(folder.glob(f"*{_ENDING}")) if folder.is_dir() else ():
        language = read_model_language(model)
        if language:
            status = model.stat()
            yield VoiceFile(model, language, f"{model.stem} {status.st_size} {int(status.st_mtime)}")


def list_undescribed_models(folder: Path) -> list[str]:
    """Names of models that no description lies beside, or one that names no language."""
    return [model.name for model in sorted(folder.glob(f"*{_ENDING}")) if not read_model_language(model)]


def read_model_language(model: Path) -> str:
    """The language that the file beside a model says; "" where there is none, or none that can be read."""
    note = model.with_name(f"{model.name}.json")
    try:
        if note.stat().st_size > _LARGEST_NOTE:
            return ""
        described = json.loads(note.read_text("utf-8"))
        named = described.get("language", {}).get("family") or described.get("espeak", {}).get("voice") or ""
    except (OSError, ValueError, AttributeError):
        return ""
    return str(named).lower().replace("_", "-").partition("-")[0]


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
        return f"{piper_version()} {file.version}" if file and piper_version() else ""

    def render(self, text: str, language: str) -> Samples:
        file = self._file(language)
        if file is None or not piper_version():
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
                if self._ending:
                    self._ending.cancel()
                self._ending = threading.Timer(self._idle_s, self.stop)
                self._ending.daemon = True
                self._ending.start()
        pause = _PAUSE_S.get(text[-1:], _BREATH_S)
        return Samples(samples.rate, samples.pcm + bytes(BYTES_A_SAMPLE * int(pause * samples.rate)))

    def warm(self, language: str) -> None:
        """Load the voice of a language before it is needed, beside whatever else is done."""
        if self.version(language):
            threading.Thread(target=self._warm, args=(language,), name="piper", daemon=True).start()

    def stop(self) -> None:
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
            command = [sys.executable, "-I", "-B", "-m", "kiosk.services.voices.sound.piper_process"]
            told = {name: os.environ[name] for name in ENVIRONMENT if name in os.environ}
            pipe = subprocess.PIPE
            try:
                process = subprocess.Popen(command, stdin=pipe, stdout=pipe, stderr=subprocess.DEVNULL, env=told)
            except OSError as fault:
                raise _DiedError("Piper does not start") from fault
            self._process, self._notes.process = process, process.pid
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

    def _end(self) -> None:
        if self._ending:
            self._ending.cancel()
        process, self._process, self._notes.process = self._process, None, 0
        if process is None:
            return
        process.kill()
        process.communicate()


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
def piper_version() -> str:
    """The version of Piper beside this Python (the extra `voices`); "" where there is none."""
    try:
        return version("piper-tts")
    except PackageNotFoundError:
        return ""
