"""Addresses are said as people say them over a telephone."""

from kiosk.domain.speech.said_as import said_as


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
