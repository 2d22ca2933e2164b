"""What is written and what the voice is given: numbers, sums, addresses, initials, signs."""

import re

from hypothesis import given
from hypothesis import strategies as st

from kiosk.domain.speech.said_as import in_script, sounds_of
from kiosk.domain.speech.signs import THIN, tidy_speech_text
from kiosk.words.vocalised import read_lexicon
from tests.domain.speech.saying import said_as

LANGUAGES = ("fr", "en", "ar", "uk", "es", "pt")


def test_a_sign_is_a_name_a_pause_or_nothing() -> None:
    for written, language, said in [
        ("« Oui »", "fr", "Oui"),
        ("Ville → Rue · Numéro", "fr", "Ville, Rue, Numéro"),
        ("père/mère", "fr", "père ou mère"),
        ("et/ou", "fr", "et ou"),
        ("Attendez…", "fr", "Attendez."),
        ("Nom (de naissance)", "fr", "Nom, de naissance"),
        ("Nom (de naissance).", "fr", "Nom, de naissance."),
        ("A & B", "fr", "A et B"),
        ("Nom\u202f: Roux", "fr", "Nom: Roux"),
        ("oui – non", "fr", "oui, non"),
        ("porte-clés", "fr", "porte-clés"),
        ("*obligatoire", "fr", "obligatoire"),
        ("« Que demandez-vous ? ».", "fr", "Que demandez-vous?"),
        ("¿Cómo se llama?", "es", "Cómo se llama?"),
        ("jean.roux@exemple.fr", "fr", "jean point roux arobase exemple point F R"),
        ("a_b@example.com", "en", "a underscore b at example dot com"),
        ("https://www.service-public.fr/aide/", "fr", "W W W point service tiret public point F R slash aide"),
        ("maJDC.fr", "fr", "ma J D C point F R"),
        ("C’est fini.Merci", "fr", "C’est fini.Merci"),
    ]:
        assert said_as(written, language) == said


def test_what_stands_around_a_number_says_what_it_counts() -> None:
    for written, language, said in [
        ("1 234,50 €", "fr", "1234 euros 50"),
        ("12\u202f345\u202f€", "fr", "12345 euros"),
        ("1.234,50 €", "es", "1234 euros con 50"),
        ("0,125 €", "fr", "0 virgule 125 euros"),
        ("le 2 et 300 autres, 2 300", "fr", "le 2 et 300 autres, 2 300"),
        ("16–18 ans", "fr", "16 à 18 ans"),
        ("feuille A 4", "fr", "feuille A 4"),
        ("3.14", "en", "3 point 1 4"),
        ("artículo 6.1", "es", "artículo 6 punto 1"),
        ("6.1", "en", "6 point 1"),
        ("وL. 131-5", "ar", "وإل 131 شرطة 5"),
        ("20 مِيغَابَايْت", "ar", "20 مِيغَابَايْت"),
        ("20 م", "ar", "20 متر"),
        ("le no 12", "fr", "le numéro 12"),
        ("Say no.", "en", "Say no."),
    ]:
        assert said_as(written, language) == said


def test_a_telephone_number_is_said_in_pairs_in_french() -> None:
    for written in ["01 44 55 66 77", "0144556677", "01.44.55.66.77", "01\u202f44 55 66 77"]:
        assert said_as(written, "fr") == "0 1, 44, 55, 66, 77"
    assert said_as("01 44 55 66 77", "en") == "0 1, 4 4, 5 5, 6 6, 7 7", "digit by digit where people do so"
    assert said_as("+33 1 44 55 66 77", "fr") == "plus 33, 1, 44, 55, 66, 77"
    assert said_as("+380 44 123 45 67", "uk") == "плюс 3 8 0, 4 4, 1 2 3, 4 5, 6 7"


def test_a_reference_is_said_by_letters_and_groups() -> None:
    for written, said in [
        ("SA1042K", "S A, 1042, K"),
        ("SA 10 427 B", "S A, 10, 427, B"),
        ("SA 2 K", "S A, 2, K"),
        ("KTM 4F7QA 9ZB3C", "K, T, M, 4, F, 7, Q, A, 9, Z, B, 3, C"),
    ]:
        assert said_as(written, "fr") == said
    assert said_as("SA1042K", "fr", "slow") == "S, A, 10, 42, K"


@given(st.text("23456789ABCDEFGHJKLMNPQRSTUVWXYZ", min_size=10, max_size=10), st.sampled_from(LANGUAGES))
def test_a_secret_code_is_said_sign_by_sign_with_no_group_left_as_a_word(code: str, language: str) -> None:
    """Who hears it writes it down: the code that follows a case, and the one that resumes it."""
    for style in ("", "slow"):
        assert len(said_as(f"{code[:5]}-{code[5:]}", language, style).split(", ")) == 10
        assert len(said_as(f"KTM {code[:5]} {code[5:]}", language, style).split(", ")) == 13


