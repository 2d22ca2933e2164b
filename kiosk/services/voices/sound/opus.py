"""Opus (RFC 6716) by the programs of Debian's opus-tools, a tenth of the size of WAV; WAV where they are missing."""

import shutil

from kiosk.services.voices.sound import wav
from kiosk.services.voices.sound.confined import run
from kiosk.services.voices.sound.voice import Samples, Sound, VoiceFailedError

ENCODER, DECODER = "opusenc", "opusdec"
MEDIA_TYPE = "audio/ogg"
KILOBITS = 16
"""A second: speech of one channel is clear at this rate."""
TIMEOUT_S = 60.0


def encoded(samples: Samples) -> Sound:
    """The samples as a file of Opus, or of WAV where there is no encoder, or it fails."""
    whole = wav.sound(samples)
    program = shutil.which(ENCODER)
    if program is None:
        return whole
    try:
        data = run([program, "--quiet", "--speech", "--bitrate", str(KILOBITS), "-", "-"], whole.data, TIMEOUT_S)
    except VoiceFailedError:
        return whole
    return Sound(data, MEDIA_TYPE, samples.seconds)


def decoded(data: bytes) -> Samples:
    """The samples of a file of Opus or WAV. Raises `VoiceFailedError`."""
    if not data.startswith(b"OggS"):
        return wav.samples(data)
    program = shutil.which(DECODER)
    if program is None:
        raise VoiceFailedError("no opusdec")
    return wav.samples(run([program, "--quiet", "--force-wav", "-", "-"], data, TIMEOUT_S))
