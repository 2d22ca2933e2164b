"""How loud a sound is to the ear (ITU-R BS.1770-5, EBU R 128), and samples at the stated loudness.

Written out here and not taken from a library: the one that exists brings numpy and scipy to every box. A test holds
it to figures of that library.
"""

import array
import math
from collections.abc import Iterable, Iterator, Sequence

from msgspec import Struct

from kiosk.services.voices.sound.voice import Samples, of_numbers

TARGET_LUFS = -23.0
"""EBU R 128: what is made for listening at one level; the station's own volume does the rest."""
PEAK_DBFS = -1.0
"""No sample is louder, whatever the loudness wants."""
SILENCE_LUFS = -70.0
"""The gate below which nothing counts (BS.1770-5, annex 1), and what a sound that has nothing above it measures."""
JUDGED_S = 4.0
"""Seconds of a sound by which its gain is chosen: a voice speaks evenly."""
_FULL = 32768.0
_BLOCK_S, _STEP_S = 0.4, 0.1
_RELATIVE_GATE = -10.0
_OFFSET = -0.691


class Measured(Struct, frozen=True):
    """`lufs` is the integrated loudness, `peak` the largest sample in dBFS, `clipped` how many lie at full scale."""

    lufs: float
    peak: float
    clipped: int


def measure(samples: Samples) -> Measured:
    """The loudness of a sound; one shorter than a block of 0.4 seconds counts as one block."""
    numbers = samples.numbers
    highest = max((abs(number) for number in (min(numbers), max(numbers))), default=0) if numbers else 0
    clipped = sum(1 for number in numbers if number in (32767, -32768)) if highest >= 32767 else 0
    return Measured(_lufs(samples.rate, numbers), _decibels(highest / _FULL), clipped)


def gain(samples: Samples) -> float:
    """The factor that brings a sound to `TARGET_LUFS`, or as near as `PEAK_DBFS` lets it."""
    numbers = samples.numbers
    judged = numbers[: int(JUDGED_S * samples.rate)]
    lufs = _lufs(samples.rate, judged)
    if lufs <= SILENCE_LUFS:
        return 1.0
    return 10 ** ((TARGET_LUFS - lufs) / 20)


def louder(samples: Samples, factor: float) -> Samples:
    """The samples times the factor, less where they would pass `PEAK_DBFS`."""
    numbers = samples.numbers
    highest = max(abs(min(numbers)), abs(max(numbers))) if numbers else 0
    if not highest:
        return samples
    factor = min(factor, _FULL * 10 ** (PEAK_DBFS / 20) / highest)
    return of_numbers(samples.rate, array.array("h", [round(number * factor) for number in numbers]))


def _lufs(rate: int, numbers: Sequence[int]) -> float:
    powers = list(_block_powers(rate, numbers))
    loud = [power for power in powers if _loudness(power) > SILENCE_LUFS]
    if not loud:
        return SILENCE_LUFS
    gate = _loudness(sum(loud) / len(loud)) + _RELATIVE_GATE
    loud = [power for power in loud if _loudness(power) > gate]
    return _loudness(sum(loud) / len(loud))


def _block_powers(rate: int, numbers: Sequence[int]) -> Iterator[float]:
    """The mean square of each block of 0.4 seconds, a new one every tenth, through the K filter."""
    squares = _squares(rate, numbers)
    step = max(1, round(_STEP_S * rate))
    steps = [sum(squares[start : start + step]) for start in range(0, len(squares) - step + 1, step)]
    many = round(_BLOCK_S / _STEP_S)
    if len(steps) < many:
        yield sum(squares) / len(squares) if squares else 0.0
    for start in range(len(steps) - many + 1):
        yield sum(steps[start : start + many]) / (many * step)


def _squares(rate: int, numbers: Iterable[int]) -> list[float]:
    """The square of each sample, through both filters of BS.1770-5 at any rate, the head's shelf and the high-pass, by
    the analogue values of De Man. One loop, because each call in it would be made 20,000 times a second of sound.
    """
    b0, b1, b2, a1, a2 = _shelf(rate)
    c1, c2 = _high_pass(rate)
    x1 = x2 = y1 = y2 = z1 = z2 = 0.0
    squares: list[float] = []
    append = squares.append
    for number in numbers:
        x = number / 32768.0
        y = b0 * x + b1 * x1 + b2 * x2 - a1 * y1 - a2 * y2
        z = y - 2 * y1 + y2 - c1 * z1 - c2 * z2
        x2, x1, y2, y1, z2, z1 = x1, x, y1, y, z1, z
        append(z * z)
    return squares


def _shelf(rate: int) -> tuple[float, float, float, float, float]:
    k, q = math.tan(math.pi * 1681.974450955533 / rate), 0.7071752369554196
    high = 10 ** (3.999843853973347 / 20)
    band = high**0.4996667741545416
    a0 = 1 + k / q + k * k
    return (
        (high + band * k / q + k * k) / a0,
        2 * (k * k - high) / a0,
        (high - band * k / q + k * k) / a0,
        2 * (k * k - 1) / a0,
        (1 - k / q + k * k) / a0,
    )


def _high_pass(rate: int) -> tuple[float, float]:
    k, q = math.tan(math.pi * 38.13547087602444 / rate), 0.5003270373238773
    a0 = 1 + k / q + k * k
    return 2 * (k * k - 1) / a0, (1 - k / q + k * k) / a0


def _loudness(power: float) -> float:
    return _OFFSET + 10 * math.log10(power) if power > 0 else -math.inf


def _decibels(ratio: float) -> float:
    return 20 * math.log10(ratio) if ratio > 0 else -math.inf
