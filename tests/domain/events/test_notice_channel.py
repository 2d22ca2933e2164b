"""The ways by which a hub tells a person."""

from kiosk.domain.events.notice_channel import NoticeChannel
from kiosk.domain.events.wire.people import Notices


def test_each_way_has_its_address_in_the_wire() -> None:
    assert {channel.value for channel in NoticeChannel} <= set(Notices.__struct_fields__)
