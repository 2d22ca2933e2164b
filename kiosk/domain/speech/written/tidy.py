"""Make a text one line of signs that a voice knows: one kind of space, apostrophe and digits, nothing invisible."""

import re
import unicodedata

from kiosk.domain.language import spelling

THIN = "\u202f"
"""The only space that stays apart: it holds together what is one number or one sum."""
_HOLDING = re.compile("[\u00a0\u2007\u2009\u202f]")
_ARABIC_SIGNS = str.maketrans({"٫": ",", "٬": "", "٪": "%", "ـ": ""})
_APOSTROPHES = re.compile("[ʼ‘`´＇]")


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
