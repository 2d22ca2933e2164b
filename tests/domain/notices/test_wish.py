"""What a person can choose to be told by, and what ends a wish."""

import json
from datetime import UTC, datetime, timedelta

from msgspec import to_builtins

from kiosk.domain.events.wire.bodies import Notices
from kiosk.domain.notices.wish import (
    Fact,
    PersonFact,
    Way,
    Wish,
    choose_ways,
    drop_changed_ways,
    drop_failed_ways,
    make_facts_event,
    make_notices_event,
    make_number_event,
    offer_wish,
    order_facts,
    wish_to_notices,
)
from tests.domain.wire_bytes import ADDED

CONTACT = {"phone": "+33612345678", "email": "awa@example.org"}
ALL = Wish("awa@example.org", "+33612345678", "+33612345678", True)


def test_what_the_hub_serves_is_offered_and_a_call_always() -> None:
    assert offer_wish(CONTACT, ("email", "sms")) == ALL
    assert offer_wish(CONTACT, ()) == Wish(call="+33612345678", message=True)
    assert not offer_wish({"phone": "", "email": ""}, ("email", "sms"))


def test_text_messages_go_to_mobile_numbers() -> None:
    for number, texts in [
        ("+33612345678", True), ("+33299000000", False), ("+590690123456", True), ("+447911123456", True),
        ("x", False),
    ]:  # fmt: skip
        assert bool(offer_wish({"phone": number}, ("sms",)).sms) is texts


def test_nothing_is_wished_by_default_and_nothing_that_was_not_offered() -> None:
    assert not choose_ways([], ALL) and not choose_ways(["email", "pigeon"], Wish(call="+33612345678"))
    assert choose_ways(["email", "message"], ALL) == Wish(email="awa@example.org"), "no message without a call"
    assert choose_ways(list(Way), ALL) == ALL and ALL.ways == tuple(Way) and ALL.by_hub
    assert not choose_ways(["call"], ALL).by_hub


def test_an_address_that_changed_since_is_not_used() -> None:
    assert drop_changed_ways(ALL, offer_wish(CONTACT | {"email": "other@example.org"}, ("email", "sms"))) == Wish(
        "", "+33612345678", "+33612345678", True
    )
    assert not drop_changed_ways(ALL, Wish())


def test_who_wishes_nothing_says_nothing() -> None:
    assert to_builtins(wish_to_notices(Wish(), "02 99 00 00 00", "9 h")) == {}
    assert to_builtins(wish_to_notices(Wish(call="+336"), "02 99 00 00 00", "")) == {
        "call": "+336",
        "phone": "02 99 00 00 00",
    }


def test_the_number_is_asked_for_without_a_wish() -> None:
    assert json.loads(make_notices_event(wish_to_notices(Wish(), "", ""), **ADDED).body)["notices"] == {}
    body = json.loads(make_number_event(Wish(sms="+33612345678"), "ar", **ADDED).body)
    assert body["number"] == {"to": {"sms": "+33612345678"}, "language": "ar"} and "notices" not in body


NOON = datetime(2026, 11, 24, 12, tzinfo=UTC)


def noted(fact: str, minutes: int = 0, by: str = "Nadia Roux") -> PersonFact:
    return PersonFact(fact, by, NOON + timedelta(minutes=minutes))


def test_what_fails_is_not_used_and_the_rest_is() -> None:
    for fact, left in [
        (Fact.DECEASED, Wish()), (Fact.PHONE, Wish(email="awa@example.org")),
        (Fact.EMAIL, Wish(sms="+33612345678", call="+33612345678", message=True)), (Fact.ADDRESS, ALL),
        ("moved-abroad", ALL),
    ]:  # fmt: skip
        assert drop_failed_ways(ALL, [noted(fact)]) == left


def test_each_fact_stands_once_as_it_was_noted_first_the_gravest_before() -> None:
    both = order_facts([noted("address"), noted("deceased", 5, "Omar"), noted("deceased", 2), noted("other")])
    assert [(entry.fact, entry.by) for entry in both] == [
        ("deceased", "Nadia Roux"), ("address", "Nadia Roux"), ("other", "Nadia Roux"),
    ]  # fmt: skip


def test_the_event_says_what_is_noted_and_whom_the_hub_still_writes_to() -> None:
    body = json.loads(make_facts_event(Notices(), [noted("deceased")], **ADDED).body)
    assert body["type"] == "notices" and body["notices"] == {}
    assert body["noted"] == [{"fact": "deceased", "by": "Nadia Roux", "at": "2026-11-24T12:00:00.000000+00:00"}]
    assert json.loads(make_facts_event(Notices(), [], **ADDED).body)["noted"] == [], "taken back"
