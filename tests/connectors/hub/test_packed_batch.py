"""What a box believes of an answer of version 3: all of it, or none."""

from datetime import UTC, datetime

import pytest
from msgspec.structs import replace
from msgspec.structs import replace as with_

from kiosk.connectors.hub.packed_batch import SentBatch
from kiosk.crypto import keys
from kiosk.domain.events.event import digest
from kiosk.domain.events.packed_event import packed
from kiosk.domain.events.sealed import Sealed
from kiosk.domain.events.wire.packed import (
    PACKED_VERSION,
    Busy,
    Conflict,
    Known,
    Later,
    NotTaken,
    PackedAnswer,
    PackedAnswers,
    Taken,
)
from kiosk.domain.events.wire.packing import pack
from kiosk.domain.events.wire.statements import EventAcknowledgement, HubStanding
from kiosk.domain.proofs import batch_signature, signed_refusal
from kiosk.errors import Unreachable
from tests.connectors.hub.test_hub import EVENTS, HEARTBEAT, SEED, SITE_SEED

AT = datetime(2026, 11, 24, 13, 5, tzinfo=UTC)
ASKED = "7" * 32
KEY = keys.verify_key(SEED)
ONE, TWO = EVENTS
STANDING = HubStanding("SA", "e" * 32, 3, ASKED, AT, 2, (2, 3), (1,))


def _batch(*events: Sealed) -> SentBatch:
    return SentBatch(events, "SA", SITE_SEED, with_(HEARTBEAT, asked=ASKED))


def _acknowledged(event: Sealed, reference: str = "") -> bytes:
    named = (event.id, event.sha256, "SA", reference or event.reference, event.sequence, event.type)
    return EventAcknowledgement(*named, AT, 2).statement()


def _told(
    answers: tuple[PackedAnswer, ...], *signed: bytes, standing: HubStanding = STANDING, seed: bytes = SEED
) -> bytes:
    statements = [standing.statement(), *signed]
    return pack(PackedAnswers(PACKED_VERSION, statements[0].decode(), answers, batch_signature.sign(statements, seed)))


def test_one_signature_acknowledges_every_event_and_the_time() -> None:
    told = _told((Taken(AT), Known(AT)), _acknowledged(ONE), _acknowledged(TWO))
    heard = _batch(ONE, TWO).read(told, KEY)
    assert [answer.outcome for answer in heard.answers] == ["acknowledged", "duplicate"]
    assert heard.standing == STANDING and heard.epoch == "e" * 32
    assert heard.signed_standing is not None and heard.signed_standing.verified(HubStanding, KEY) == STANDING
    for answer in heard.answers:
        assert batch_signature.verified(KEY, answer.statement, answer.signature)


def test_what_was_said_of_another_content_acknowledges_nothing() -> None:
    told = _told((Taken(AT),), _acknowledged(replace(ONE, sha256="0" * 64)))
    with pytest.raises(Unreachable, match="bad-signature"):
        _batch(ONE).read(told, KEY)


def test_an_acknowledgement_of_another_event_or_number_is_not_believed_and_spoils_no_other() -> None:
    for statement in (_acknowledged(TWO), _acknowledged(replace(ONE, sha256="0" * 64)), b"{}"):
        told = _told((Taken(AT, statement.decode()), Taken(AT)), statement, _acknowledged(TWO))
        first, second = _batch(ONE, TWO).read(told, KEY).answers
        assert (first.outcome, first.code, second.outcome) == ("unbelieved", "bad-answer", "acknowledged")
    filed = replace(ONE, filed="SA1099X")
    told = _told((Taken(AT),), _acknowledged(ONE))
    assert _batch(filed).read(told, KEY).answers[0].outcome == "unbelieved"
    renamed = _acknowledged(ONE, "SA1099X")
    assert _batch(filed).read(_told((Taken(AT, renamed.decode()),), renamed), KEY).answers[0].outcome == "acknowledged"


def test_a_refusal_counts_for_exactly_what_was_sent() -> None:
    refusal = signed_refusal.statement(ONE.id, digest(packed(ONE)), "SA", "closed-case", "reference")
    told = _told((NotTaken("closed-case", "reference"),), refusal)
    [answer] = _batch(ONE).read(told, KEY).answers
    assert (answer.outcome, answer.code, answer.detail) == ("rejected", "closed-case", "reference")
    flipped = signed_refusal.statement(ONE.id, digest(b"flipped"), "SA", "closed-case", "reference")
    with pytest.raises(Unreachable, match="bad-signature"):
        _batch(ONE).read(_told((NotTaken("closed-case", "reference"),), flipped), KEY)


def test_a_conflict_is_for_the_desk_and_a_busy_hub_for_later() -> None:
    changed = signed_refusal.statement(ONE.id, digest(packed(ONE)), "SA", "changed-event", "sha256")
    conflict, busy = _batch(ONE, TWO).read(_told((Conflict(), Busy(30)), changed), KEY).answers
    assert (conflict.outcome, conflict.code) == ("rejected", "changed-event")
    assert (busy.outcome, busy.code, busy.seconds) == ("later", "busy", 30)
    [late] = _batch(ONE).read(_told((Later(),)), KEY).answers
    assert (late.outcome, late.seconds) == ("later", 0)


def test_an_answer_to_another_question_or_batch_is_none() -> None:
    for other in (with_(STANDING, asked="8" * 32), with_(STANDING, site="BZ")):
        with pytest.raises(Unreachable, match="bad-answer"):
            _batch(ONE).read(_told((Taken(AT),), _acknowledged(ONE), standing=other), KEY)
    for short in ((), (Taken(AT), Taken(AT))):
        with pytest.raises(Unreachable, match="bad-answer"):
            _batch(ONE).read(_told(short), KEY)
    for none in (b"", b"\x90", b"<html>"):
        with pytest.raises(Unreachable, match="bad-answer"):
            _batch(ONE).read(none, KEY)


def test_a_hub_with_another_key_is_not_believed() -> None:
    told = _told((Taken(AT),), _acknowledged(ONE), seed=bytes(32))
    with pytest.raises(Unreachable, match="bad-signature"):
        _batch(ONE).read(told, KEY)
