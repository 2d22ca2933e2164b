"""French words by their sounds."""

import pytest

from kiosk.domain.speech.written.french_sounds import in_script, sounds


@pytest.mark.parametrize(
    ("word", "heard"),
    [
        ("séjour", "seʒur"), ("titre", "titr"), ("droits", "drwa"), ("famille", "famij"), ("ville", "vil"),
        ("mairie", "meri"),
        ("attestation", "atestasjõ"), ("timbre", "tẽbr"), ("guichet", "giʃe"), ("avis", "avi"),
        ("des", "de"), ("les", "le"),
        ("récépissé", "resepise"), ("travail", "travaj"), ("question", "kestjõ"), ("passeport", "pasepor"),
        ("eau", "o"),
    ],
)  # fmt: skip
def test_a_french_word_is_heard(word: str, heard: str) -> None:
    assert sounds(word) == heard


def test_a_word_is_written_in_the_letters_of_who_listens() -> None:
    assert in_script("titre", "uk") == "тітр"
    assert in_script("séjour", "ar") == "سيجور"
    assert in_script("avis", "ar") == "أفي", "a vowel that opens a word has its own letter"
