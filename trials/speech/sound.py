"""How long espeak-ng speaks, without a file and without a loudspeaker."""

import ctypes

from trials.speech.phonemes import count, library

_SYNCHRONOUS_RATE = 22050
_FLAGS = 1
"""The text is in UTF-8."""
SHORTEST, LONGEST = 0.04, 0.16
"""Seconds a sound of speech lasts, pauses included: 6 to 25 sounds a second. Adults speak at 10 to 15."""
_CALLBACK = ctypes.CFUNCTYPE(ctypes.c_int, ctypes.POINTER(ctypes.c_short), ctypes.c_int, ctypes.c_void_p)


def seconds(text: str, language: str) -> float:
    """How long the text sounds. Raises `LookupError` for a language without a voice."""
    samples = 0

    def heard(_wave: object, number: int, _events: object) -> int:
        nonlocal samples
        samples += number
        return 0

    callback = _CALLBACK(heard)
    speech = library()
    if speech.espeak_SetVoiceByName(language.encode()):
        raise LookupError(language)
    speech.espeak_SetSynthCallback(callback)
    data = text.encode() + b"\0"
    speech.espeak_Synth(data, len(data), 0, 0, 0, _FLAGS, None, None)
    speech.espeak_Synchronize()
    return samples / _SYNCHRONOUS_RATE


def seconds_a_sound(text: str, language: str) -> float:
    """Seconds for each sound of the text, 0.0 for silence."""
    sounds = count(text, language)
    return seconds(text, language) / sounds if sounds else 0.0
