"""One word for one thing: every sentence is held to the terms of its language, `translations/<code>/terms.csv`."""

import csv
import re
from collections.abc import Iterator
from functools import cache

import pytest

from kiosk.words.languages import DOMAINS
from scripts.source import ROOT
from tests.words.catalogues import FRENCH, LANGUAGES, translated

OTHERS = [language for language in LANGUAGES if language != FRENCH]
COLUMNS = ["french", "allowed", "never", "note"]
VOWELS = re.compile("[\u064b-\u0652]")
"""The vowel signs of Arabic: a term is found with and without."""
JOINED = {"ar": "(?:[وف]?(?:لل|[بكل]?(?:ال)?))"}
"""What a language writes onto the beginning of a word: « and », « to », « the »."""
TYPED = "elsewhere-asked"
"""The context of what people type into a search, in whatever words they have."""
YOURS = re.compile("[\u0621-\u064a]+ك(?![\u0621-\u064a])")
"""An Arabic word that ends as « your » and « you » do to one man."""
ENDS_SO = re.compile(
    "[وفبل]*(?:ال|لل)?(?:ذلك|كذلك|لذلك|بذلك|هناك|تلك|شباك|كشك|شريك|مالك|ملك|يملك|تملك|درك|ترك|اترك|يترك|سلك|متحرك|شك|بنك|يمسك)"
)
"""The words that only end so: « that », « there », « desk », « bank »…"""
ONE_MAN = re.compile(
    "(?<![\u0621-\u064a])[وف]?(?:اكتب|اختر|اسأل|اضغط|أجب|انظر|احتفظ|اطلب|اذهب|انتظر|أنت|كنت|لست)ه?ا?(?![\u0621-\u064a])"
)
"""The commonest words that ask something of one man."""


def sentences(language: str) -> Iterator[tuple[str, str]]:
    """Every French sentence of pages, procedures and words, with each form of its translation."""
    french = translated(FRENCH, "words")
    for domain in DOMAINS:
        for key, forms in translated(language, domain).items():
            if key[0] == TYPED:
                continue
            said = french[key][0] if domain == "words" else key[1]
            for form in forms:
                yield (said if isinstance(said, str) else said[0]), form


def cells(cell: str) -> list[str]:
    return [part.strip() for part in cell.split("|") if part.strip()]


def read_terms(language: str) -> list[dict[str, str]]:
    with (ROOT / "translations" / language / "terms.csv").open(encoding="utf-8", newline="") as lines:
        rows = csv.DictReader(lines)
        assert rows.fieldnames == COLUMNS
        return list(rows)


@cache
def french_pattern(cell: str) -> re.Pattern[str]:
    """The term as French writes it: any case, singular or plural, each of its words."""
    forms = (r"\s".join(f"{re.escape(word)}[sx]?" for word in form.split()) for form in cells(cell))
    return re.compile(rf"(?<![\w’.(-])(?:[dl]’)?(?:{'|'.join(forms)})(?![\w@)-]|\.\w)", re.IGNORECASE)


@cache
def stem_pattern(language: str, cell: str) -> re.Pattern[str]:
    """Whatever word begins with one of the stems; a stem that ends with a full stop is the whole word."""
    stems = [
        rf"{re.escape(stem[:-1])}(?!\w)" if stem.endswith(".") else re.escape(stem)
        for stem in (VOWELS.sub("", stem) for stem in cells(cell))
    ]
    return re.compile(rf"(?<!\w){JOINED.get(language, '')}(?:{'|'.join(stems)})", re.IGNORECASE)


def breaches(language: str) -> Iterator[str]:
    """Each sentence that says a term otherwise; a longer term is taken out before a shorter one is looked for."""
    terms = sorted(read_terms(language), key=lambda row: -max(map(len, cells(row["french"]))))
    for french, theirs in sentences(language):
        left, said = french, VOWELS.sub("", theirs)
        for row in terms:
            left, found = french_pattern(row["french"]).subn(" ", left)
            if not found:
                continue
            if row["allowed"] and not stem_pattern(language, row["allowed"]).search(said):
                yield f"{row['french']}: not {row['allowed']} | {french} | {theirs}"
            if row["never"] and stem_pattern(language, row["never"]).search(said):
                yield f"{row['french']}: never {row['never']} | {french} | {theirs}"


@pytest.mark.parametrize("language", OTHERS)
def test_a_language_has_its_terms_and_says_each_once(language: str) -> None:
    terms = [row["french"] for row in read_terms(language)]
    assert len(terms) >= 25 and len(set(terms)) == len(terms)


@pytest.mark.parametrize("language", OTHERS)
def test_one_thing_has_one_word_on_a_paper(language: str) -> None:
    wrong = sorted(set(breaches(language)))
    assert not wrong, f"{len(wrong)} sentences\n" + "\n".join(wrong)


def test_arabic_speaks_to_its_reader_in_one_register() -> None:
    """In the plural, which is polite to a woman, to a man and to a family."""
    wrong = [
        theirs
        for _, theirs in sentences("ar")
        for said in [VOWELS.sub("", theirs)]
        if ONE_MAN.search(said) or any(not ENDS_SO.fullmatch(word) for word in YOURS.findall(said))
    ]
    assert not wrong, "\n".join(wrong)
