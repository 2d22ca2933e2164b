"""A webhook from its settings to the receiver, signed."""

import base64
import hashlib
import hmac
import json
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest
from standardwebhooks.webhooks import Webhook as Verifier
from standardwebhooks.webhooks import WebhookVerificationError

from kiosk.connectors.connector import DeliveryType
from kiosk.connectors.webhook import Webhook, event_body, format_secret, is_address, signed_headers
from kiosk.errors import Unreachable
from tests.connectors.samples import AT, CONTENT, delivery, parcel
from tests.gallery.receivers.webhook_receiver import Receiver


def webhook(url: str, keys: Path, networks: str = "127.0.0.0/8") -> Webhook:
    return Webhook("town", {"url": url, "networks": networks}, keys)


@pytest.fixture
def keys(tmp_path: Path) -> Path:
    return tmp_path / "keys"


@pytest.fixture
def receiver(keys: Path) -> Iterator[Receiver]:
    made = Receiver(webhook("https://x.example/", keys).new_secret(), faults={})
    yield made
    made.stop()


def test_an_https_address_is_taken_and_http_on_this_machine() -> None:
    for url in ["https://x.example", "https://x.example:8443/in?of=7", "http://127.0.0.1:8/", "http://[::1]/"]:
        assert is_address(url)


def test_no_other_address_is() -> None:
    for url in [
        "http://x.example/", "http://127.0.0.1.x.example/", "ftp://x.example/", "https://", "https://a:b@x.example/",
        "https://a@x.example/", "https://x.example/#part", "https://x.example:0/", "https://x.example:99999/",
        "https://x.example/a b", "https://x.example/\n", "https://é.example/", "file:///etc/passwd", "x.example",
    ]:  # fmt: skip
        assert not is_address(url)


def test_a_delivery_arrives_signed_with_its_own_id(receiver: Receiver, keys: Path) -> None:
    sender = webhook(receiver.url, keys)
    assert sender.what_is_wrong() is None
    assert sender.deliver(parcel(delivery(7))) is None
    assert receiver.order == [("SA1042X", 7, delivery(7).id)] and receiver.unsigned == 0
    assert sender.deliver(parcel(delivery(7))) is None
    assert (len(receiver.taken), receiver.again) == (1, 1), "the same id: whoever is told drops it"


def test_a_renewed_secret_is_believed_by_whoever_still_has_the_old_one(receiver: Receiver, keys: Path) -> None:
    sender = webhook(receiver.url, keys)
    newer = sender.new_secret()
    assert sender.deliver(parcel()) is None and receiver.unsigned == 0
    sender.new_secret()
    with pytest.raises(Unreachable, match="receiver-refuses"):
        sender.deliver(parcel())
    receiver._signed = Verifier(newer)
    assert sender.deliver(parcel()) is None


def test_without_a_secret_nothing_is_sent(tmp_path: Path) -> None:
    sender = webhook("https://x.example/", tmp_path)
    assert sender.what_is_wrong() == "no-webhook-secret"
    with pytest.raises(Unreachable, match="no-webhook-secret"):
        sender.deliver(parcel())


def test_an_address_inside_is_told_before_anything_is_sent(receiver: Receiver, keys: Path) -> None:
    assert webhook(receiver.url, keys, networks="").what_is_wrong() == "receiver-private"
    assert webhook("http://127.0.0.1:1/", keys).what_is_wrong() == "receiver-away"
    assert not receiver.met


def test_where_it_goes_is_told_without_what_the_address_holds(keys: Path) -> None:
    assert webhook("https://x.example:8443/in/abcdef?key=7", keys).where == "x.example:8443"


def test_it_has_what_cloudevents_asks_for_and_the_contents_whole() -> None:
    event = json.loads(event_body(delivery(7), "https://hub.example"))
    assert event["specversion"] == "1.0" and event["id"] == delivery(7).id
    assert (event["source"], event["type"]) == ("https://hub.example", "parvis.case.submitted")
    assert (event["subject"], event["datacontenttype"]) == ("SA1042X", "application/json")
    assert datetime.fromisoformat(event["time"]) == AT
    assert event["data"]["content"] == CONTENT and event["data"]["service"] == "etat-civil"
    assert all(name.isalnum() and name.islower() and len(name) <= 20 for name in event), "names of attributes"


def test_the_same_delivery_is_always_the_same_bytes() -> None:
    assert event_body(delivery(), "x") == event_body(delivery(content=dict(reversed(CONTENT.items()))), "x")


def test_the_order_of_numbers_is_the_order_of_their_texts() -> None:
    sequences = [json.loads(event_body(delivery(number), "x"))["sequence"] for number in (9, 10, 2**62)]
    assert sequences == sorted(sequences)


def test_every_type_has_its_name() -> None:
    types = [json.loads(event_body(delivery(type=kind), "x"))["type"] for kind in DeliveryType]
    assert len(set(types)) == len(DeliveryType) and "parvis.case.erased" in types


def test_half_a_character_does_not_stop_a_delivery() -> None:
    assert json.loads(event_body(delivery(content={"message": "\ud83d"}), "x"))["data"]["content"]["message"] == "?"


SECRET, FORMER = bytes(range(32)), bytes(32)
BODY = json.dumps({"message": "Élodie a déménagé"}, ensure_ascii=False).encode()


def signed(*secrets: bytes, body: bytes = BODY) -> dict[str, str]:
    return signed_headers(secrets, "a" * 32, int(datetime.now(UTC).timestamp()), body)


def test_the_other_side_s_library_takes_it() -> None:
    assert Verifier(format_secret(SECRET)).verify(BODY, signed(SECRET)) == json.loads(BODY)


def test_while_a_secret_is_renewed_both_sides_may_be_late() -> None:
    for secret in (SECRET, FORMER):
        assert Verifier(format_secret(secret)).verify(BODY, signed(SECRET, FORMER)) == json.loads(BODY)


def test_a_changed_body_id_or_time_is_not_taken() -> None:
    verifier = Verifier(format_secret(SECRET))
    sent = signed(SECRET)
    for changed, raw in (
        (sent, BODY + b" "),
        ({**sent, "webhook-id": "b" * 32}, BODY),
        ({**sent, "webhook-timestamp": str(int(sent["webhook-timestamp"]) + 1)}, BODY),
        (signed(FORMER), BODY),
    ):
        with pytest.raises(WebhookVerificationError):
            verifier.verify(raw, changed)


def test_it_is_made_as_the_specification_says() -> None:
    """HMAC-SHA256 of « id.timestamp.body » under the bytes of the secret, in base64, after the version."""
    made = signed_headers([SECRET], "msg", 1614265330, b'{"test": 2432232314}')
    expected = hmac.new(SECRET, b'msg.1614265330.{"test": 2432232314}', hashlib.sha256).digest()
    assert made["webhook-signature"] == f"v1,{base64.b64encode(expected).decode()}"
    assert format_secret(SECRET) == "whsec_AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8="
