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
    for written, said in [
        ("« Oui »", "Oui"),
        ("Ville → Rue · Numéro", "Ville, Rue, Numéro"),
        ("père/mère", "père ou mère"),
        ("et/ou", "et ou"),
        ("Attendez…", "Attendez."),
        ("Nom (de naissance)", "Nom, de naissance"),
        ("Nom (de naissance).", "Nom, de naissance."),
        ("A & B", "A et B"),
        ("Nom\u202f: Roux", "Nom: Roux"),
        ("oui – non", "oui, non"),
        ("porte-clés", "porte-clés"),
        ("*obligatoire", "obligatoire"),
        ("« Que demandez-vous ? ».", "Que demandez-vous?"),
    ]:
        assert said_as(written, "fr") == said


def test_spanish_questions_open_without_a_sign() -> None:
    assert said_as("¿Cómo se llama?", "es") == "Cómo se llama?"


def test_an_address_of_e_mail_is_said_sign_by_sign() -> None:
    assert said_as("jean.roux@exemple.fr", "fr") == "jean point roux arobase exemple point F R"
    assert said_as("a_b@example.com", "en") == "a underscore b at example dot com"


def test_an_address_of_the_web_begins_with_its_name() -> None:
    assert said_as("https://www.service-public.fr/aide/", "fr") == (
        "W W W point service tiret public point F R slash aide"
    )


def test_capitals_within_a_name_begin_a_word() -> None:
    assert said_as("maJDC.fr", "fr") == "ma J D C point F R"


def test_a_full_stop_between_sentences_is_no_address() -> None:
    assert said_as("C’est fini.Merci", "fr") == "C’est fini.Merci"


def test_a_sum_over_a_thousand_is_one_number() -> None:
    assert said_as("1 234,50 €", "fr") == "1234 euros 50"
    assert said_as("12\u202f345\u202f€", "fr") == "12345 euros"
    assert said_as("1.234,50 €", "es") == "1234 euros con 50"


def test_a_number_with_three_decimals_is_no_sum() -> None:
    assert said_as("0,125 €", "fr") == "0 virgule 125 euros"


def test_two_numbers_side_by_side_stay_two() -> None:
    assert said_as("le 2 et 300 autres, 2 300", "fr") == "le 2 et 300 autres, 2 300"


def test_a_span_of_numbers_is_said_with_its_word() -> None:
    assert said_as("16–18 ans", "fr") == "16 à 18 ans"


def test_a_paper_size_is_no_article_of_law() -> None:
    assert said_as("feuille A 4", "fr") == "feuille A 4"


def test_english_decimals_are_said_one_by_one() -> None:
    assert said_as("3.14", "en") == "3 point 1 4"


def test_a_point_between_figures_is_a_point_where_decimals_have_a_comma() -> None:
    assert said_as("artículo 6.1", "es") == "artículo 6 punto 1"
    assert said_as("6.1", "en") == "6 point 1"


def test_an_article_is_found_after_an_arabic_word_that_is_joined_to_it() -> None:
    assert said_as("وL. 131-5", "ar") == "وإل 131 شرطة 5"


def test_a_letter_with_its_vowel_is_no_sign_of_a_measure() -> None:
    assert said_as("20 مِيغَابَايْت", "ar") == "20 مِيغَابَايْت"
    assert said_as("20 م", "ar") == "20 متر"


def test_a_telephone_number_is_said_in_pairs_in_french() -> None:
    for written in ["01 44 55 66 77", "0144556677", "01.44.55.66.77", "01\u202f44 55 66 77"]:
        assert said_as(written, "fr") == "0 1, 44, 55, 66, 77"


def test_a_telephone_number_is_said_digit_by_digit_where_people_do_so() -> None:
    assert said_as("01 44 55 66 77", "en") == "0 1, 4 4, 5 5, 6 6, 7 7"


def test_a_number_of_another_country_keeps_its_groups() -> None:
    assert said_as("+33 1 44 55 66 77", "fr") == "plus 33, 1, 44, 55, 66, 77"
    assert said_as("+380 44 123 45 67", "uk") == "плюс 3 8 0, 4 4, 1 2 3, 4 5, 6 7"


def test_a_reference_is_said_by_letters_and_groups() -> None:
    for written, said in [("SA1042K", "S A, 1042, K"), ("SA 10 427 B", "S A, 10, 427, B"), ("SA 2 K", "S A, 2, K")]:
        assert said_as(written, "fr") == said


def test_slowly_each_letter_stands_alone_and_digits_come_two_by_two() -> None:
    assert said_as("SA1042K", "fr", "slow") == "S, A, 10, 42, K"


def test_a_resume_code_is_always_slow() -> None:
    assert said_as("KTM 4F7QA 9ZB3C", "fr") == "K, T, M, 4, F, 7, Q, A, 9, Z, B, 3, C"


@given(st.text("23456789ABCDEFGHJKLMNPQRSTUVWXYZ", min_size=10, max_size=10), st.sampled_from(LANGUAGES))
def test_a_secret_code_is_said_sign_by_sign_with_no_group_left_as_a_word(code: str, language: str) -> None:
    """Who hears it writes it down: the code that follows a case, and the one that resumes it."""
    for style in ("", "slow"):
        assert len(said_as(f"{code[:5]}-{code[5:]}", language, style).split(", ")) == 10
        assert len(said_as(f"KTM {code[:5]} {code[5:]}", language, style).split(", ")) == 13


def test_a_code_within_a_sentence_has_a_figure_or_is_a_street() -> None:
    assert said_as("Code : 4R3TU-LJ7VR", "fr") == "Code: 4, R, 3, T, U, L, J, 7, V, R"
    assert said_as("12 RUE JULES FERRY", "fr") == "12 RUE JULES FERRY"


