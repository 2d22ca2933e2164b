"""The signs that are left: said by their names, made pauses, or passed over, as each voice needs."""

import re
import unicodedata
from collections.abc import Mapping
from typing import Any

from msgspec import Struct, field

from kiosk.domain.language import spelling

ANY = "-"
"""The row of a number that has none of its own."""


class Lexicon(Struct, frozen=True, eq=False):
    """`kinds` has what is said by kind and by what is written; a language without a file has none.

    Whole numbers stay in figures: the voices say them as well as a person does. Words stand here where a voice was
    heard to say a sign wrongly or not at all.
    """

    language: str
    kinds: Mapping[str, Mapping[str, str]] = field(default_factory=dict)

    def rows(self, kind: str) -> Mapping[str, str]:
        """What is said, by what is written: a `unit`, a `sign`, a `letter`."""
        return self.kinds.get(kind, {})

    def word(self, code: str) -> str:
        """A word of the rows `say`: `to`, `decimal`; "" where the language says none."""
        return self.rows("say").get(code, "")

    def number_forms(self, kind: str, number: int, case: str = "", /, **holes: Any) -> list[str]:
        """What is said of a number, in each of its forms; `holes` are the values of the row besides `{number}`.

        The row is that of the `case`, of the number, of numbers that end so (`*21`, `*1`), or of `ANY`. What is said of
        numbers that end so comes after what stands before that end, in figures.
        """
        rows = self.rows(kind)
        ends = ((f"*{number % size:0{len(str(size)) - 1}}", number // size * size) for size in (100, 10))
        for key, rest in ((case, 0), (str(number), 0), *ends, (ANY, 0)):
            if key in rows:
                head = f"{rest} " if rest and "{number}" not in rows[key] else ""
                return [head + form.format(**{"number": number, **holes}) for form in rows[key].split("|")]
        return [str(number)]

    def number(self, kind: str, number: int, case: str = "", /, **holes: Any) -> str:
        """The first of its forms."""
        return self.number_forms(kind, number, case, **holes)[0]


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


def tidy_speech_text(text: str) -> str:
    """The text in NFC on one line, digits 0 to 9, spaces that hold together as `THIN`, the apostrophe as « ’ »."""
    held = _HOLDING.sub("\x1f", unicodedata.normalize("NFC", text).translate(_ARABIC_SIGNS))
    pieces = (spelling.clean_line(piece) for piece in held.split("\x1f"))
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
