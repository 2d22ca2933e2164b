"""A delivery as another system reads it: a CloudEvent."""

import json
from datetime import datetime

from kiosk.connectors.connector import DeliveryType
from kiosk.connectors.webhook.cloud_event import body
from tests.connectors.samples import AT, CONTENT, delivery


def test_it_has_what_cloudevents_asks_for_and_the_contents_whole() -> None:
    event = json.loads(body(delivery(7), "https://hub.example"))
    assert event["specversion"] == "1.0" and event["id"] == delivery(7).id
    assert (event["source"], event["type"]) == ("https://hub.example", "parvis.case.submitted")
    assert (event["subject"], event["datacontenttype"]) == ("SA1042X", "application/json")
    assert datetime.fromisoformat(event["time"]) == AT
    assert event["data"]["content"] == CONTENT and event["data"]["service"] == "etat-civil"
    assert all(name.isalnum() and name.islower() and len(name) <= 20 for name in event), "names of attributes"


def test_the_same_delivery_is_always_the_same_bytes() -> None:
    assert body(delivery(), "x") == body(delivery(content=dict(reversed(CONTENT.items()))), "x")


def test_the_order_of_numbers_is_the_order_of_their_texts() -> None:
    sequences = [json.loads(body(delivery(number), "x"))["sequence"] for number in (9, 10, 2**62)]
    assert sequences == sorted(sequences)


def test_every_type_has_its_name() -> None:
    types = [json.loads(body(delivery(type=kind), "x"))["type"] for kind in DeliveryType]
    assert len(set(types)) == len(DeliveryType) and "parvis.case.erased" in types


def test_half_a_character_does_not_stop_a_delivery() -> None:
    assert json.loads(body(delivery(content={"message": "\ud83d"}), "x"))["data"]["content"]["message"] == "?"
