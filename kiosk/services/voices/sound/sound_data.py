"""Sound as numbers and as a file of WAV, its level, what a voice is; and the folder of the sentences that are kept."""

import array
import hashlib
import math
import re
import struct
import sys
from collections import OrderedDict
from collections.abc import Collection, Iterator
from io import BytesIO
from pathlib import Path
from typing import Protocol
from wave import Error
from wave import open as open_wav

from msgspec import Struct

from kiosk.process.whole_file import write_whole_file

BYTES_A_SAMPLE = 2
"""Sixteen bits, one channel, the lower byte first, as WAV holds them."""


class Samples(Struct, frozen=True):
    """Sound as numbers: `rate` of them a second."""

    rate: int
    pcm: bytes

    @property
    def seconds(self) -> float:
        return len(self.pcm) / BYTES_A_SAMPLE / self.rate

    @property
    def numbers(self) -> "array.array[int]":
        """The samples, -32,768 to 32,767."""
        numbers = array.array("h", self.pcm)
        if sys.byteorder == "big":
            numbers.byteswap()
        return numbers


def of_numbers(rate: int, numbers: "array.array[int]") -> Samples:
    if sys.byteorder == "big":
        numbers = array.array("h", numbers)
        numbers.byteswap()
    return Samples(rate, numbers.tobytes())


class Sound(Struct, frozen=True):
    """A whole file of sound: `media_type` is `audio/wav` or `audio/ogg`."""

    data: bytes
    media_type: str
    seconds: float


def only_words(text: str) -> str:
    """The text without the signs by which espeak-ng, and Piper through it, would take phonemes instead of words."""
    return text.replace("[[", "[ [").replace("\x00", " ")


class VoiceFailedError(Exception):
    """A voice made no sound; the next one is asked. The message never holds the text."""


class Voice(Protocol):
    """Who speaks: a program with a version, in the languages it has."""

    name: str

    def version(self, language: str) -> str:
        """What changes when its sound does; "" where it does not speak this language here."""
        ...

    def render(self, text: str, language: str) -> Samples:
        """The text, spoken. Raises `VoiceFailedError`."""
        ...


MEDIA_TYPE = "audio/wav"
_UNKNOWN = 0xFFFFFFFF
"""The length of what is still being made, as programs write it that pipe WAV (RFC 2361 knows no other way)."""


def make_wav_header(rate: int, size: int | None = None) -> bytes:
    """The 44 bytes before `size` bytes of samples; None where nobody knows yet how many come."""
    length = _UNKNOWN if size is None else size
    form = struct.pack("<IHHIIHH", 16, 1, 1, rate, rate * BYTES_A_SAMPLE, BYTES_A_SAMPLE, 8 * BYTES_A_SAMPLE)
    whole = struct.pack("<I", min(_UNKNOWN, length + 36))
    return b"RIFF" + whole + b"WAVEfmt " + form + b"data" + struct.pack("<I", length)


def make_wav_sound(samples: Samples) -> Sound:
    return Sound(make_wav_header(samples.rate, len(samples.pcm)) + samples.pcm, MEDIA_TYPE, samples.seconds)


