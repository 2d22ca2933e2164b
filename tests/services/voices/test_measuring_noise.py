"""The noise for a meter is as loud as every voice, steady, and not clipped."""

from kiosk.services.voices import measuring_noise
from kiosk.services.voices.sound import level, wav
from kiosk.services.voices.sound.voice import Samples


def test_it_is_as_loud_as_voices_all_along() -> None:
    sound = measuring_noise.noise()
    samples = wav.samples(sound.data)
    whole = level.measure(samples)
    assert samples.seconds == measuring_noise.SECONDS
    assert abs(whole.level - level.TARGET_DBFS) < 0.5
    assert whole.clipped == 0 and whole.peak <= level.PEAK_DBFS
    half = len(samples.pcm) // 4 * 2
    for part in (samples.pcm[:half], samples.pcm[half:]):
        assert abs(level.measure(Samples(samples.rate, part)).level - level.TARGET_DBFS) < 1
