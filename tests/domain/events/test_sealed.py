"""An event as it travels."""

from datetime import UTC, datetime

import pytest
from msgspec.structs import replace

from kiosk.crypto import keys, sealing
from kiosk.domain.events.event import Event, canonical
from kiosk.domain.events.sealed import key_id, seal, statement, unsealed
from kiosk.errors import Rejected

SEED = bytes(range(32))
HUB = sealing.pair_of(bytes([7] * 32))
EVENT = Event("a" * 32, "b" * 32, 2, "supplement", "SA1042X", canonical({"é": 1}), datetime(2026, 11, 24, tzinfo=UTC))


def test_only_the_hub_reads_and_anyone_sees_who_signed():
    sent = seal(EVENT, "SA", SEED, HUB.public)
    assert EVENT.body not in sent.sealed
    assert unsealed(sent, sealing.pair_of(HUB.private), 100).body == EVENT.body
    assert keys.verified(keys.verify_key(SEED), statement("SA", sent), sent.signature)
    assert sent.key == key_id(HUB.public) and len(sent.key) == 16


def test_a_signature_is_of_this_site_and_of_every_part_of_the_header():
    sent = seal(EVENT, "SA", SEED, HUB.public)
    changes = {
        "id": "c" * 32, "stream": "c" * 32, "sequence": 3, "type": "access", "reference": "SA1K", "replaces": "c" * 32,
        "sha256": "0" * 64,
    }  # fmt: skip
    signed = statement("SA", sent)
    assert signed == statement("SA", EVENT) == canonical(
        {"version": 2, "site": "SA", "id": "a" * 32, "stream": "b" * 32, "sequence": 2, "type": "supplement",
         "reference": "SA1042X", "replaces": None, "sha256": EVENT.sha256}
    )  # fmt: skip
    assert statement("BZ", sent) != signed
    for name, value in changes.items():
        assert statement("SA", replace(sent, **{name: value})) != signed


def test_sealed_to_another_key_it_is_the_same_event():
    sent, other = seal(EVENT, "SA", SEED, HUB.public), sealing.pair_of(bytes([8] * 32))
    again = seal(EVENT, "SA", SEED, other.public)
    assert (again.signature, again.sha256, statement("SA", again)) == (
        sent.signature,
        sent.sha256,
        statement("SA", sent),
    )
    assert (unsealed(again, sealing.pair_of(other.private), 100).body, again.key) == (EVENT.body, key_id(other.public))


def test_what_cannot_be_opened_or_is_another_body_is_rejected():
    sent = seal(EVENT, "SA", SEED, HUB.public)
    for bad in (replace(sent, sealed=sent.sealed[:-1]), replace(sent, sealed=b"")):
        with pytest.raises(Rejected, match="unreadable"):
            unsealed(bad, sealing.pair_of(HUB.private), 100)
    with pytest.raises(Rejected, match="unreadable"):
        unsealed(sent, sealing.pair_of(bytes([8] * 32)), 100)
    with pytest.raises(Rejected, match="unreadable"):
        unsealed(sent, sealing.pair_of(HUB.private), len(EVENT.body) - 1)
    with pytest.raises(Rejected, match="wrong-hash"):
        unsealed(replace(sent, sealed=sealing.seal_packed(HUB.public, b"{}")), sealing.pair_of(HUB.private), 100)
