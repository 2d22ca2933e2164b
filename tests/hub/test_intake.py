"""What the hub answers to events."""

import base64
import json
from dataclasses import replace

import pytest
from sqlalchemy import func, select

from kiosk import keys, sealing
from kiosk.domain.event import canonical, digest
from kiosk.hub.app import create_hub
from kiosk.hub.decisions import decide
from kiosk.hub.hub import EXTENSION, Hub
from kiosk.hub.keymaking import rotate
from kiosk.hub.people import Staff
from kiosk.hub.sites import all_sites
from kiosk.hub.store.schema import cases, event
from kiosk.hub.vault import destroy, event_of, lock_of
from tests.hub.samples import Box, Item, changed, heartbeat, item


def _count(hub: Hub, table: object) -> int:
    with hub.store.reading() as connection:
        return int(connection.execute(select(func.count()).select_from(table)).scalar_one())


def _with(sent: Item, **body: object) -> Item:
    """The same event with another body, its hash true again."""
    text = canonical({**json.loads(sent["body"]), **body})
    return {**sent, "body": text.decode(), "sha256": digest(text)}


def test_an_event_is_acknowledged_with_a_signed_statement_that_names_it(hub: Hub, box: Box) -> None:
    sent = box.submitted()
    answer = box.send(sent)
    [acknowledged] = answer["answers"]
    statement = acknowledged["statement"].encode()
    assert acknowledged["outcome"] == "acknowledged"
    assert keys.verified(answer["key"], statement, bytes.fromhex(acknowledged["signature"]))
    said = json.loads(statement)
    assert canonical(said) == statement
    assert said.pop("received_at").endswith("+00:00")
    assert said == {
        "version": 2,
        "event": sent["id"],
        "sha256": sent["sha256"],
        "site": "SA",
        "reference": sent["reference"],
        "sequence": 1,
        "type": "submitted",
    }


def test_the_body_is_kept_to_the_byte_and_locked(hub: Hub, box: Box) -> None:
    sent = box.submitted()
    box.send(sent)
    with hub.store.reading() as connection:
        kept = connection.execute(select(event.c.body)).scalar_one()
        lock = lock_of(connection, hub.ring, sent["stream"])
    assert b"Benali" not in kept and lock is not None
    assert lock.unlock(event_of(sent["id"]), kept) == sent["body"]


def test_the_same_event_again_is_the_same_acknowledgement(hub: Hub, box: Box) -> None:
    sent = box.submitted()
    [first] = box.send(sent)["answers"]
    [second] = box.send(sent)["answers"]
    assert second == {**first, "outcome": "duplicate"}
    assert _count(hub, event) == _count(hub, cases) == 1


def test_a_changed_event_under_a_known_id_is_rejected(box: Box) -> None:
    sent = box.submitted()
    box.send(sent)
    assert box.outcomes(_with(sent, language="en")) == ["rejected: changed-event"]


def test_an_event_out_of_order_waits(box: Box) -> None:
    sent = box.submitted()
    added = box.supplement(sent["reference"], sent["stream"], 2)
    assert box.outcomes(added) == ["later: out-of-order"]
    assert box.outcomes(added, sent) == ["later: out-of-order", "acknowledged"]
    assert box.outcomes(added) == ["acknowledged"]


def test_a_batch_is_taken_in_its_order(box: Box) -> None:
    sent = box.submitted()
    added = box.supplement(sent["reference"], sent["stream"], 2)
    more = box.supplement(sent["reference"], sent["stream"], 3)
    assert box.outcomes(sent, added, more, sent) == ["acknowledged"] * 3 + ["duplicate"]


def test_one_bad_event_stops_no_other(box: Box) -> None:
    first, bad, last = box.submitted(), changed(box.submitted(), sha256="0" * 64), box.submitted()
    assert box.outcomes(first, bad, last) == ["acknowledged", "rejected: wrong-hash", "acknowledged"]


def test_a_rejected_event_leaves_nothing_behind_and_its_mended_one_takes_its_place(hub: Hub, box: Box) -> None:
    bad = box.submitted(silence={"means": "refused", "on": "bientôt"})
    assert box.outcomes(bad) == ["rejected: bad-event"]
    assert _count(hub, event) == _count(hub, cases) == 0
    box.counter -= 1
    good = box.submitted(stream=bad["stream"], replaces=bad["id"])
    mended = item({**json.loads(good["body"]), "reference": bad["reference"]})
    assert box.outcomes(mended) == ["acknowledged"]


