"""The translations that an update brings with its message."""

from kiosk.domain.replies.said_in import translated, translations


def test_a_message_is_there_in_each_language_that_the_hub_said() -> None:
    said = {"message": "Bonjour", "said_in": {"ar": "مرحبًا", "en": "Hello"}}
    assert (translated(said, "ar"), translated(said, "uk")) == ("مرحبًا", "")


def test_an_older_hub_says_none_and_what_is_no_text_is_none() -> None:
    for given in [None, "x", [], {"ar": 1, "en": ""}, {"ar": ["x"]}]:
        assert translations({"message": "Bonjour", "said_in": given}) == {}
        assert translations({"message": "Bonjour"}) == {}


def test_there_is_no_translation_of_no_message() -> None:
    assert translations({"message": "", "said_in": {"ar": "مرحبًا"}}) == {}
