"""What a voice is given to say of a sentence: numbers and signs as people say them, a reference sign by sign."""

from kiosk.domain.speech.said_as import said_as


def spoken_text(text: str, language: str, style: str = "") -> str:
    """The words to be spoken. `style` is "", `slow` (by groups) or `spell` (sign by sign)."""
    return " ".join(said_as(text, language, style).split())
