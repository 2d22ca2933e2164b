"""What a voice is given for a text, in a language by its code."""

from kiosk.domain.speech import said_as as speech
from kiosk.words.vocalised import read_lexicon


def said_as(text: str, language: str, style: str = "") -> str:
    return speech.said_as(text, read_lexicon(language), style)


def key_name(sign: str, language: str) -> str:
    return speech.key_name(sign, read_lexicon(language))