def test_words_in_capitals_are_no_code() -> None:
    assert said_as("VOS DROITS SONT ICI", "fr") == "VOS DROITS SONT ICI"


def test_a_number_of_social_security_is_said_by_what_it_means() -> None:
    assert said_as("2 85 05 78 006 084 36", "fr") == "2, 85, 0 5, 78, 0 0 6, 0 84, 36"
    assert said_as("2850578006084", "fr") == "2, 85, 0 5, 78, 0 0 6, 0 84"


def test_an_iban_is_said_four_signs_at_a_time() -> None:
    assert said_as("FR76 3000 6000 0112 3456 7890 189", "fr").startswith("F R 7 6, 3 0 0 0, 6 0 0 0, 0 1 1 2")


def test_a_siret_is_said_by_its_parts() -> None:
    assert said_as("123 456 789 00012", "fr") == "123, 456, 789, 0 0 0 12"


def test_a_postcode_before_its_town_is_two_numbers() -> None:
    assert said_as("35140 Saint-Aubin", "fr") == "35 140 Saint-Aubin"
    assert said_as("75011 Paris", "fr") == "75 0 11 Paris"
    assert said_as("35140 personnes", "fr") == "35140 personnes"


def test_initials_are_said_by_letters_or_as_a_word() -> None:
    for written, said in [
        ("la CAF", "la Caf"),
        ("le RSA", "le R S A"),
        ("l’AAH", "l’A A H"),
        ("la M.S.A.", "la M S A"),
        ("la CNI", "la C N I"),
    ]:
        assert said_as(written, "fr") == said


def test_a_family_name_is_not_spelled() -> None:
    assert said_as("Nadia ROUX, LE GALL", "fr") == "Nadia ROUX, LE GALL"


def test_initials_without_a_vowel_can_only_be_spelled() -> None:
    assert said_as("le XKCD", "fr") == "le X K C D"


def test_in_another_script_letters_have_their_french_names() -> None:
    assert said_as("MDPH", "ar") == "إم دي بي آش"
    assert said_as("MDPH", "uk") == "ем де пе аш"


def test_a_word_of_the_language_stands_for_initials_that_it_took_over() -> None:
    assert said_as("PIN-кодом", "uk") == "пін-кодом"


def test_a_date_in_figures_is_said_with_its_month() -> None:
    for written in ["03/05/1945", "3/5/1945", "03.05.1945", "1945-05-03"]:
        assert said_as(written, "fr") == "3 mai 1945"


def test_a_day_without_its_year_needs_both_its_zeros() -> None:
    assert said_as("du 03/05 au 04/06", "fr") == "du 3 mai au 4 juin"
    assert said_as("3/5", "fr") == "3 sur 5"


def test_no_day_of_a_calendar_is_no_date() -> None:
    for written in ["40/05/1945", "03/13/1945"]:
        assert "1945" in said_as(written, "fr") and "mai" not in said_as(written, "fr")


def test_a_proportion_is_no_hour() -> None:
    assert said_as("1:5", "fr") == "1:5"
    assert said_as("25:30", "fr") == "25:30"


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


def test_the_vowel_of_the_case_is_not_said_before_a_pause() -> None:
    assert said_as("تَخْرُجُ الْوَرَقَةُ مِنَ الطَّابِعَةِ. لَا تَتْرُكْهَا لِلنَّاسِ", "ar") == ("تَخْرُجُ الْوَرَقَةُ مِنَ الطَّابِعَه. لَا تَتْرُكْهَا لِلنَّاس")


def test_what_has_no_vowels_stays_as_it_is_written() -> None:
    assert said_as("تخرج الورقة من الطابعة", "ar") == "تخرج الورقة من الطابعة"


def test_an_adverb_keeps_its_ending() -> None:
    assert said_as("شُكْرًا", "ar") == "شُكْرًا"


def test_no_is_a_number_only_before_a_figure() -> None:
    assert said_as("le no 12", "fr") == "le numéro 12"
    assert said_as("Say no.", "en") == "Say no."


def test_the_end_of_a_sentence_is_no_short_form() -> None:
    assert said_as("la lettre M.", "fr") == "la lettre M."


def test_every_language_says_the_french_sign_of_a_number() -> None:
    for language in ("fr", "en", "ar", "uk", "es", "pt"):
        assert "°" not in said_as("n° 12", language) and "12" in said_as("n° 12", language)


def test_a_hard_word_is_written_as_it_sounds() -> None:
    assert said_as("code PIN de l’Insee", "fr") == "code pinn de l’Insée"


def test_figures_of_every_script_are_figures() -> None:
    assert tidy_speech_text("٣ و ۴") == "3 و 4"


def test_what_no_eye_sees_is_gone() -> None:
    assert tidy_speech_text("\u2066SA 1042 K\u2069\u200e") == "SA 1042 K"


def test_spaces_that_hold_a_number_together_stay_apart_from_others() -> None:
    assert tidy_speech_text("1\u00a0234 ,\n  deux") == f"1{THIN}234 , deux"


def test_a_stretched_arabic_word_is_its_word() -> None:
    assert tidy_speech_text("نعـــم") == "نعم"


def test_a_measure_keeps_its_power() -> None:
    assert tidy_speech_text("10 m²") == "10 m²"


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
    assert in_script("titre", read_lexicon("uk")) == "тітр"
    assert in_script("séjour", read_lexicon("ar")) == "سيجور"
    assert in_script("avis", read_lexicon("ar")) == "أفي", "a vowel that opens a word has its own letter"
