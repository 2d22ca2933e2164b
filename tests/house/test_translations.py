"""Every sentence of pages and procedures is said in every language offered, with its holes, and nothing besides."""

import re
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

import pytest

from kiosk.settings import Settings
from kiosk.words.languages import DOMAINS
from scripts.source import ROOT
from tests.words.catalogues import FRENCH, LANGUAGES, WRITTEN, catalogue, holes, translated, written

OFFERED = Settings(data=Path()).languages
"""The languages of a town hall that sets none."""
MARKS = {".": ".", "!": ".", "…": ".", "?": "?", "؟": "?", ":": ":", ";": ";", "؛": ";"}
"""What ends a sentence, and what it is: an exclamation is a full stop said louder."""
OTHERS = [language for language in LANGUAGES if language != FRENCH]


def pairs(language: str, domain: str) -> Iterator[tuple[str, str]]:
    """Each French sentence that has no plural, with each form of its translation."""
    for (_, french), forms in translated(language, domain).items():
        if isinstance(french, str):
            for form in forms:
                yield french, form


def test_every_language_offered_by_default_ships() -> None:
    assert len(OFFERED) > 5 and set(OFFERED) <= set(LANGUAGES)


@pytest.mark.parametrize("language", [language for language in OFFERED if language != FRENCH])
@pytest.mark.parametrize("domain", WRITTEN)
def test_a_language_offered_by_default_is_complete(language: str, domain: str) -> None:
    """Whoever chooses it reads every page and every procedure in it; the message lists what lacks, one a line."""
    done = {sentence for sentence, forms in translated(language, domain).items() if all(forms)}
    lacking = sorted(f"{context or ''} | {french}" for context, french in written(domain) - done)
    assert not lacking, f"{len(lacking)} lack in {domain}.po of {language}: make translations\n" + "\n".join(lacking)


@pytest.mark.parametrize("language", OTHERS)
@pytest.mark.parametrize("domain", WRITTEN)
def test_every_translation_is_of_a_sentence_and_has_its_holes(language: str, domain: str) -> None:
    theirs = translated(language, domain)
    assert not theirs.keys() - written(domain), "nobody says this any more: make translations"
    wrong = [sentence for sentence, forms in theirs.items() if holes(str(sentence[1])) != holes(str(forms))]
    assert not wrong, "the same holes"


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("domain", DOMAINS)
def test_nothing_is_left_to_guess(language: str, domain: str) -> None:
    """French is what templates and procedures are written in, so it has no catalogue of theirs."""
    if domain != "words" and language == FRENCH:
        assert not (ROOT / "translations" / language / "LC_MESSAGES" / f"{domain}.po").exists()
        return
    assert not [message.id for message in catalogue(language, domain) if message.id and message.fuzzy]


@pytest.mark.parametrize("language", OTHERS)
@pytest.mark.parametrize("domain", WRITTEN)
def test_no_price_delay_or_telephone_number_is_lost_or_changed(language: str, domain: str) -> None:
    """A translation may say a number more, such as the age of a class; it says all those of the French."""
    wrong = [f"{french} | {form}" for french, form in pairs(language, domain) if numbers(french) - numbers(form)]
    assert not wrong, "\n".join(wrong)


@pytest.mark.parametrize("language", OTHERS)
@pytest.mark.parametrize("domain", WRITTEN)
def test_a_question_stays_a_question_and_a_sentence_a_sentence(language: str, domain: str) -> None:
    other_end = [
        f"{french} | {form}" for french, form in pairs(language, domain) if MARKS.get(french[-1]) != MARKS.get(form[-1])
    ]
    assert not other_end, "\n".join(other_end)


@pytest.mark.parametrize("domain", WRITTEN)
def test_no_language_says_a_sentence_in_english(domain: str) -> None:
    """English in its place would pass for a translation; an address is the same in every language."""
    english = translated("en", domain)
    wrong = [
        f"{language}: {forms[0]}"
        for language in OTHERS
        for sentence, forms in translated(language, domain).items()
        if language != "en" and len(forms[0].split()) > 2 and forms == english.get(sentence) != (sentence[1],)
    ]
    assert not wrong, "\n".join(wrong)


def numbers(text: str) -> Counter[int]:
    """The numbers of a text in figures of any script, thousands without their spaces or points."""
    return Counter(map(int, re.findall(r"\d+", re.sub(r"(?<=\d)[\s.,](?=\d{3}(?!\d))", "", text))))
