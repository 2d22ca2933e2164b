"""The level of a sound: the mean power of what is loud in it, and samples brought to one level for every voice."""

import array
import math

from msgspec import Struct

from kiosk.services.voices.sound.voice import Samples, of_numbers

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


class Measured(Struct, frozen=True):
    """`level` and `peak` (the largest sample) in dBFS, and how many samples lie at full scale: `clipped`."""

    level: float
    peak: float
    clipped: int


def measure(samples: Samples) -> Measured:
    """The level of a sound without its pauses."""
    numbers = samples.numbers
    highest = max((abs(number) for number in (min(numbers), max(numbers))), default=0) if numbers else 0
    clipped = sum(1 for number in numbers if number in (32767, -32768)) if highest >= 32767 else 0
    size = max(1, round(_BLOCK_S * samples.rate))
    blocks = (numbers[start : start + size] for start in range(0, len(numbers), size))
    powers = [sum(number * number for number in block) / len(block) for block in blocks]
    loud = [power for power in powers if power > max(powers) * _PAUSE]
    level = _decibels(math.sqrt(sum(loud) / len(loud)) / _FULL) if loud else SILENCE_DBFS
    return Measured(max(level, SILENCE_DBFS), _decibels(highest / _FULL), clipped)


def gain(samples: Samples) -> float:
    """The factor that brings a sound to `TARGET_DBFS`; 1 for silence."""
    judged = of_numbers(samples.rate, samples.numbers[: int(JUDGED_S * samples.rate)])
    measured = measure(judged).level
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
