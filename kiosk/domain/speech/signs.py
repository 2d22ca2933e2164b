"""The signs that are left: said by their names, made pauses, or passed over, as each voice needs."""

import re
import unicodedata

from kiosk.domain.language import spelling
from kiosk.domain.speech.lexicon import Lexicon

THIN = "\u202f"
"""The only space that stays apart: it holds together what is one number or one sum."""
_HOLDING = re.compile("[\u00a0\u2007\u2009\u202f]")
_ARABIC_SIGNS = str.maketrans({"٫": ",", "٬": "", "٪": "%", "ـ": ""})
_PAUSE = r"(?=\s*(?:[.!?؟،,;؛:]|$))"
_FEMININE = re.compile(rf"(?<=\u064e)ة[\u064b-\u0652]*{_PAUSE}")
_CASE = re.compile(rf"(?<=[\u0621-\u064a\u0651])[\u064c-\u0650\u0652]+{_PAUSE}")
"""The vowels that end a word there, but for « ً », which is said."""
_QUOTES = re.compile(f'[{THIN} ]?[»”]|[«“"„]{THIN}?')
_PAUSES = re.compile(r"\s*[·•|→←↑↓⇒➜▶◀]\s*|\s*[–—]+\s*|\s+-+\s+|\s*[\[\]{}()]\s*")
_BETWEEN = re.compile(r"(?<=\w)\s*/\s*(?=\w)")
_FIGURES = re.compile(r"(?<=\d)\s*/\s*(?=\d)")
_PASSED_OVER = re.compile(r"[*<>~^\\`¶†‡✓✔✗✘○●□■☐☑★☆\u200d\ufe0f]")
_RUN = re.compile(r"\s*,(?:\s*,)+")


def tidy(text: str) -> str:
    """The text in NFC on one line, digits 0 to 9, spaces that hold together as `THIN`, the apostrophe as « ’ »."""
    held = _HOLDING.sub("\x1f", unicodedata.normalize("NFC", text).translate(_ARABIC_SIGNS))
    pieces = (spelling.line(piece) for piece in held.split("\x1f"))
    return re.sub(rf" ?{THIN}+ ?|{THIN}{{2,}}", THIN, THIN.join(pieces)).strip(f" {THIN}").translate(_digits(text))


def _digits(text: str) -> dict[int, str]:
    """The figures of other scripts in the text, and theirs; superscripts stay, being measures."""
    return {
        ord(sign): str(unicodedata.decimal(sign)) for sign in set(text) if unicodedata.decimal(sign, None) is not None
    }


def say_pausal(text: str) -> str:
    """The text with each word before a pause in its pausal form; a word without vowels stays as it is."""
    return _CASE.sub("", _FEMININE.sub("ه", text))


def say_signs(text: str, lexicon: Lexicon) -> str:
    """The text without signs that a voice would skip or say amiss."""
    text = _QUOTES.sub(" ", text).replace("…", "...").replace("¿", "").replace("¡", "")
    text = _PAUSES.sub(", ", text)
    names = lexicon.rows("sign")
    text = re.sub(rf"\s*/\s*(?={re.escape(names['/'])}(?!\w))", " ", text)
    text = _FIGURES.sub(f" {lexicon.word('over')} ", text)
    text = _BETWEEN.sub(f" {names['/']} ", text)
    for sign, name in names.items():
        if sign in text and sign != "/":
            text = text.replace(sign, f" {name} ")
    text = _PASSED_OVER.sub(" ", text.replace("/", ", ")).replace(THIN, " ")
    text = re.sub(r"\.{2,}", ".", text)
    text = _RUN.sub(",", " ".join(text.split()))
    text = re.sub(r"\s+([,.;:!?؟،؛])", r"\1", text)
    text = re.sub(r"(?<=[?!؟])\.", "", text)
    text = re.sub(r",(?=[.;:!?؟،؛])|(?<=[.;:!?؟،؛]),", "", text)
    return text.strip(" ,")
