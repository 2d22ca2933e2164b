"""Sums, shares, measures and numbers with decimals."""

from kiosk.domain.speech.said_as import said_as


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
