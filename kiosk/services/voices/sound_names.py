"""The names of sounds that are kept: by language, voice, version and what is said, so that a new voice has new ones."""

import hashlib
import re

from kiosk.services.voices.sound.level import TARGET_DBFS

MEDIA_TYPES = {"opus": "audio/ogg", "wav": "audio/wav"}
"""By the ending of the name."""
FORM = 1
"""Grows when sounds are made otherwise, so that none of before is played any more."""
_NAME = re.compile(r"([a-z]{2,3})-([0-9a-f]{32})\.(opus|wav)")


def stem(language: str, voice: str, version: str, spoken: str) -> str:
    """The name without its ending: `fr-` and 32 digits."""
    parts = "\x1f".join((language, voice, version, spoken, str(TARGET_DBFS), str(FORM)))
    return f"{language}-{hashlib.sha256(parts.encode()).hexdigest()[:32]}"


def sentence_id(text: str) -> str:
    """By which a site records a sentence: 16 digits of its text, whatever white space it has."""
    return hashlib.sha256(" ".join(text.split()).encode()).hexdigest()[:16]


def language_of(name: str) -> str:
    """The language of a name; "" for what is none."""
    match = _NAME.fullmatch(name)
    return match[1] if match else ""
