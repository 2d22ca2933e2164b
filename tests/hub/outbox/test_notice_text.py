"""What a notice says, in six languages: nothing that tells who, what, or which service."""

from hub.outbox.notice_text import Given, written
from kiosk.connectors.connector import NOTICES, DeliveryType
from kiosk.domain.events.wire.people import NoticeChannel
from kiosk.words.languages import spoken

GIVEN = Given("02 99 00 00 00", "lundi : 9 h – 12 h", "https://hub.example/f", "SA1042X")


def test_every_language_says_whom_to_call_and_only_the_number_notice_says_the_number() -> None:
    for type_ in NOTICES:
        for channel in NoticeChannel:
            for language in spoken():
                said = written(type_, channel, language, GIVEN)
                assert said.language == language and "\ufdd0" not in said.text
                is_number = type_ == DeliveryType.NOTICE_NUMBER
                for part in (GIVEN.phone, GIVEN.hours, GIVEN.link):
                    assert (part in said.text) is not is_number
                assert (GIVEN.number in said.text) is is_number and GIVEN.number not in said.subject
                assert bool(said.subject) is (channel == NoticeChannel.EMAIL)
                french = written(type_, channel, "fr", GIVEN).text
                assert language == "fr" or said.text != french


def test_a_language_that_nobody_translated_is_french() -> None:
    assert written(DeliveryType.NOTICE_NEWS, NoticeChannel.SMS, "xx", GIVEN).language == "fr"


def test_without_a_telephone_the_person_comes() -> None:
    said = written(DeliveryType.NOTICE_NEWS, NoticeChannel.SMS, "fr", Given())
    assert said.text == (
        "Il y a du nouveau pour votre demande. Venez à la mairie."
        " Pour ne plus recevoir ces messages, dites-le à la mairie."
    )


def test_a_number_is_not_read_backwards_in_arabic() -> None:
    said = written(DeliveryType.NOTICE_NEWS, NoticeChannel.SMS, "ar", GIVEN)
    assert "\u206602 99 00 00 00\u2069" in said.text and "\u2066https://hub.example/f\u2069" in said.text
