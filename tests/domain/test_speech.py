"""Six languages as people say them: what is written, and what the voice is given.
What is true of every text that is said: clauses, how one listens, the words that only speech says.
Spelling: each sign by its name, in the language of who listens.
"""

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
from kiosk.domain.speech.signs import ANY
from kiosk.words.vocalised import read_lexicon
from scripts.source import files
from tests.domain.speech.saying import key_name, said_as
from tests.words.catalogues import LANGUAGES as CATALOGUES
from tests.words.catalogues import translated
from tests.words.spoken_words import SPOKEN_WORDS

LANGUAGES = ("fr", "en", "ar", "uk", "es", "pt")


def test_every_language_says_every_kind_of_number() -> None:
    """A kind without its row would be said in figures, and nobody would notice."""
    kinds = ("date", "year", "hour", "hour-minute", "sum", "sum-cents", "cents", "percent", "ordinal")
    for language in LANGUAGES:
        own = read_lexicon(language)
        assert not [kind for kind in kinds if ANY not in own.rows(kind)], language
        assert all(own.word(code) for code in ("to", "over", "point", "decimal", "dash", "capital")), language
        assert (
            own.rows("unit") and own.rows("word") and own.rows("sign").keys() >= read_lexicon("fr").rows("sign").keys()
        )


def test_a_french_ordinal_is_said_in_every_language() -> None:
    """It stands in the names of streets and of laws; none of its endings may silence a page."""
    for language in LANGUAGES:
        for number in range(120):
            for ending in ("er", "re", "e", "ème", "nd", "st", "rd", "th", "º", "-й", "-го"):
                assert said_as(f"{number}{ending}", language)
    assert said_as("1er, 1re, 2e, 21e", "uk") == "перший, перша, другий, 20 перший"


def test_each_language_is_said_as_people_say_it() -> None:
    for language, written, said in [
        ("ar", "١٢٫٥٠ €، 12 €", "12 يورو و 50 سنت، 12 يورو"),
        ("ar", "الساعة 14:30 أو 9:00", "الساعة 14 و 30 دقيقة أو الساعة 9"),
        ("ar", "03/05/1945", "3 مايو 1945"),
        ("ar", "٥٠٪", "50 بالمائة"),
        ("ar", "L. 111-1", "إل 111 شرطة 1"),
        ("en", "December 1, 2026 at 14:30", "1st of December 20 26 at 2 30 P M"),
        ("en", "26 January 1945, 03/05/2005, 03/05/1945, 2026-12-01",
         "26th of January 19 45, 3rd of May 2005, 3rd of May 19 45, 1st of December 20 26"),
        ("en", "12:00, 00:00, 9:05", "noon, midnight, 9 oh 5 eh M"),
        ("en", "12.50 €, €1,234.50, 0.01 €", "12 euros and 50 cents, 1234 euros and 50 cents, 1 cent"),
        ("en", "12.5 %", "12 point 5 percent"),
        ("en", "No. 12. No. We do.", "Number 12. No. We do."),
        ("en", "the 2e and the 11e", "the 2nd and the 11th"),
        ("en", "CAF and RSA", "Caf and R S eh"),
        ("fr", "Ouvert de 9\u202fh à 12\u202fh et 14h30–17h",
         "Ouvert de 9 heures à 12 heures et 14 heures 30 à 17 heures"),
        ("fr", "1 h, 0:30", "1 heure, 0 heure 30"),
        ("fr", "le 03/05/1945, le 01/05/1945", "le 3 mai 1945, le premier mai 1945"),
        ("fr", "12,50\u202f€, 1\u202f234,50\u202f€, 0,50 €, 1 €, -5 €",
         "12 euros 50, 1234 euros 50, 50 centimes, 1 euro, -5 euros"),
        ("fr", "50\u202f% et 12,05\u202f%", "50 pour cent et 12 virgule 0 5 pour cent"),
        ("fr", "1er étage, 1re fois, 2e enfant, 21e, 2nd",
         "premier étage, première fois, deuxième enfant, 21ème, second"),
        ("fr", "n° 12, art. L. 111-1, R.\u202f112-5", "numéro 12, article L 111 tiret 1, R 112 tiret 5"),
        ("fr", "M. Dupont et Mme Roux", "Monsieur Dupont et Madame Roux"),
        ("fr", "5 km, 10 m², 2 Mo", "5 kilomètres, 10 mètres carrés, 2 mégaoctets"),
        ("pt", "1 €, 12,50 €, 0,20 €", "1 euro, 12 euros e 50, 20 cêntimos"),
        ("pt", "14h30, às 2:00", "14 horas e 30, às duas horas"),
        ("pt", "03/05/1945", "3 de maio de 1945"),
        ("pt", "1.º, 2.ª", "primeiro, segunda"),
        ("pt", "o Sr. Silva e a Sr.ª Reis", "o Senhor Silva e a Senhora Reis"),
        ("pt", "a AAH", "a á á H"),
        ("es", "1 €, 21 €, 31 €, 101,50 €, 131 €",
         "un euro, veintiún euros, 30 y un euros, ciento un euros con 50, 130 y un euros"),
        ("es", "a las 9:00; 14:30; 9:00", "a las 9; 14 30; 9 horas"),
        ("es", "03/05/1945", "3 de mayo de 1945"),
        ("es", "1.º, 2.ª, 21.º", "primero, segunda, 21"),
        ("es", "1.234,5 y 50 %", "1234 coma 5 y 50 por ciento"),
        ("es", "el Sr. García", "el Señor García"),
        ("uk", "з 9:00 до 12:00, о 14:30, 8:05", "з дев’ятої до дванадцятої, о чотирнадцятій 30, восьма нуль 5"),
        ("uk", "03/05/1945, 26 січня 2026 р.", "третє травня 1940 п’ятого року, 20 шосте січня 2020 шостого року"),
        ("uk", "З 1 вересня 2000 року", "З першого вересня двохтисячного року"),
        ("uk", "1 €, 12 €, 21,50 €, 0,02 €", "одне євро, 12 євро, 20 одне євро 50 центів, 2 центи"),
        ("uk", "1 %, 2 %, 5 %, 12,5 %", "1 відсоток, 2 відсотки, 5 відсотків, 12 кома 5 відсотка"),
        ("uk", "№ 5, 1-й, 3-є, 20-го", "номер 5, перший, третє, двадцятого"),
    ]:  # fmt: skip
        assert said_as(written, language) == said


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
    for language in CATALOGUES:
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


def test_a_text_is_spelled() -> None:
    for language, text, said in [
        ("fr", "B-4 é", "B majuscule, tiret, 4, espace, E accent aigu"),
        ("fr", "Œ", "e dans l’o majuscule"),
        ("en", "aB@", "eh, capital B, at"),
        ("ar", "مح", "ميم, حاء"),
        ("ar", "B", "بي كبير"),
        ("uk", "Їж’", "ї велика, же, апостроф"),
        ("es", "ñ1", "eñe, 1"),
        ("pt", "ã.", "á com til, ponto"),
        ("fr", "1\u202f—", "1, espace, tiret"),
        ("ar", "٣", "3"),
    ]:
        assert said_as(text, language, "spell") == said


def test_every_sign_of_a_keyboard_has_a_name() -> None:
    for language in LANGUAGES:
        own, french = read_lexicon(language), read_lexicon("fr")
        assert all(own.rows(kind).keys() == french.rows(kind).keys() for kind in ("name", "accent"))
        assert "{}" in own.word("capital")
        for code in range(32, 127):
            assert key_name(chr(code), language).strip(), chr(code)
    assert key_name("漢", "fr") == "漢"
