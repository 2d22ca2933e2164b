"""A webhook from its settings to the receiver."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from standardwebhooks.webhooks import Webhook as Verifier

from kiosk.connectors.webhook.webhook import Webhook, is_address
from kiosk.errors import Unreachable
from tests.connectors.samples import delivery, parcel
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


@pytest.mark.parametrize(
    "url", ["https://x.example", "https://x.example:8443/in?of=7", "http://127.0.0.1:8/", "http://[::1]/"]
)
def test_an_https_address_is_taken_and_http_on_this_machine(url: str) -> None:
    assert is_address(url)


@pytest.mark.parametrize(
    "url",
    [
        "http://x.example/", "http://127.0.0.1.x.example/", "ftp://x.example/", "https://", "https://a:b@x.example/",
        "https://a@x.example/", "https://x.example/#part", "https://x.example:0/", "https://x.example:99999/",
        "https://x.example/a b", "https://x.example/\n", "https://é.example/", "file:///etc/passwd", "x.example",
    ],
)  # fmt: skip
def test_no_other_address_is(url: str) -> None:
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
