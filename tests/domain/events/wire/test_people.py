"""How a person wishes to be told of news, in the bodies of events."""

from kiosk.domain.events.wire.people import NoticeChannel, Notices, NumberWished
from kiosk.domain.events.wire.reading import convert


def test_nothing_is_wished_by_default() -> None:
    assert convert(Notices, {}) == Notices()


def test_a_number_is_wished_for_at_an_address_in_a_language() -> None:
    wished = convert(NumberWished, {"to": {"sms": "+33612345678"}, "language": "ar"})
    assert (wished.to.sms, wished.language) == ("+33612345678", "ar")


def test_each_way_has_its_address_in_the_wire() -> None:
    assert {channel.value for channel in NoticeChannel} <= set(Notices.__struct_fields__)
