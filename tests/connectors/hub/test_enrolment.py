"""A box enrols at the real hub, and believes no other."""

import threading
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest
from msgspec.structs import replace

from hub.decisions.decisions import DraftDecision, decide_case
from hub.keyring import rotate_sealing_key
from hub.opening import begin_new_epoch
from kiosk.clock import Clock
from kiosk.connectors.hub.connection import HubEnrolment, request_enrolment
from kiosk.connectors.hub.hub import Hub
from kiosk.crypto import keys, sealing
from kiosk.domain.events.event import Event
from kiosk.domain.events.sealed import seal_event, unseal_event
from kiosk.domain.events.wire.batch import Heartbeat
from kiosk.domain.proofs.enrolment import make_enrolment_proof
from kiosk.errors import Refused, Unreachable
from tests.connectors.conftest import Speaker
from tests.gallery.site.central import Central, central_hub, enrolled, in_a_month
from tests.hub.samples import Box

SEED = bytes(range(32))
VERIFY_KEY = keys.verify_key(SEED)
NONCE = "0" * 32
CODE = "7KQ2-MPXW-W4T8-3HJN"

HEARTBEAT = Heartbeat(unsent=0, last_counter=0)


@pytest.fixture
def central(tmp_path: Path) -> Iterator[Central]:
    with central_hub(tmp_path / "hub") as running:
        yield running


def hub_of(known: HubEnrolment) -> Hub:
    return Hub(known.url, known.token, known.verify_key, known.seal_key, known.site, known.epoch, seed=SEED)


def events(known: HubEnrolment, number: int = 1) -> list[Event]:
    """Cases that were just submitted, as a box keeps them in clear."""
    box = Box(known, SEED, lambda batch, token: None)
    made = []
    for _ in range(number):
        item = box.submitted()
        header = (item["id"], item["stream"], item["sequence"], item["type"], item["reference"])
        made.append(Event(*header, item["body"].encode(), datetime.now(UTC)))
    return made


def test_a_box_enrols_sends_a_sealed_case_and_believes_the_signed_answers(central: Central) -> None:
    known = enrolled(central, SEED)
    assert (known.site, known.name, known.url) == ("SA", "Mairie de Saint-Aubin", central.url)
    assert (known.verify_key, known.seal_key) == (central.verify_key, central.seal_key)
    hub, [event] = hub_of(known), events(known)
    sent = seal_event(event, "SA", SEED, bytes.fromhex(known.seal_key))
    [first] = hub.send([sent], HEARTBEAT).answers
    assert first.outcome == "acknowledged"
    assert keys.is_valid_signature(known.verify_key, first.statement, first.signature)
    resealed = seal_event(event, "SA", SEED, bytes.fromhex(known.seal_key))
    assert resealed.sealed != sent.sealed
    [again] = hub.send([resealed], HEARTBEAT).answers
    assert again == replace(first, outcome="duplicate")
    decide_case(
        central.hub,
        central.claire,
        event.reference,
        DraftDecision("incomplete", "Il manque un papier.", 0, in_a_month(central.hub)),
    )
    _, [update] = hub.updates(0)
    assert (update["reference"], update["message"]) == (event.reference, "Il manque un papier.")
    hub.close()


def test_a_rotated_hub_is_followed_and_still_opens_what_was_sealed_before(central: Central) -> None:
    known = enrolled(central, SEED)
    hub, (one, two) = hub_of(known), events(known, 2)
    before = hub.site()
    rotate_sealing_key(central.hub.store, central.hub.ring, Clock())
    after = hub.site()
    assert (after.seal_key, after.made_at > before.made_at) == (central.seal_key, True)
    assert after.seal_key != before.seal_key == known.seal_key
    sent = [
        seal_event(one, "SA", SEED, bytes.fromhex(before.seal_key)),
        seal_event(two, "SA", SEED, bytes.fromhex(after.seal_key)),
    ]
    assert [answer.outcome for answer in hub.send(sent, HEARTBEAT).answers] == ["acknowledged"] * 2
    assert (
        unseal_event(sent[0], sealing.pair_of_private(central.hub.ring.pair(sent[0].key).private), 100_000).body
        == one.body
    )
    hub.close()


def test_a_restored_database_is_noticed(central: Central) -> None:
    known = enrolled(central, SEED)
    hub = hub_of(known)
    assert hub.send([], HEARTBEAT).epoch == hub.site().epoch == known.epoch
    epoch = begin_new_epoch(central.hub.store, Clock())
    assert hub.updates(0)[0] == epoch != known.epoch
    hub.close()


def test_a_code_that_is_wrong_or_used_is_refused(central: Central) -> None:
    with pytest.raises(Refused, match="wrong-code"):
        request_enrolment(central.url, CODE, VERIFY_KEY, NONCE)
    with pytest.raises(Refused, match="wrong-code"):
        request_enrolment(central.url, "bonjour", VERIFY_KEY, NONCE)
    enrolled(central, SEED)
    with pytest.raises(Refused, match="wrong-code"):
        enrolled(central, bytes(32))


def test_two_boxes_that_use_one_code_at_once_are_one_box(central: Central) -> None:
    outcomes: list[str] = []

    def try_with(seed: bytes) -> None:
        try:
            outcomes.append(enrolled(central, seed).site)
        except Refused as fault:
            outcomes.append(fault.code)

    both = [threading.Thread(target=try_with, args=(bytes([number] * 32),)) for number in (1, 2)]
    for thread in both:
        thread.start()
    for thread in both:
        thread.join(60)
    assert sorted(outcomes) == ["SA", "wrong-code"]


def test_a_hub_that_does_not_know_the_code_is_not_believed(speaker: Speaker) -> None:
    """Somebody on the line could give keys of their own; without the code, no proof."""
    theirs = sealing.new_pair().public.hex()
    messages = {
        "version": 2, "site": "SA", "name": "Mairie", "token": "t", "verify_key": "0" * 64, "seal_key": theirs,
        "epoch": "e" * 32,
    }  # fmt: skip
    proof = make_enrolment_proof(bytes(32), {**messages, "nonce": NONCE})
    for given in (messages, {**messages, "proof": "0" * 64}, {**messages, "proof": proof}):
        speaker.says = given
        with pytest.raises(Refused, match="wrong-code"):
            request_enrolment(speaker.url, CODE, VERIFY_KEY, NONCE)
    assert CODE.replace("-", "").encode() not in b"".join(body for *_, body in speaker.heard)


def test_a_hub_that_cannot_answer_is_tried_again(speaker: Speaker) -> None:
    for status, code in [(429, "too-many-tries"), (500, "hub-broken"), (404, "hub-refuses"), (200, "bad-answer")]:
        speaker.headers = {"Retry-After": "3600"} if status == 429 else {}
        speaker.status, speaker.says = status, {"version": 1}
        with pytest.raises(Unreachable, match=code):
            request_enrolment(speaker.url, CODE, VERIFY_KEY, NONCE)
