"""Vocalised Arabic as it is said before a pause: without the vowel of the case, and « ة » as « ه »."""

import re

_PAUSE = r"(?=\s*(?:[.!?؟،,;؛:]|$))"
_FEMININE = re.compile(rf"(?<=\u064e)ة[\u064b-\u0652]*{_PAUSE}")
_CASE = re.compile(rf"(?<=[\u0621-\u064a\u0651])[\u064c-\u0650\u0652]+{_PAUSE}")
"""The vowels that end a word there, but for « ً », which is said."""


def said(text: str) -> str:
    """The text with each word before a pause in its pausal form; a word without vowels stays as it is."""
    return _CASE.sub("", _FEMININE.sub("ه", text))
