"""Words of another script than the language's: said by their sounds in the language's own letters."""

import re
import unicodedata

from kiosk.domain.speech.letter_names import LATIN
from kiosk.domain.speech.written.french_sounds import in_script

_WORD = re.compile(r"[A-Za-zÀ-ÖØ-öø-ÿŒœ]+")
_CYRILLIC_WORD = re.compile("[А-Яа-яҐґЄєІіЇї]+")
_SCRIPTS = ("ar", "uk")
_ELISION = re.compile(r"(?<![A-Za-zÀ-ÿ])([ldnsmtcjLDNSMTCJ]|qu|Qu)[’'](?=[A-Za-zÀ-ÿ])")
_CYRILLIC = dict(
    zip(
        "абвгґдежзиіїйклмнопрстуфхцчшщьюяє",
        (
            "a",
            "b",
            "v",
            "h",
            "g",
            "d",
            "e",
            "j",
            "z",
            "y",
            "i",
            "i",
            "i",
            "k",
            "l",
            "m",
            "n",
            "o",
            "p",
            "r",
            "s",
            "t",
            "ou",
            "f",
            "kh",
            "ts",
            "tch",
            "ch",
            "chtch",
            "",
            "iou",
            "ia",
            "ié",
        ),
        strict=True,
    )
)
"""Ukrainian letters as French spells their sounds."""


def in_own_script(text: str, language: str) -> str:
    """The text with words of the other script in the language's own letters.

    Arabic and Ukrainian take French words by their sounds, and single letters by their names; other languages take
    Ukrainian words by a transcription, and Arabic takes them by way of French. Arabic words stay as they are: without
    vowels there is nothing to transcribe.
    """
    if language in _SCRIPTS:
        if language == "ar":
            text = _CYRILLIC_WORD.sub(lambda found: _transcribed(found[0]), text)
        text = re.sub(r"(?<![A-Za-z])([A-Za-z])(?=\d)", r"\1 ", text)
        joined = _ELISION.sub(lambda found: found[1], text)
        return _WORD.sub(lambda found: _said(found[0], language), joined)
    return _CYRILLIC_WORD.sub(lambda found: _transcribed(found[0]), text)


def _said(word: str, language: str) -> str:
    letters = LATIN[language]
    if len(word) == 1:
        base = unicodedata.normalize("NFD", word.lower())[0]
        return letters.get(base) or in_script(word, language)
    return in_script(unicodedata.normalize("NFC", word), language) or " ".join(
        letters.get(sign, sign) for sign in word.lower()
    )


def _transcribed(word: str) -> str:
    said = "".join(_CYRILLIC.get(sign, "") for sign in word.lower())
    return said.capitalize() if word[:1].isupper() else said
