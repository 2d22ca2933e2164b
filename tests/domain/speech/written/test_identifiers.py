"""Numbers that name something are said by groups, so that who listens can write them down."""

from kiosk.domain.speech.said_as import said_as


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
