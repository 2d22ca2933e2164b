"""Only what a site signed and sealed to this hub gets in, and a person's own requests do."""

import base64

from msgspec.structs import replace

from hub.decisions.decisions import DraftDecision, decide_case
from hub.hub import Hub
from hub.keyring import rotate_sealing_key
from hub.people.people import Staff
from kiosk.crypto import sealing
from tests.hub.samples import Box, destroy_case


def test_the_same_event_sealed_again_is_a_duplicate(box: Box) -> None:
    sent = box.submitted()
    one, two = box.sealed(sent), box.sealed(sent)
    assert one["sealed"] != two["sealed"]
    [first] = box.post({**box.batch(), "events": [one]}, box.token)["answers"]
    [second] = box.post({**box.batch(), "events": [two]}, box.token)["answers"]
    assert second == {**first, "outcome": "duplicate"}


def outcome_of(box: Box, event: dict[str, object]) -> str:
    [answer] = box.post({**box.batch(), "events": [event]}, box.token)["answers"]
    return f"{answer['outcome']}: {answer.get('code', '')}"


def test_whoever_stole_the_token_alone_sends_nothing(box: Box) -> None:
    thief = Box(box.enrolled, bytes(range(32)), box.post)
    assert thief.outcomes(thief.submitted()) == ["rejected: bad-signature"]


def test_nothing_of_a_header_changes_on_the_way(box: Box) -> None:
    for change in [
        {"sequence": 2}, {"reference": "SA1043K"}, {"replaces": "0" * 32}, {"sha256": "0" * 64}, {"stream": "0" * 32},
        {"type": "access"}, {"signature": "0" * 128},
    ]:  # fmt: skip
        assert outcome_of(box, {**box.sealed(box.submitted()), **change}) == "rejected: bad-signature"


def test_a_signature_is_of_one_site(box: Box, other_box: Box) -> None:
    assert outcome_of(other_box, box.sealed(box.submitted())) == "rejected: bad-signature"


def test_a_body_sealed_to_a_key_that_is_not_ours_is_rejected_by_its_code(box: Box) -> None:
    event = box.sealed(box.submitted())
    assert outcome_of(box, {**event, "key": "0" * 16}) == "rejected: unknown-key"
    stranger = sealing.new_pair().public
    assert outcome_of(box, {**event, "sealed": b64(sealing.seal_packed(stranger, b"{}"))}) == "rejected: unreadable"
    ours = bytes.fromhex(box.enrolled.seal_key)
    assert outcome_of(box, {**event, "sealed": b64(sealing.seal_bytes(ours, b"{}"))}) == "rejected: unreadable"
    assert outcome_of(box, {**event, "sealed": b64(sealing.seal_packed(ours, b"{}"))}) == "rejected: wrong-hash"


def test_a_bomb_inside_a_seal_is_unreadable(box: Box) -> None:
    bomb = sealing.seal_packed(bytes.fromhex(box.enrolled.seal_key), bytes(50_000_000))
    assert len(bomb) < 10_000
    assert outcome_of(box, {**box.sealed(box.submitted()), "sealed": b64(bomb)}) == "rejected: unreadable"


def test_what_is_no_base64_is_rejected(box: Box) -> None:
    for sealed in ["é", "AAA", "AA==AA==", "-_-_", None, 7]:
        assert outcome_of(box, {**box.sealed(box.submitted()), "sealed": sealed}) == "rejected: bad-event"


def test_what_was_sealed_to_a_retired_key_still_opens(hub: Hub, box: Box) -> None:
    sent, late = box.submitted(), box.submitted()
    newest = rotate_sealing_key(hub.store, hub.ring, hub.clock)
    assert box.outcomes(sent) == ["acknowledged"]
    box.enrolled = replace(box.enrolled, seal_key=newest.pair.public.hex())
    assert box.outcomes(sent, late) == ["duplicate", "acknowledged"]


def test_a_person_may_ask_for_a_copy_or_erasure_when_decided(hub: Hub, box: Box, other_box: Box, paul: Staff) -> None:
    sent = box.send_case()
    decide_case(hub, paul, sent["reference"], DraftDecision("accepted", "", 0))
    erasure = box.asked("erasure", sent["reference"], sent["stream"], 2)
    assert box.outcomes(erasure, erasure) == ["acknowledged", "duplicate"]
    assert other_box.outcomes(other_box.asked("access", sent["reference"])) == ["acknowledged"]
    assert box.outcomes(box.supplement(sent["reference"], sent["stream"], 3)) == ["rejected: closed-case"]


def test_nothing_is_added_to_a_case_whose_contents_were_erased(hub: Hub, box: Box) -> None:
    sent = box.send_case()
    destroy_case(hub, sent["stream"])
    assert box.outcomes(box.asked("access", sent["reference"], sent["stream"], 2)) == ["rejected: closed-case"]
    assert box.outcomes(sent) == ["duplicate"]


def b64(data: bytes) -> str:
    return base64.b64encode(data).decode()
