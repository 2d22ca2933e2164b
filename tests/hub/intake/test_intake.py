"""What the hub answers to events, one by one and in batches."""

import json
from collections.abc import Sequence

import pytest
from sqlalchemy import func, select

from hub.decisions.decisions import DraftDecision, decide_case
from hub.hub import Hub
from hub.intake import intake
from hub.intake.batch import Busy, OpenedEvent, TakenEvent
from hub.intake.intake import answer_items, open_event, take_batch
from hub.people.people import Staff
from hub.secrets.vault import label_of, lock_of
from hub.sites import sites
from hub.sites.sites import all_sites
from hub.store.opening import limit_statements
from hub.store.schema import cases, event
from kiosk.crypto import keys
from kiosk.domain.events.event import digest, encode_canonical_body
from kiosk.domain.events.wire.batch import AcknowledgedEvent, Duplicate, RejectedEvent
from kiosk.domain.proofs import signed_statement
from tests.hub.samples import Box, Item, changed, corrected, heartbeat, item, query_rows


def _count(hub: Hub, table: object) -> int:
    return int(query_rows(hub, select(func.count()).select_from(table)).scalar_one())


def _with(sent: Item, **body: object) -> Item:
    """The same event with another body, its hash true again."""
    text = encode_canonical_body({**json.loads(sent["body"]), **body})
    return {**sent, "body": text.decode(), "sha256": digest(text)}


def test_an_event_is_acknowledged_with_a_signed_statement_that_names_it(hub: Hub, box: Box) -> None:
    sent = box.submitted()
    answer = box.send(sent)
    [acknowledged] = answer["answers"]
    statement = acknowledged["statement"].encode()
    assert acknowledged["outcome"] == "acknowledged"
    assert keys.is_valid_signature(answer["key"], statement, bytes.fromhex(acknowledged["signature"]))
    content = json.loads(statement)
    assert encode_canonical_body(content) == statement
    assert content.pop("received_at").endswith("+00:00")
    assert content == {
        "version": 2,
        "event": sent["id"],
        "sha256": sent["sha256"],
        "site": "SA",
        "reference": sent["reference"],
        "sequence": 1,
        "type": "submitted",
    }


def test_the_body_is_kept_to_the_byte_and_locked(hub: Hub, box: Box) -> None:
    sent = box.send_case()
    with hub.store.reading() as connection:
        kept = connection.execute(select(event.c.body)).scalar_one()
        lock = lock_of(connection, hub.ring, sent["stream"])
    assert b"Benali" not in kept and lock is not None
    assert lock.unlock(label_of("event", sent["id"]), kept) == sent["body"]


def test_the_same_event_again_is_the_same_acknowledgement(hub: Hub, box: Box) -> None:
    sent = box.submitted()
    [first] = box.send(sent)["answers"]
    [second] = box.send(sent)["answers"]
    assert second == {**first, "outcome": "duplicate"}
    assert _count(hub, event) == _count(hub, cases) == 1


def test_an_event_under_a_known_id_place_or_number_is_rejected(box: Box) -> None:
    sent = box.send_case()
    assert box.outcomes(_with(sent, language="en")) == ["rejected: changed-event"]
    sent = box.submitted()
    rival = box.submitted(stream=sent["stream"])
    assert box.outcomes(sent, rival) == ["acknowledged", "rejected: sequence-taken"]
    sent = box.send_case()
    rival = box.submitted(reference=sent["reference"])
    assert box.outcomes(rival) == ["rejected: reference-taken"]


def test_an_event_out_of_order_waits(box: Box) -> None:
    sent = box.submitted()
    added = box.supplement(sent["reference"], sent["stream"], 2)
    assert box.outcomes(added) == ["later: out-of-order"]
    assert box.outcomes(added, sent) == ["later: out-of-order", "acknowledged"]
    assert box.outcomes(added) == ["acknowledged"]
    sent = box.submitted()
    added = box.supplement(sent["reference"], sent["stream"], 2)
    more = box.supplement(sent["reference"], sent["stream"], 3)
    assert box.outcomes(sent, added, more, sent) == ["acknowledged"] * 3 + ["duplicate"]
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


def test_another_sites_event_is_rejected_before_and_after_it_is_known(box: Box, other_box: Box) -> None:
    theirs = other_box.submitted()
    assert box.outcomes(box.submitted(reference=theirs["reference"])) == ["rejected: wrong-site"]
    theirs = other_box.submitted()
    assert box.outcomes(theirs) == ["rejected: wrong-site"]
    assert other_box.outcomes(theirs) == ["acknowledged"]
    assert box.outcomes(theirs) == ["rejected: wrong-site"]
    sent = box.send_case()
    assert other_box.outcomes(other_box.supplement(sent["reference"], sent["stream"], 2)) == ["rejected: wrong-site"]


def test_a_correction_that_could_not_be_shown_is_rejected(box: Box) -> None:
    for corrections in [
        [], None, [{}], [{**corrected("x", "y"), "shown": 7}], [{**corrected("x", "y"), "field": "f" * 101}],
    ]:  # fmt: skip
        sent = box.send_case()
        wrong = box.correction(sent["reference"], sent["stream"], 2, corrections=corrections)
        [answer] = box.send(wrong)["answers"]
        assert answer["code"] == "bad-event" and answer["detail"].startswith("body.corrections")


def test_a_decided_case_takes_no_correction(hub: Hub, box: Box, paul: Staff) -> None:
    sent = box.send_case()
    decide_case(hub, paul, sent["reference"], DraftDecision("accepted", "", 0))
    late = box.correction(sent["reference"], sent["stream"], 2)
    assert box.outcomes(late, late) == ["rejected: closed-case"] * 2


