"""Short forms said in full: « Mme » is « Madame », « n° 12 » is « numéro 12 »."""

import re
from functools import cache

from kiosk.domain.speech.manners import MANNERS, Manner
from kiosk.domain.speech.written.tidy import THIN

_SPACE = rf"[ {THIN}]"
_FIGURE = " #"
"""What ends a short form that is one only before a figure: « no » is else a word."""
_LAST = frozenset({"etc.", "т. д.", "p. ex.", "e.g.", "i.e."})
"""Short forms that may end a sentence, or stand before a comma."""


def said(text: str, manner: Manner) -> str:
    """The text with the language's short forms in full."""
    pattern = _pattern(manner.language)
    return pattern.sub(lambda found: _full(found, manner), text) if pattern else text


def _full(found: re.Match[str], manner: Manner) -> str:
    short = found[0]
    full = manner.short_forms.get(short) or manner.short_forms.get(f"{short}{_FIGURE}") or manner.words[short]
    return f"{full} " if short[-1] in "°º№" else full


@cache
def _pattern(language: str) -> re.Pattern[str]:
    """One pattern of all a language's short forms, the longest first."""
    manner = next(manner for manner in MANNERS if manner.language == language)
    forms = sorted((*manner.short_forms, *manner.words), key=len, reverse=True)
    return re.compile(rf"(?<![\w\u064b-\u0652.-])(?:{'|'.join(map(_alone, forms))})")


def _alone(form: str) -> str:
    """A whole word; one that ends with a point needs a word after it, or the point would be a sentence's."""
    if form.endswith(_FIGURE):
        return rf"{re.escape(form.removesuffix(_FIGURE))}(?={_SPACE}?\d)"
    if form in _LAST:
        return re.escape(form)
    if form.endswith("."):
        return rf"{re.escape(form)}(?={_SPACE}\w|\d)"
    return rf"{re.escape(form)}(?![\w\u064b-\u0652-])" if form[-1].isalnum() else re.escape(form)
