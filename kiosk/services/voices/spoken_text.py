"""What a voice is given to say of a sentence: numbers and signs as people say them, a code slowly or sign by sign."""

from kiosk.domain.speech.said_as import said_as
from kiosk.words import vocalised


def spoken_text(text: str, language: str, style: str = "") -> str:
    """The words to be spoken; an Arabic sentence that ships has its short vowels.

    `style` is "", `slow` (by groups) or `spell` (sign by sign).
    """
    if language == vocalised.LANGUAGE and style != "spell":
        text = vocalised.vocalised(text)
    return " ".join(said_as(text, language, style).split())