def test_another_site_adds_to_a_case_by_its_reference(box: Box, other_box: Box) -> None:
    sent = box.send_case()
    first = other_box.supplement(sent["reference"])
    second = other_box.supplement(sent["reference"], first["stream"], 2)
    assert other_box.outcomes(second, first, second) == ["later: out-of-order", "acknowledged", "acknowledged"]


def test_a_stream_stays_with_its_case_and_a_supplement_to_none_is_rejected(box: Box, other_box: Box) -> None:
    one, two = box.submitted(), box.submitted()
    box.send(one, two)
    assert box.outcomes(box.supplement(two["reference"], one["stream"], 2)) == ["rejected: bad-event"]
    assert other_box.outcomes(other_box.supplement(box.submitted()["reference"])) == ["rejected: unknown-reference"]


def test_a_version_from_the_future_is_rejected_by_its_code(box: Box) -> None:
    assert box.outcomes(box.submitted(version=2)) == ["rejected: unknown-version"]
    assert box.outcomes(box.submitted(signature_pad={"strokes": [1, 2]})) == ["acknowledged"]


def test_a_body_the_hub_could_not_show_is_rejected_and_says_where(box: Box) -> None:
    for body in [
        {"answers": [{"step": "person"}]}, {"applicant": None},
        {"applicant": {"family_name": "Bena\0li", "given_names": "Awa"}}, {"follow_sha256": "abc"},
        {"legal_date": "2026-02-30"}, {"submitted_at": "2026-11-24T13:05:00"},
        {"procedure": {"id": "x", "kind": "other", "title": "y"}}, {"service": {"id": "x" * 65, "name": "y"}},
        {"documents": {}},
    ]:  # fmt: skip
        [answer] = box.send(box.submitted(**body))["answers"]
        assert (answer["outcome"], answer["code"]) == ("rejected", "bad-event")
        assert answer["detail"].startswith(f"body.{next(iter(body))}")
    for body in ["", "[]", "null", "{", "[" * 5000, '{"version":1,"legal_date":NaN}', "\ud800", "a\0b"]:
        hashed = digest(body.encode("utf-8", "surrogatepass"))
        [outcome] = box.outcomes(changed(box.submitted(), body=body, sha256=hashed))
        assert outcome == "rejected: bad-event"
    for other in [
        {"stream": "0" * 32}, {"sequence": 2}, {"sequence": True}, {"sequence": 10**30}, {"type": "supplement"},
        {"type": "withdrawal"}, {"reference": "SA1042"}, {"reference": "SA" + "1" * 5000 + "X"},
        {"replaces": "0" * 32}, {"sha256": 7}, {"replaces": "x"},
    ]:  # fmt: skip
        assert box.outcomes(changed(box.submitted(), **other)) == ["rejected: bad-event"]


def test_the_highest_counter_counts_what_was_rejected_too(hub: Hub, box: Box) -> None:
    box.send(box.submitted(legal_date=""), heartbeat=heartbeat(7))
    [site] = all_sites(hub.store)
    assert site.highest_counter == box.counter
    box.send(heartbeat=heartbeat(5000))
    assert all_sites(hub.store)[0].highest_counter == 5000
    box.send(heartbeat=heartbeat(4000))
    assert all_sites(hub.store)[0].highest_counter == 5000


def _opened(hub: Hub, box: Box, items: Sequence[Item]) -> list[OpenedEvent]:
    signers = sites.signers(hub.store, box.code)
    opened = [open_event(hub, box.code, box.sealed(item), signers) for item in items]
    return [event for event in opened if isinstance(event, OpenedEvent)]


def test_a_case_that_somebody_holds_too_long_makes_the_batch_busy_and_nothing_is_stored(
    hub: Hub, box: Box, monkeypatch: pytest.MonkeyPatch
) -> None:
    sent, other = box.submitted(), box.submitted()
    box.send(sent)
    batch = _opened(hub, box, [other, box.supplement(sent["reference"], sent["stream"], 2)])
    monkeypatch.setattr(intake, "limit_statements", lambda: limit_statements(lock_ms=50))
    if hub.store.engine.dialect.name == "postgresql":
        with hub.store.writing() as connection:
            connection.execute(select(cases.c.id).with_for_update())
            assert [type(outcome) for outcome in take_batch(hub, box.code, batch)] == [Busy, Busy]
    assert query_rows(hub, select(event.c.id)).scalars().all() == [sent["id"]]
    assert [type(outcome) for outcome in take_batch(hub, box.code, batch)] == [TakenEvent, TakenEvent]


def test_each_answer_verifies_by_itself_and_again_later(hub: Hub, box: Box) -> None:
    signers = sites.signers(hub.store, "SA")
    items = [box.sealed(box.submitted()), {"id": "5" * 32}]
    taken, refused = answer_items(hub, "SA", items, signers)
    assert isinstance(taken, AcknowledgedEvent) and isinstance(refused, RejectedEvent)
    assert keys.is_valid_signature(hub.ring.verify_key, taken.statement.encode(), bytes.fromhex(taken.signature))
    entry = {"statement": refused.statement, "signature": refused.signature}
    assert signed_statement.read_refusal(entry, hub.ring.verify_key, items[1], "SA") == ("bad-event", "stream")
    [again] = answer_items(hub, "SA", items[:1], signers)
    assert again == Duplicate(id=taken.id, statement=taken.statement, signature=taken.signature)
