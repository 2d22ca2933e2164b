"""Words of another script are said in the language's own letters, or a voice would read them as English."""

import re

from kiosk.domain.speech.said_as import said_as


def test_a_french_term_in_an_arabic_sentence_is_said_as_french_people_say_it() -> None:
    assert said_as("بطاقة titre de séjour", "ar") == "بطاقة تيتر دي سيجور"


def test_a_french_term_in_a_ukrainian_sentence_too() -> None:
    assert said_as("посвідка carte d’identité", "uk") == "посвідка карт дідантіте"


def test_no_latin_letter_is_left() -> None:
    for language in ("ar", "uk"):
        said = said_as("Défenseur des droits, x, USB, Île, naïf, https://www.ants.gouv.fr, h", language)
        assert not re.search("[A-Za-zÀ-ÿ]", said), said


def test_a_ukrainian_name_on_a_french_page_is_transcribed() -> None:
    assert said_as("Київ", "fr") == "Kyiv"
