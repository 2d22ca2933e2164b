"""Spelling: each sign of a text by its name, capitals and accents said, in the language of the person who listens."""

import re
import unicodedata

from kiosk.domain.language import spelling
from kiosk.domain.speech.lexicon import Lexicon

_HELD_TOGETHER = re.compile("[\u00a0\u2007\u2009\u202f]")
_JOINED = {"œ": "oe", "æ": "ae", "ß": "ss", "ø": "o", "ł": "l", "đ": "d", "ı": "i", "ð": "d", "þ": "th"}
"""Letters that only some languages name; the others say what they are made of or look like."""
_DASHES = re.compile("[\u2010-\u2015\u2212]")


def spell(text: str, lexicon: Lexicon) -> str:
    """Each sign by its name, a comma after each: « B majuscule, tiret, 4 ». A blank text gives the name of a space."""
    signs = _DASHES.sub("-", _HELD_TOGETHER.sub(" ", spelling.lines(spelling.digits(text))))
    return ", ".join(named for sign in _whole(signs) if (named := key_name(sign, lexicon)))


def key_name(sign: str, lexicon: Lexicon) -> str:
    """The name of a sign; one without a name in the language is said as itself, which leaves it to the voice."""
    named = lexicon.rows("name").get(sign)
    if named is not None or not sign.isalpha():
        return named or lexicon.rows("letter").get(sign) or sign.strip()
    small = sign.lower()
    name = _letter(small, lexicon)
    capital = sign != small and len(small) == len(sign) and unicodedata.category(sign[0]) == "Lu"
    return (lexicon.word("capital") or "{}").format(name) if capital else name


def _letter(small: str, lexicon: Lexicon) -> str:
    """A small letter: by its own name, or its letter and its accents."""
    letters, accents = lexicon.rows("letter"), lexicon.rows("accent")
    if small in letters:
        return letters[small]
    if small in _JOINED:
        return " ".join(_letter(part, lexicon) for part in _JOINED[small])
    base, *marks = list(unicodedata.normalize("NFD", small))
    return " ".join((letters.get(base) or base.upper(), *(accents[mark] for mark in marks if mark in accents)))


def _whole(text: str) -> list[str]:
    """The signs of a text, each with the marks that Unicode writes after it; Arabic vowels stay apart."""
    signs: list[str] = []
    for sign in unicodedata.normalize("NFC", text):
        if signs and unicodedata.combining(sign) and not "\u064b" <= sign <= "\u0652":
            signs[-1] += sign
        else:
            signs.append(sign)
    return signs
