"""Arabic with its short vowels, for voices: the sentences that ship, as a diacritiser vocalised them.

They are kept beside the catalogues in `ar/vocalised.tsv`, which `scripts/vocalise.py` writes: a line for each sentence,
with its key and its vocalised form. No person has reviewed them, so no page shows them.
"""

import hashlib
import re
from functools import cache
from pathlib import Path

from kiosk.domain.language import spelling
from kiosk.words import languages

LANGUAGE = "ar"
FILE = Path(LANGUAGE, "vocalised.tsv")
HARAKAT = re.compile("[\u064b-\u0652\u0670]")
"""The short vowels, their doubling and their absence."""
_ENDS = re.compile(r"(?<=[.!?؟:])\s+")
_KEY_LENGTH = 16


def vocalised(text: str) -> str:
    """The text with each of its sentences that ships vocalised; what does not ship stays as it is."""
    known = _known()
    pieces = sentences(text)
    found = [known.get(key(piece)) for piece in pieces]
    if not any(found):
        return text
    return " ".join(form or piece for form, piece in zip(found, pieces, strict=True))


def sentences(text: str) -> list[str]:
    """The sentences of a text, since a page may say several in one paragraph."""
    return _ENDS.split(spelling.line(text))


def key(sentence: str) -> str:
    """What finds a sentence, whether or not some of its vowels are written: 16 figures of a SHA-256."""
    return hashlib.sha256(HARAKAT.sub("", sentence).encode()).hexdigest()[:_KEY_LENGTH]


@cache
def _known() -> dict[str, str]:
    """Read when the first Arabic sentence is spoken: some 2 MB."""
    lines = (languages.folder() / FILE).read_text("utf-8").splitlines()
    return dict(line.split("\t", 1) for line in lines if line and not line.startswith("#"))
