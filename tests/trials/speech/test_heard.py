"""The sentences of a dozen pages in six languages, through espeak-ng's own rules: what would be heard wrongly.

All sentences: `python -m trials.speech`. That they are understood is not shown here.
"""

from itertools import islice

import pytest

from kiosk.domain.speech.said_as import key_name
from kiosk.words.vocalised import read_lexicon
from trials import speech
from trials.speech import (
    LANGUAGES,
    LONGEST,
    PAGES,
    SHORTEST,
    count,
    is_spelled_out,
    of_pages,
    phonemes,
    seconds_a_sound,
    switches,
)

MEASURED, LONG = 25, 25
"""Sentences whose sound is measured in each language, and the sounds they have: a short one is mostly its pause."""


@pytest.mark.parametrize("language", LANGUAGES)
def test_no_sentence_of_ten_pages_switches_language_skips_a_sign_or_spells_a_word(language: str) -> None:
    sentences = of_pages(language)
    assert len(PAGES) >= 10 and len(sentences) > 150
    wrong = [(fault, sentence) for sentence in sentences for fault in speech.faults(sentence, language)]
    assert not wrong, f"{len(wrong)} of {len(sentences)} sentences"


@pytest.mark.parametrize("language", LANGUAGES)
def test_each_sound_lasts_as_long_as_a_person_gives_it(language: str) -> None:
    long_enough = (sentence for sentence in of_pages(language) if count(sentence, language) >= LONG)
    rates = {sentence: seconds_a_sound(sentence, language) for sentence in islice(long_enough, MEASURED)}
    assert len(rates) == MEASURED
    assert not {sentence: rate for sentence, rate in rates.items() if not SHORTEST <= rate <= LONGEST}


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_key_says_its_name_in_the_language_of_who_types(language: str) -> None:
    own = read_lexicon(language)
    signs = {*own.rows("name"), *own.rows("letter"), *map(chr, range(33, 127)), *"éèêëàâçôîïùûœæñãõáíóúÉŒ"}
    names = {sign: key_name(sign, own) for sign in signs}
    assert not {sign: name for sign, name in names.items() if not phonemes(name, language) or switches(name, language)}


def test_what_is_looked_for_is_found() -> None:
    """Each kind of fault, where nothing makes the text ready."""
    assert switches("بطاقة titre", "ar") and not switches("بطاقة", "ar")
    assert is_spelled_out("MDPH", "fr") and not is_spelled_out("mairie", "fr")
    assert "sign ↯" in list(speech.faults("oui ↯", "fr"))
    assert any(fault.startswith("switch") for fault in speech.faults("un kiosk", "fr"))
    with pytest.raises(LookupError):
        count("bonjour", "xx")
