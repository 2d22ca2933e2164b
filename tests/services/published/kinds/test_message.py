"""Messages are checked by their reader."""

from datetime import date

from kiosk.services.published.kinds.message import KIND


def test_a_message_without_a_last_day_is_a_fault() -> None:
    content = b"title: { fr: a }\ntext: { fr: b }\n"
    assert [fault.code for fault in KIND.check({"a.yaml": content}, date(2026, 11, 2))] == ["missing-key"]
