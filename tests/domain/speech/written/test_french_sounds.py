"""French words by their sounds."""

from kiosk.domain.speech.written.other_script import in_script, sounds_of


def test_a_french_word_is_heard() -> None:
    for word, heard in [
        ("séjour", "seʒur"),
        ("titre", "titr"),
        ("droits", "drwa"),
        ("famille", "famij"),
        ("ville", "vil"),
        ("mairie", "meri"),
        ("attestation", "atestasjõ"),
        ("timbre", "tẽbr"),
        ("guichet", "giʃe"),
        ("avis", "avi"),
        ("des", "de"),
        ("les", "le"),
        ("récépissé", "resepise"),
        ("travail", "travaj"),
        ("question", "kestjõ"),
        ("passeport", "pasepor"),
        ("eau", "o"),
    ]:
        assert sounds_of(word) == heard


def test_a_word_is_written_in_the_letters_of_who_listens() -> None:
    assert in_script("titre", "uk") == "тітр"
    assert in_script("séjour", "ar") == "سيجور"
    assert in_script("avis", "ar") == "أفي", "a vowel that opens a word has its own letter"
