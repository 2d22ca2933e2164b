"""A fact about a person ends the ways that it makes useless, and no other."""

import json
from datetime import UTC, datetime, timedelta

from kiosk.domain.events.wire.people import Notices
from kiosk.domain.notices.person_facts import Fact, Noted, in_order, make_event, still
from kiosk.domain.notices.wish import Wish
from tests.domain.wire_bytes import ADDED

ALL = Wish("awa@example.org", "+33612345678", "+33612345678", True)
NOON = datetime(2026, 11, 24, 12, tzinfo=UTC)


def noted(fact: str, minutes: int = 0, by: str = "Nadia Roux") -> Noted:
    return Noted(fact, by, NOON + timedelta(minutes=minutes))


def test_what_fails_is_not_used_and_the_rest_is() -> None:
    for fact, left in [
        (Fact.DECEASED, Wish()), (Fact.PHONE, Wish(email="awa@example.org")),
        (Fact.EMAIL, Wish(sms="+33612345678", call="+33612345678", message=True)), (Fact.ADDRESS, ALL),
        ("moved-abroad", ALL),
    ]:  # fmt: skip
        assert still(ALL, [noted(fact)]) == left


def test_each_fact_stands_once_as_it_was_noted_first_the_gravest_before() -> None:
    both = in_order([noted("address"), noted("deceased", 5, "Omar"), noted("deceased", 2), noted("other")])
    assert [(entry.fact, entry.by) for entry in both] == [
        ("deceased", "Nadia Roux"), ("address", "Nadia Roux"), ("other", "Nadia Roux"),
    ]  # fmt: skip


def test_the_event_says_what_is_noted_and_whom_the_hub_still_writes_to() -> None:
    body = json.loads(make_event(Notices(), [noted("deceased")], **ADDED).body)
    assert body["type"] == "notices" and body["notices"] == {}
    assert body["noted"] == [{"fact": "deceased", "by": "Nadia Roux", "at": "2026-11-24T12:00:00.000000+00:00"}]
    assert json.loads(make_event(Notices(), [], **ADDED).body)["noted"] == [], "taken back"
