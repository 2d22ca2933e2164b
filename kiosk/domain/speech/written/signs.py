"""The signs that are left: said by their names, made pauses, or passed over, as each voice needs."""

import re

from kiosk.domain.speech.manners import Manner
from kiosk.domain.speech.written.tidy import THIN

_QUOTES = re.compile(f'[{THIN} ]?[»”]|[«“"„]{THIN}?')
_PAUSES = re.compile(r"\s*[·•|→←↑↓⇒➜▶◀]\s*|\s*[–—]+\s*|\s+-+\s+|\s*[\[\]{}()]\s*")
_BETWEEN = re.compile(r"(?<=\w)\s*/\s*(?=\w)")
_FIGURES = re.compile(r"(?<=\d)\s*/\s*(?=\d)")
_PASSED_OVER = re.compile(r"[*<>~^\\`¶†‡✓✔✗✘○●□■☐☑★☆\u200d\ufe0f]")
_RUN = re.compile(r"\s*,(?:\s*,)+")


def said(text: str, manner: Manner) -> str:
    """The text without signs that a voice would skip or say amiss."""
    text = _QUOTES.sub(" ", text).replace("…", "...").replace("¿", "").replace("¡", "")
    text = _PAUSES.sub(", ", text)
    text = re.sub(rf"\s*/\s*(?={re.escape(manner.signs['/'])}(?!\w))", " ", text)
    text = _FIGURES.sub(f" {manner.over} ", text)
    text = _BETWEEN.sub(f" {manner.signs['/']} ", text)
    for sign, name in manner.signs.items():
        if sign in text and sign != "/":
            text = text.replace(sign, f" {name} ")
    text = _PASSED_OVER.sub(" ", text.replace("/", ", ")).replace(THIN, " ")
    text = re.sub(r"\.{2,}", ".", text)
    text = _RUN.sub(",", " ".join(text.split()))
    text = re.sub(r"\s+([,.;:!?؟،؛])", r"\1", text)
    text = re.sub(r"(?<=[?!؟])\.", "", text)
    text = re.sub(r",(?=[.;:!?؟،؛])|(?<=[.;:!?؟،؛]),", "", text)
    return text.strip(" ,")
