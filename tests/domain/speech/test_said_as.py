"""What is true of every text that is said: clauses, how one listens, the words that only speech says."""

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kiosk.domain.speech import listening
from kiosk.domain.speech.listening import (
    LONGEST,
    MOST_SIGNS,
    SILENT,
    Listening,
    PrivateSpeech,
    Utterance,
    UtteranceRole,
    change_listening,
    clauses,
)
from scripts.source import files
from tests.domain.speech.saying import said_as
from tests.words.catalogues import LANGUAGES, translated
from tests.words.spoken_words import SPOKEN_WORDS

SPOKEN = st.sampled_from(["fr", "en", "ar", "uk", "es", "pt", "tr"])
WORDS = {
    "fr": ["bonjour", "quelle", "est", "votre", "date", "de", "naissance", "écrivez", "le", "nom", "de", "la", "rue"],
    "en": ["where", "were", "you", "born", "write", "the", "name", "of", "this", "street"],
    "es": ["dónde", "nació", "usted", "escriba", "el", "nombre", "de", "la", "calle"],
    "pt": ["onde", "nasceu", "escreva", "o", "nome", "da", "rua"],
    "uk": ["де", "ви", "народилися", "напишіть", "назву", "вулиці", "п’ять"],
    "ar": ["أين", "ولدت", "اكتب", "اسم", "الشارع", "من", "فضلك"],
}


@given(st.text(max_size=80), SPOKEN, st.sampled_from(("", "slow", "spell")))
def test_any_text_is_said_and_never_becomes_nothing(text: str, language: str, style: str) -> None:
    assert bool(said_as(text, language, style).strip()) or not text.strip()


@given(st.text(alphabet="0123456789:/.,- €%hL°AB", min_size=1, max_size=30), SPOKEN)
def test_whatever_stands_between_figures_they_are_said(text: str, language: str) -> None:
    assert said_as(text, language) or not text.strip()


@given(st.data(), st.sampled_from(sorted(WORDS)))
def test_words_that_are_no_numbers_are_kept_and_said_again_alike(data: st.DataObject, language: str) -> None:
    words = data.draw(st.lists(st.sampled_from(WORDS[language]), min_size=1, max_size=12))
    text = " ".join(words)
    assert said_as(text, language) == text
    assert said_as(said_as(text, language), language) == text


@given(st.integers(0, 10**6), SPOKEN)
def test_a_whole_number_keeps_its_figures(number: int, language: str) -> None:
    assert said_as(f"x {number} y", language).count(str(number)) == 1


@given(st.text(alphabet="abc ابج где 12", max_size=40), SPOKEN)
def test_a_text_once_said_is_said_alike_again(text: str, language: str) -> None:
    once = said_as(text, language)
    assert said_as(once, language) == once


def test_a_single_sign_is_said_by_its_name_since_it_is_a_key_or_a_letter() -> None:
    assert (said_as("a", "en"), said_as("É", "fr"), said_as("-", "fr")) == ("eh", "E accent aigu", "tiret")
    assert (said_as("B", "uk"), said_as("ب", "ar"), said_as("7", "fr")) == ("бе", "باء", "7")
    assert said_as("«»", "fr") == "guillemet ouvrant, guillemet fermant"
    assert said_as("↑ ↓", "en") == "up arrow, down arrow", "the keys of a list"
    assert said_as("Saat 14:30\u202f'da", "tr") == "Saat 14:30 'da"


def test_a_whole_page_is_said_in_a_few_milliseconds() -> None:
    """Bounded by its length, not by its signs: no pattern looks back over the whole text."""
    assert len(said_as("0" * 2000, "fr")) >= 2000 and said_as("a." * 1000, "fr") and said_as("1 " * 1000, "fr")
    assert re.search("a", said_as("a@" * 1000, "fr"))


def test_sentences_are_cut_and_an_abbreviation_is_not() -> None:
    assert clauses("Votre demande est enregistrée. Gardez votre numéro de dossier.") == [
        "Votre demande est enregistrée.",
        "Gardez votre numéro de dossier.",
    ]
    assert clauses("M. Martin vous attend au guichet") == ["M. Martin vous attend au guichet"]
    assert len(clauses("يمكنك متابعة طلبك في أي وقت تريده، ثم تأخذ إيصالك من الجهاز")) == 2


@given(st.text(st.characters(codec="utf-8"), max_size=1000))
def test_no_word_is_lost_and_none_is_too_long(text: str) -> None:
    parts = clauses(text)
    assert "".join("".join(parts).split()) == "".join(text.split())
    assert all(part and len(part) <= LONGEST for part in parts)


def test_what_is_written_is_read_again() -> None:
    for chosen in [
        SILENT,
        Listening(reading=True, rate=200, volume=0, private=PrivateSpeech.HEADSET, alone=True),
        Listening(rate=50, private=PrivateSpeech.NEVER),
    ]:
        assert listening.parse_listening(chosen.written) == chosen
    assert SILENT.written == ""
    assert listening.parse_listening("larger words of another version") == SILENT


def test_the_rate_goes_by_tens_from_half_to_double() -> None:
    assert change_listening(SILENT, {"rate": "200"}) == Listening(rate=200)
    for rate in ("40", "210", "105", "", "x", "-100"):
        assert change_listening(SILENT, {"rate": rate}) is None
    before = Listening(reading=True, volume=30)
    assert change_listening(before, {"private": "aloud", "token": "x"}) == Listening(True, 100, 30, PrivateSpeech.ALOUD)


SAID = re.compile(r"""\bwords\.(\w+)|["']([\w-]+)["']""")
NAMED = re.compile(r"""\bwords(?:\.(\w+)|\??\.?\[["']([\w-]+)["']\])""")


def test_each_language_says_every_word_with_its_hole() -> None:
    for language in LANGUAGES:
        said = {
            code: forms[0] for (context, code), forms in translated(language, "words").items() if context == "speech"
        }
        french = {code: forms[0] for (context, code), forms in translated("fr", "words").items() if context == "speech"}
        assert not set(SPOKEN_WORDS) - said.keys()
        assert not [code for code in said if said[code].count("{}") != french[code].count("{}")]


def test_no_word_is_translated_that_nothing_says() -> None:
    """A state is named where the page's own are told (`utterances.js`), everything else where it is said."""
    sources = [*files("static/js/speech", ".js"), *files("kiosk/screens", ".py")]
    named = {dotted or quoted for path in sources for dotted, quoted in SAID.findall(path.read_text("utf-8"))}
    assert not set(SPOKEN_WORDS) - named


def test_what_a_page_asks_for_by_its_name_has_words() -> None:
    """A word that is missing would be silence for who hears alone."""
    known = {str(code) for context, code in translated("fr", "words") if context == "speech"}
    asked = {
        dotted or quoted
        for path in files("static/js/speech", ".js")
        for dotted, quoted in NAMED.findall(path.read_text("utf-8"))
    }
    assert not {code for code in asked if code not in known and code not in ("get", "set", "has", "trim")}


def test_nothing_and_a_book_are_not_spoken_at_once() -> None:
    for text in ["", "  \n", "a" * (MOST_SIGNS + 1)]:
        with pytest.raises(ValueError, match="utterance"):
            Utterance("fr", UtteranceRole.TEXT, text)
    assert not Utterance("fr", UtteranceRole.TITLE, "Quelle est votre date de naissance ?").private