def test_another_event_in_a_place_that_is_taken_is_rejected(box: Box) -> None:
    sent = box.submitted()
    rival = box.submitted(stream=sent["stream"])
    assert box.outcomes(sent, rival) == ["acknowledged", "rejected: sequence-taken"]


def test_another_stream_with_a_known_reference_is_rejected(box: Box) -> None:
    sent = box.submitted()
    box.send(sent)
    rival = box.submitted(reference=sent["reference"])
    assert box.outcomes(rival) == ["rejected: reference-taken"]


def test_a_reference_of_another_site_is_rejected(box: Box, other_box: Box) -> None:
    theirs = other_box.submitted()
    assert box.outcomes(box.submitted(reference=theirs["reference"])) == ["rejected: wrong-site"]


def test_another_sites_event_is_rejected_before_and_after_it_is_known(box: Box, other_box: Box) -> None:
    theirs = other_box.submitted()
    assert box.outcomes(theirs) == ["rejected: wrong-site"]
    assert other_box.outcomes(theirs) == ["acknowledged"]
    assert box.outcomes(theirs) == ["rejected: wrong-site"]


def test_another_sites_stream_is_not_joined(box: Box, other_box: Box) -> None:
    sent = box.submitted()
    box.send(sent)
    assert other_box.outcomes(other_box.supplement(sent["reference"], sent["stream"], 2)) == ["rejected: wrong-site"]


def test_another_site_adds_to_a_case_by_its_reference(box: Box, other_box: Box) -> None:
    sent = box.submitted()
    box.send(sent)
    first = other_box.supplement(sent["reference"])
    second = other_box.supplement(sent["reference"], first["stream"], 2)
    assert other_box.outcomes(second, first, second) == ["later: out-of-order", "acknowledged", "acknowledged"]


def test_a_stream_stays_with_its_case(box: Box) -> None:
    one, two = box.submitted(), box.submitted()
    box.send(one, two)
    assert box.outcomes(box.supplement(two["reference"], one["stream"], 2)) == ["rejected: bad-event"]


def test_a_supplement_to_a_case_never_seen_is_rejected(box: Box, other_box: Box) -> None:
    assert other_box.outcomes(other_box.supplement(box.submitted()["reference"])) == ["rejected: unknown-reference"]


def test_a_version_from_the_future_is_rejected_by_its_code(box: Box) -> None:
    assert box.outcomes(box.submitted(version=2)) == ["rejected: unknown-version"]


@pytest.mark.parametrize(
    "body",
    [
        {"answers": [{"step": "person"}]},
        {"applicant": None},
        {"applicant": {"family_name": "Bena\0li", "given_names": "Awa"}},
        {"follow_sha256": "abc"},
        {"legal_date": "2026-02-30"},
        {"submitted_at": "2026-11-24T13:05:00"},
        {"procedure": {"id": "x", "kind": "other", "title": "y"}},
        {"service": {"id": "x" * 65, "name": "y"}},
        {"documents": {}},
    ],
)
def test_a_body_the_hub_could_not_show_is_rejected_and_says_where(box: Box, body: dict[str, object]) -> None:
    [answer] = box.send(box.submitted(**body))["answers"]
    assert (answer["outcome"], answer["code"]) == ("rejected", "bad-event")
    assert answer["detail"].startswith(f"body.{next(iter(body))}")


@pytest.mark.parametrize(
    "body", ["", "[]", "null", "{", "[" * 5000, '{"version":1,"legal_date":NaN}', "\ud800", "a\0b"]
)
def test_a_body_that_is_no_json_object_is_rejected(box: Box, body: str) -> None:
    hashed = digest(body.encode("utf-8", "surrogatepass"))
    [outcome] = box.outcomes(changed(box.submitted(), body=body, sha256=hashed))
    assert outcome == "rejected: bad-event"


@pytest.mark.parametrize(
    "envelope",
    [
        {"stream": "0" * 32},
        {"sequence": 2},
        {"sequence": True},
        {"sequence": 10**30},
        {"type": "supplement"},
        {"type": "withdrawal"},
        {"reference": "SA1042"},
        {"reference": "SA" + "1" * 5000 + "X"},
        {"replaces": "0" * 32},
        {"sha256": 7},
        {"replaces": "x"},
    ],
)
def test_an_envelope_that_says_something_else_than_its_body_is_rejected(box: Box, envelope: dict[str, object]) -> None:
    assert box.outcomes(changed(box.submitted(), **envelope)) == ["rejected: bad-event"]


def test_fields_of_a_later_edition_are_kept_and_disturb_nothing(box: Box) -> None:
    assert box.outcomes(box.submitted(signature_pad={"strokes": [1, 2]})) == ["acknowledged"]


