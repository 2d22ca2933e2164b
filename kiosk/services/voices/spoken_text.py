"""What a voice is given to say of a sentence: numbers and signs as people say them, a code slowly or sign by sign."""

from kiosk.domain.speech.said_as import said_as

from kiosk.domain.speech.said_as import said_as


def spoken_text(text: str, language: str, style: str = "") -> str:
    """The words to be spoken. `style` is "", `slow` (by groups) or `spell` (sign by sign)."""
<<<<<<< HEAD
    return " ".join(said_as(" ".join(text.split()), language, style).split())
=======
    return said_as(text, language, style)
>>>>>>> faa0da442d5714e157be0f967df9a00a09cfaf8f
