"""What is true of every text, whatever is written in it."""

import re

from hypothesis import given
from hypothesis import strategies as st

from kiosk.domain.speech.said_as import said_as

LANGUAGES = st.sampled_from(["fr", "en", "ar", "uk", "es", "pt", "tr"])
WORDS = {
    "fr": ["bonjour", "quelle", "est", "votre", "date", "de", "naissance", "écrivez", "le", "nom", "de", "la", "rue"],
    "en": ["where", "were", "you", "born", "write", "the", "name", "of", "this", "street"],
    "es": ["dónde", "nació", "usted", "escriba", "el", "nombre", "de", "la", "calle"],
    "pt": ["onde", "nasceu", "escreva", "o", "nome", "da", "rua"],
    "uk": ["де", "ви", "народилися", "напишіть", "назву", "вулиці", "п’ять"],
    "ar": ["أين", "ولدت", "اكتب", "اسم", "الشارع", "من", "فضلك"],
}


@given(st.text(max_size=80), LANGUAGES, st.sampled_from(("", "slow", "spell")))
def test_any_text_is_said_and_never_becomes_nothing(text: str, language: str, style: str) -> None:
    assert bool(said_as(text, language, style).strip()) or not text.strip()


@given(st.text(alphabet="0123456789:/.,- €%hL°AB", min_size=1, max_size=30), LANGUAGES)
def test_whatever_stands_between_figures_they_are_said(text: str, language: str) -> None:
    assert said_as(text, language) or not text.strip()


@given(st.data(), st.sampled_from(sorted(WORDS)))
def test_words_that_are_no_numbers_are_kept_and_said_again_alike(data: st.DataObject, language: str) -> None:
    words = data.draw(st.lists(st.sampled_from(WORDS[language]), min_size=1, max_size=12))
    text = " ".join(words)
    assert said_as(text, language) == text
    assert said_as(said_as(text, language), language) == text


@given(st.integers(0, 10**6), LANGUAGES)
def test_a_whole_number_keeps_its_figures(number: int, language: str) -> None:
    assert said_as(f"x {number} y", language).count(str(number)) == 1


@given(st.text(alphabet="abc ابج где 12", max_size=40), LANGUAGES)
def test_a_text_once_said_is_said_alike_again(text: str, language: str) -> None:
    once = said_as(text, language)
    assert said_as(once, language) == once


def test_a_language_without_a_manner_keeps_its_text() -> None:
    assert said_as("Saat 14:30\u202f'da", "tr") == "Saat 14:30 'da"


def test_a_text_of_signs_alone_is_spelled() -> None:
    assert said_as("«»", "fr") == "guillemet ouvrant, guillemet fermant"


def test_a_whole_page_is_said_in_a_few_milliseconds() -> None:
    """Bounded by its length, not by its signs: no pattern looks back over the whole text."""
    assert len(said_as("0" * 2000, "fr")) >= 2000 and said_as("a." * 1000, "fr") and said_as("1 " * 1000, "fr")
    assert re.search("a", said_as("a@" * 1000, "fr"))


def test_a_single_sign_is_said_by_its_name_since_it_is_a_key_or_a_letter() -> None:
    assert (said_as("a", "en"), said_as("É", "fr"), said_as("-", "fr")) == ("eh", "E accent aigu", "tiret")
    assert (said_as("B", "uk"), said_as("ب", "ar"), said_as("7", "fr")) == ("бе", "باء", "7")
