"""What voices read beside the catalogues: the lexicon of each language, and Arabic with its short vowels.

The sentences that ship are in `ar/vocalised.tsv` as a diacritiser vocalised them, which `scripts/vocalise.py` writes: a
line for each, with its key and its vocalised form. No person has reviewed them, so no page shows them.
"""

import hashlib
import re
from functools import cache
from pathlib import Path

from kiosk.domain.language import spelling
from kiosk.domain.speech.signs import Lexicon
from kiosk.words import languages

LEXICON_FILE = "spoken.tsv"


@cache
def read_lexicon(language: str) -> Lexicon:
    """Read when the first sentence of a language is spoken; without rows where the language has no file."""
    path, kinds = languages.find_translations_folder() / language / LEXICON_FILE, dict[str, dict[str, str]]()
    for line in path.read_text("utf-8").split("\n") if path.exists() else ():
        if line and not line.startswith("#"):
            kind, *pairs = line.replace("\\n", "\n").split("\t")
            kinds.setdefault(kind, {}).update(zip(pairs[::2], pairs[1::2], strict=True))
    return Lexicon(language, kinds)


LANGUAGE = "ar"
FILE = Path(LANGUAGE, "vocalised.tsv")
HARAKAT = re.compile("[\u064b-\u0652\u0670]")
"""The short vowels, their doubling and their absence."""
HOLE = "{}"
"""Stands in a kept sentence for a value that is only known when it is said."""
_ENDS = re.compile(r"(?<=[.!?؟:])\s+")
_KEY_LENGTH = 16


def vocalise_text(text: str) -> str:
    """The text with each of its sentences that ships vocalised; values in them, and all else, stay as they are."""
    pieces = split_sentences(text)
    found = [_known().get(make_sentence_key(piece), "") for piece in pieces]
    for place, piece in enumerate(pieces):
        bare = HARAKAT.sub("", piece)
        for head, pattern, form in () if found[place] else _with_holes():
            if bare.startswith(head) and (values := pattern.fullmatch(bare)):
                found[place] = form.format(*values.groups())
                break
    if not any(found):
        return text
    return " ".join(form or piece for form, piece in zip(found, pieces, strict=True))


def split_sentences(text: str) -> list[str]:
    """The sentences of a text, since a page may say several in one paragraph."""
    return _ENDS.split(spelling.clean_line(text))


def make_sentence_key(sentence: str) -> str:
    """What finds a sentence, whether or not some of its vowels are written: 16 figures of a SHA-256."""
    return hashlib.sha256(HARAKAT.sub("", sentence).encode()).hexdigest()[:_KEY_LENGTH]


@cache
def _known() -> dict[str, str]:
    """Read when the first Arabic sentence is spoken: some 2 MB."""
    lines = (languages.find_translations_folder() / FILE).read_text("utf-8").splitlines()
    return dict(line.split("\t", 1) for line in lines if line and not line.startswith("#"))


@cache
def _with_holes() -> list[tuple[str, re.Pattern[str], str]]:
    """The sentences with holes: how each begins, its pattern, its form; the longest first, being the most exact."""
    forms = sorted((form for form in _known().values() if HOLE in form), key=len, reverse=True)
    parts = [HARAKAT.sub("", form).split(HOLE) for form in forms]
    patterns = ["(.+?)".join(map(re.escape, part)) for part in parts]
    return [(part[0], re.compile(pattern), form) for part, pattern, form in zip(parts, patterns, forms, strict=True)]
