"""Noise as loud as every voice, by which somebody with a meter sets the level of a speaker."""

import array
from functools import cache

from kiosk.services.voices.sound import level, wav
from kiosk.services.voices.sound.voice import Samples, Sound, of_numbers

RATE, SECONDS = 16_000, 10
"""A meter set to « slow » takes about a second; ten are played over and over."""
_RAW = 2000.0


@cache
def noise() -> Sound:
    """Ten seconds of pink noise, which like speech has as much power in each octave, at the loudness of voices."""
    raw = _pink(RATE * SECONDS)
    return wav.sound(level.louder(raw, level.gain(raw)))


def _pink(count: int) -> Samples:
    """White noise through three low-passes whose sum falls by 3 dB an octave (Kellet's economy filter).

    The white noise is a Lehmer generator's (Park and Miller, 48271), the same each time.
    """
    b0 = b1 = b2 = 0.0
    numbers = array.array("h")
    state = 20_251_127
    for _ in range(count):
        state = (state * 48_271) % 0x7FFFFFFF
        white = state / 0x3FFFFFFF - 1
        b0 = 0.99765 * b0 + white * 0.0990460
        b1 = 0.96300 * b1 + white * 0.2965164
        b2 = 0.57000 * b2 + white * 1.0526913
        numbers.append(round(_RAW * (b0 + b1 + b2 + white * 0.1848)))
    return of_numbers(RATE, numbers)