def samples(data: bytes) -> Samples:
    """Of a WAV of one channel and 16 bits, whose head may not know its length. Raises `VoiceFailedError`."""
    try:
        with open_wav(BytesIO(data)) as opened:
            shape = (opened.getnchannels(), opened.getsampwidth())
            rate = opened.getframerate()
            pcm = opened.readframes(len(data) // BYTES_A_SAMPLE)
    except (Error, EOFError, ValueError, struct.error) as fault:
        raise VoiceFailedError("no WAV") from fault
    if shape != (1, BYTES_A_SAMPLE) or not rate:
        raise VoiceFailedError("WAV of another shape")
    return Samples(rate, pcm[: len(pcm) // BYTES_A_SAMPLE * BYTES_A_SAMPLE])


TARGET_DBFS = -23.0
"""What every voice, recording and noise is brought to; the station's own volume does the rest."""
PEAK_DBFS = -1.0
"""No sample is louder, whatever the level wants."""
SILENCE_DBFS = -70.0
"""Below this nothing is a sound, and nothing is made louder."""
JUDGED_S = 4.0
"""Seconds of a sound by which its gain is chosen: a voice speaks evenly."""
_FULL = 32768.0
_BLOCK_S = 0.05
_PAUSE = 0.01
"""A block with less than this part of the loudest block's power is a pause, which does not count."""


class SoundLevel(Struct, frozen=True):
    """`level` and `peak` (the largest sample) in dBFS, and how many samples lie at full scale: `clipped`."""

    level: float
    peak: float
    clipped: int


def measure_level(samples: Samples) -> SoundLevel:
    """The level of a sound without its pauses."""
    numbers = samples.numbers
    highest = max((abs(number) for number in (min(numbers), max(numbers))), default=0) if numbers else 0
    clipped = sum(1 for number in numbers if number in (32767, -32768)) if highest >= 32767 else 0
    size = max(1, round(_BLOCK_S * samples.rate))
    blocks = (numbers[start : start + size] for start in range(0, len(numbers), size))
    powers = [sum(number * number for number in block) / len(block) for block in blocks]
    loud = [power for power in powers if power > max(powers) * _PAUSE]
    level = _decibels(math.sqrt(sum(loud) / len(loud)) / _FULL) if loud else SILENCE_DBFS
    return SoundLevel(max(level, SILENCE_DBFS), _decibels(highest / _FULL), clipped)


def gain(samples: Samples) -> float:
    """The factor that brings a sound to `TARGET_DBFS`; 1 for silence."""
    judged = of_numbers(samples.rate, samples.numbers[: int(JUDGED_S * samples.rate)])
    measured = measure_level(judged).level
    return 1.0 if measured <= SILENCE_DBFS else float(10 ** ((TARGET_DBFS - measured) / 20))


def louder(samples: Samples, factor: float) -> Samples:
    """The samples times the factor, less where they would pass `PEAK_DBFS`."""
    numbers = samples.numbers
    highest = max(abs(min(numbers)), abs(max(numbers))) if numbers else 0
    if not highest:
        return samples
    factor = min(factor, _FULL * 10 ** (PEAK_DBFS / 20) / highest)
    return of_numbers(samples.rate, array.array("h", [round(number * factor) for number in numbers]))


def _decibels(ratio: float) -> float:
    return 20 * math.log10(ratio) if ratio > 0 else -math.inf


MEDIA_TYPES = {"opus": "audio/ogg", "wav": "audio/wav"}
"""By the ending of the name."""
FORM = 1
"""Grows when sounds are made otherwise, so that none of before is played any more."""
_NAME = re.compile(r"([a-z]{2,3})-([0-9a-f]{32})\.(opus|wav)")
CLIP = "clip"
_MOST = 20_000
"""Names remembered, each of some hundred bytes."""
ENDINGS = ("opus", "wav")
_BEGINNINGS = {"opus": b"OggS", "wav": b"RIFF"}
_LEAST_BYTES = 44


def sound_stem(language: str, voice: str, version: str, spoken: str) -> str:
    """The name without its ending: `fr-` and 32 digits."""
    parts = "\x1f".join((language, voice, version, spoken, str(TARGET_DBFS), str(FORM)))
    return f"{language}-{hashlib.sha256(parts.encode()).hexdigest()[:32]}"


def sentence_id(text: str) -> str:
    """By which a site records a sentence: 16 digits of its text, whatever white space it has."""
    return hashlib.sha256(" ".join(text.split()).encode()).hexdigest()[:16]


def find_sound_language(name: str) -> str:
    match = _NAME.fullmatch(name)
    return match[1] if match else ""


class Clips:
    """Found by the sentence as pages show it; a damaged one is as none."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._paths: OrderedDict[str, Path] = OrderedDict()

    def find(self, language: str, text: str) -> str:
        """The name of the clip of a sentence, which changes with the file; "" where there is none."""
        sentence = sentence_id(text)
        for path in (self.place(language, sentence, ending) for ending in ENDINGS):
            try:
                status = path.stat()
            except OSError:
                continue
            stem = sound_stem(language, CLIP, f"{status.st_size} {status.st_mtime_ns}", sentence)
            name = f"{stem}{path.suffix}"
            self._paths[name] = path
            while len(self._paths) > _MOST:
                self._paths.popitem(last=False)
            return name
        return ""

    def read(self, name: str) -> bytes | None:
        path = self._paths.get(name)
        try:
            data = path.read_bytes() if path else b""
        except OSError:
            return None
        return data if path and _is_whole_sound(data, path.suffix[1:]) else None

    def place(self, language: str, sentence: str, ending: str) -> Path:
        return self._folder / language / f"{sentence}.{ending}"

    def recorded(self, language: str) -> set[str]:
        folder = self._folder / language
        paths = folder.iterdir() if folder.is_dir() else ()
        return {path.stem for path in paths if path.suffix[1:] in ENDINGS}


class SoundFolder:
    """One folder a language. Whatever is wrong with a file of it, the sentence is simply made again in memory."""

    def __init__(self, path: Path, most_bytes: int) -> None:
        self.path, self.most_bytes = path, most_bytes

    def find(self, stem: str) -> str:
        """The name of the sound of that stem; "" where it is not kept."""
        names = (f"{stem}.{ending}" for ending in ENDINGS)
        return next((name for name in names if self._place(name).is_file()), "")

    def read(self, name: str) -> bytes | None:
        """The file of that name; None where it is not there, or is damaged: it is deleted then."""
        if not find_sound_language(name):
            return None
        place = self._place(name)
        try:
            data = place.read_bytes()
        except OSError:
            return None
        if _is_whole_sound(data, name.rpartition(".")[2]):
            return data
        place.unlink(missing_ok=True)
        return None

    def write(self, stem: str, sound: Sound) -> str:
        """Keep a sound, whole or not at all; its name. Raises `OSError` where the disk has no place for it."""
        ending = next(ending for ending, kind in MEDIA_TYPES.items() if kind == sound.media_type)
        name = f"{stem}.{ending}"
        self._place(name).parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        write_whole_file(self._place(name), [sound.data])
        return name

    def names(self) -> Iterator[str]:
        yield from (path.name for path in self._files() if find_sound_language(path.name))

    def bytes(self) -> int:
        return sum(path.stat().st_size for path in self._files())

    def make_room(self, wanted: Collection[str]) -> None:
        """Delete what nobody can ask for any more (stems that are not `wanted`), and what was left half written."""
        for path in self._files():
            if path.stem not in wanted:
                path.unlink(missing_ok=True)

    def _files(self) -> list[Path]:
        return [path for path in self.path.glob("*/*") if path.is_file()] if self.path.is_dir() else []

    def _place(self, name: str) -> Path:
        return self.path / name.partition("-")[0] / name


def _is_whole_sound(data: bytes, ending: str) -> bool:
    """Whether a file begins as its kind does, and holds more than that: a power cut leaves files of no bytes."""
    return len(data) > _LEAST_BYTES and data.startswith(_BEGINNINGS[ending])