def test_a_number_is_said_by_what_it_means() -> None:
    for written, said in [
        ("Code : 4R3TU-LJ7VR", "Code: 4, R, 3, T, U, L, J, 7, V, R"),
        ("12 RUE JULES FERRY", "12 RUE JULES FERRY"),
        ("VOS DROITS SONT ICI", "VOS DROITS SONT ICI"),
        ("2 85 05 78 006 084 36", "2, 85, 0 5, 78, 0 0 6, 0 84, 36"),
        ("2850578006084", "2, 85, 0 5, 78, 0 0 6, 0 84"),
        ("123 456 789 00012", "123, 456, 789, 0 0 0 12"),
        ("35140 Saint-Aubin", "35 140 Saint-Aubin"),
        ("75011 Paris", "75 0 11 Paris"),
        ("35140 personnes", "35140 personnes"),
    ]:
        assert said_as(written, "fr") == said


def test_an_iban_is_said_four_signs_at_a_time() -> None:
    assert said_as("FR76 3000 6000 0112 3456 7890 189", "fr").startswith("F R 7 6, 3 0 0 0, 6 0 0 0, 0 1 1 2")


def test_initials_are_said_by_letters_or_as_a_word() -> None:
    for written, language, said in [
        ("la CAF", "fr", "la Caf"),
        ("le RSA", "fr", "le R S A"),
        ("l’AAH", "fr", "l’A A H"),
        ("la M.S.A.", "fr", "la M S A"),
        ("la CNI", "fr", "la C N I"),
        ("le XKCD", "fr", "le X K C D"),
        ("Nadia ROUX, LE GALL", "fr", "Nadia ROUX, LE GALL"),
        ("la lettre M.", "fr", "la lettre M."),
        ("code PIN de l’Insee", "fr", "code pinn de l’Insée"),
        ("MDPH", "ar", "إم دي بي آش"),
        ("MDPH", "uk", "ем де пе аш"),
        ("PIN-кодом", "uk", "пін-кодом"),
    ]:
        assert said_as(written, language) == said


def test_a_date_in_figures_is_said_with_its_month() -> None:
    for written in ["03/05/1945", "3/5/1945", "03.05.1945", "1945-05-03"]:
        assert said_as(written, "fr") == "3 mai 1945"
    for written, said in [
        ("du 03/05 au 04/06", "du 3 mai au 4 juin"),
        ("3/5", "3 sur 5"),
        ("1:5", "1:5"),
        ("25:30", "25:30"),
    ]:
        assert said_as(written, "fr") == said
    for written in ["40/05/1945", "03/13/1945"]:
        assert "1945" in said_as(written, "fr") and "mai" not in said_as(written, "fr")


def test_a_french_term_in_another_script_is_said_as_french_people_say_it() -> None:
    for written, language, said in [
        ("بطاقة titre de séjour", "ar", "بطاقة تيتر دي سيجور"),
        ("посвідка carte d’identité", "uk", "посвідка карт дідантіте"),
        ("Київ", "fr", "Kyiv"),
    ]:
        assert said_as(written, language) == said
    for language in ("ar", "uk"):
        said = said_as("Défenseur des droits, x, USB, Île, naïf, https://www.ants.gouv.fr, h", language)
        assert not re.search("[A-Za-zÀ-ÿ]", said), said


def test_arabic_is_said_with_the_vowels_that_are_written_but_the_last() -> None:
    assert said_as("تَخْرُجُ الْوَرَقَةُ مِنَ الطَّابِعَةِ. لَا تَتْرُكْهَا لِلنَّاسِ", "ar") == ("تَخْرُجُ الْوَرَقَةُ مِنَ الطَّابِعَه. لَا تَتْرُكْهَا لِلنَّاس")
    assert said_as("تخرج الورقة من الطابعة", "ar") == "تخرج الورقة من الطابعة"
    assert said_as("شُكْرًا", "ar") == "شُكْرًا"


def test_every_language_says_the_french_sign_of_a_number() -> None:
    for language in ("fr", "en", "ar", "uk", "es", "pt"):
        assert "°" not in said_as("n° 12", language) and "12" in said_as("n° 12", language)


def test_a_text_is_tidied_before_it_is_said() -> None:
    assert tidy_speech_text("٣ و ۴") == "3 و 4"
    assert tidy_speech_text("\u2066SA 1042 K\u2069\u200e") == "SA 1042 K"
    assert tidy_speech_text("1\u00a0234 ,\n  deux") == f"1{THIN}234 , deux"
    assert tidy_speech_text("نعـــم") == "نعم"
    assert tidy_speech_text("10 m²") == "10 m²"


def test_a_french_word_is_heard() -> None:
    for word, heard in [
        ("séjour", "seʒur"), ("titre", "titr"), ("droits", "drwa"), ("famille", "famij"), ("ville", "vil"),
        ("mairie", "meri"), ("attestation", "atestasjõ"), ("timbre", "tẽbr"), ("guichet", "giʃe"), ("avis", "avi"),
        ("des", "de"), ("les", "le"), ("récépissé", "resepise"), ("travail", "travaj"), ("question", "kestjõ"),
        ("passeport", "pasepor"), ("eau", "o"),
    ]:  # fmt: skip
        assert sounds_of(word) == heard


def test_a_word_is_written_in_the_letters_of_who_listens() -> None:
    assert in_script("titre", read_lexicon("uk")) == "тітр"
    assert in_script("séjour", read_lexicon("ar")) == "سيجور"
    assert in_script("avis", read_lexicon("ar")) == "أفي", "a vowel that opens a word has its own letter"
