"""The level of a sound, without its pauses, and sounds brought to one level."""

import array
import math

import pytest

from kiosk.services.voices.sound.level import PEAK_DBFS, SILENCE_DBFS, TARGET_DBFS, gain, louder, measure
from kiosk.services.voices.sound.voice import Samples, of_numbers


def tone(hertz: float, level: float, seconds: float = 2.0, rate: int = 48000) -> Samples:
    """A sine of `level` dBFS."""
    high = 32767 * 10 ** (level / 20)
    count = int(seconds * rate)
    return of_numbers(
        rate, array.array("h", [round(high * math.sin(2 * math.pi * hertz * n / rate)) for n in range(count)])
    )


def test_a_sine_measures_three_decibels_less_than_its_peak() -> None:
    assert measure(tone(997, 0)).level == pytest.approx(-3.01, abs=0.05)
    assert measure(tone(997, -20)).level == pytest.approx(-23.01, abs=0.05)


def test_silence_between_words_does_not_count() -> None:
    speech = tone(400, -20, 1.0).pcm + bytes(48000 * 2 * 3) + tone(400, -20, 1.0).pcm
    assert measure(Samples(48000, speech)).level == pytest.approx(measure(tone(400, -20)).level, abs=1.0)


def test_every_sound_is_brought_to_the_stated_loudness() -> None:
    for level in [-50, -30, -12]:
        samples = tone(300, level, 1.0, 22050)
        assert measure(louder(samples, gain(samples))).level == pytest.approx(TARGET_DBFS, abs=0.1)


def test_no_peak_is_cut_for_the_sake_of_loudness() -> None:
    numbers = array.array("h", [0] * 20000)
    numbers[5000:5040] = array.array("h", [3000] * 40)
    clicks = of_numbers(16000, numbers)
    after = measure(louder(clicks, gain(clicks)))
    assert after.peak <= PEAK_DBFS + 0.01 and not after.clipped


def test_silence_stays_silence() -> None:
    for silence in (Samples(16000, bytes(32000)), Samples(16000, b"")):
        assert measure(silence).level == SILENCE_DBFS
        assert louder(silence, gain(silence)) == silence
