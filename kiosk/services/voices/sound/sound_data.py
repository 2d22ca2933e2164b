"""Sound as numbers and as a file of WAV, its level, and what a voice is."""

import array
import math
import struct
import sys
from io import BytesIO
from typing import Protocol
from wave import Error
from wave import open as open_wav

from msgspec import Struct

BYTES_A_SAMPLE = 2
"""Sixteen bits, one channel, the lower byte first, as WAV holds them."""


class Samples(Struct, frozen=True):
    """Sound as numbers: `rate` of them a second."""

    rate: int
    pcm: bytes

    @property
    def seconds(self) -> float:
        """How long it lasts."""
        return len(self.pcm) / BYTES_A_SAMPLE / self.rate

    @property
    def numbers(self) -> "array.array[int]":
        """The samples, -32,768 to 32,767."""
        numbers = array.array("h", self.pcm)
        if sys.byteorder == "big":
            numbers.byteswap()
        return numbers


def of_numbers(rate: int, numbers: "array.array[int]") -> Samples:
    """The samples of an array of type `h`."""
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
    return struct.pack(
        "<4sI4s4sIHHIIHH4sI",
        b"RIFF",
        min(_UNKNOWN, length + 36),
        b"WAVE",
        b"fmt ",
        16,
        1,
        1,
        rate,
        rate * BYTES_A_SAMPLE,
        BYTES_A_SAMPLE,
        8 * BYTES_A_SAMPLE,
        b"data",
        length,
    )


def make_wav_sound(samples: Samples) -> Sound:
    """The samples as a file."""
    return Sound(make_wav_header(samples.rate, len(samples.pcm)) + samples.pcm, MEDIA_TYPE, samples.seconds)


def samples(data: bytes) -> Samples:
    """The samples of a file of one channel and 16 bits, whose head may not know its length.

    Raises `VoiceFailedError` for any other file.
    """
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
