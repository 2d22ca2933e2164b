"""Samples as WAV and back: the plain container that every browser plays."""

import struct
from io import BytesIO
from wave import Error
from wave import open as open_wav

from kiosk.services.voices.sound.voice import BYTES_A_SAMPLE, Samples, Sound, VoiceFailedError

MEDIA_TYPE = "audio/wav"
_UNKNOWN = 0xFFFFFFFF
"""The length of what is still being made, as programs write it that pipe WAV (RFC 2361 knows no other way)."""


def head(rate: int, size: int | None = None) -> bytes:
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


def sound(samples: Samples) -> Sound:
    """The samples as a file."""
    return Sound(head(samples.rate, len(samples.pcm)) + samples.pcm, MEDIA_TYPE, samples.seconds)


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