def test_the_highest_counter_counts_what_was_rejected_too(hub: Hub, box: Box) -> None:
    box.send(box.submitted(legal_date=""), heartbeat=heartbeat(7))
    [site] = all_sites(hub.store)
    assert site.highest_counter == box.counter
    box.send(heartbeat=heartbeat(5000))
    assert all_sites(hub.store)[0].highest_counter == 5000
    box.send(heartbeat=heartbeat(4000))
    assert all_sites(hub.store)[0].highest_counter == 5000


def test_a_hub_that_starts_again_signs_with_the_same_key(hub: Hub, box: Box) -> None:
    again = create_hub(hub.settings).extensions[EXTENSION]
    assert again.verify_key == hub.verify_key
    again.store.engine.dispose()


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


@pytest.mark.parametrize(
    "change",
    [
        {"sequence": 2},
        {"reference": "SA1043K"},
        {"replaces": "0" * 32},
        {"sha256": "0" * 64},
        {"stream": "0" * 32},
        {"type": "access"},
        {"signature": "0" * 128},
    ],
)
def test_nothing_of_a_header_changes_on_the_way(box: Box, change: dict[str, object]) -> None:
    assert outcome_of(box, {**box.sealed(box.submitted()), **change}) == "rejected: bad-signature"


def test_a_signature_is_of_one_site(box: Box, other_box: Box) -> None:
    assert outcome_of(other_box, box.sealed(box.submitted())) == "rejected: bad-signature"


def test_a_body_sealed_to_a_key_that_is_not_ours_is_rejected_by_its_code(box: Box) -> None:
    event = box.sealed(box.submitted())
    assert outcome_of(box, {**event, "key": "0" * 16}) == "rejected: unknown-key"
    stranger = sealing.new_pair().public
    assert outcome_of(box, {**event, "sealed": b64(sealing.seal_packed(stranger, b"{}"))}) == "rejected: unreadable"
    ours = bytes.fromhex(box.enrolled.seal_key)
    assert outcome_of(box, {**event, "sealed": b64(sealing.seal(ours, b"{}"))}) == "rejected: unreadable"
    assert outcome_of(box, {**event, "sealed": b64(sealing.seal_packed(ours, b"{}"))}) == "rejected: wrong-hash"


def test_a_bomb_inside_a_seal_is_unreadable(box: Box) -> None:
    bomb = sealing.seal_packed(bytes.fromhex(box.enrolled.seal_key), bytes(50_000_000))
    assert len(bomb) < 10_000
    assert outcome_of(box, {**box.sealed(box.submitted()), "sealed": b64(bomb)}) == "rejected: unreadable"


@pytest.mark.parametrize("sealed", ["é", "AAA", "AA==AA==", "-_-_", None, 7])
def test_what_is_no_base64_is_rejected(box: Box, sealed: object) -> None:
    assert outcome_of(box, {**box.sealed(box.submitted()), "sealed": sealed}) == "rejected: bad-event"


def test_what_was_sealed_to_a_retired_key_still_opens(hub: Hub, box: Box) -> None:
    sent, late = box.submitted(), box.submitted()
    newest = rotate(hub.store, hub.ring, hub.clock)
    assert box.outcomes(sent) == ["acknowledged"]
    box.enrolled = replace(box.enrolled, seal_key=newest.pair.public.hex())
    assert box.outcomes(sent, late) == ["duplicate", "acknowledged"]


def test_a_person_may_ask_for_a_copy_or_for_erasure_though_the_case_is_decided(
    hub: Hub, box: Box, other_box: Box, paul: Staff
) -> None:
    sent = box.submitted()
    box.send(sent)
    decide(hub, paul, sent["reference"], "accepted", "", 0)
    erasure = box.asked("erasure", sent["reference"], sent["stream"], 2)
    assert box.outcomes(erasure, erasure) == ["acknowledged", "duplicate"]
    assert other_box.outcomes(other_box.asked("access", sent["reference"])) == ["acknowledged"]
    assert box.outcomes(box.supplement(sent["reference"], sent["stream"], 3)) == ["rejected: closed-case"]


def test_nothing_is_added_to_a_case_whose_contents_were_erased(hub: Hub, box: Box) -> None:
    sent = box.submitted()
    box.send(sent)
    with hub.store.writing() as connection:
        destroy(connection, hub.ring, sent["stream"])
    assert box.outcomes(box.asked("access", sent["reference"], sent["stream"], 2)) == ["rejected: closed-case"]
    assert box.outcomes(sent) == ["duplicate"]


def b64(data: bytes) -> str:
    return base64.b64encode(data).decode()
