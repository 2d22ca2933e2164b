"""What a voice is: it makes samples of a text in a language; and a sound, as a browser gets it."""

import array
import sys
from typing import Protocol

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
