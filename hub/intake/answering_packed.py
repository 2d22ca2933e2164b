"""Answers a batch of version 3: its events are vouched for by one signature, and answered under one."""

from collections.abc import Mapping, Sequence

from hub.hub import Hub
from hub.intake.answering import outcomes_of
from hub.intake.batch import (
    Busy,
    Conflict,
    Known,
    OpenedEvent,
    Outcome,
    OutOfOrder,
    RefusedEvent,
    Taken,
)
from hub.intake.opening import open_event
from hub.sites.heartbeats import ArrivedHeartbeat
from hub.wire.packed_batch import Arrived
from kiosk.crypto import keys
from kiosk.domain.events.event import digest
from kiosk.domain.events.packed_event import id_in, unpacked, vouched
from kiosk.domain.events.sealed import Sealed
from kiosk.domain.events.wire import packed
from kiosk.domain.events.wire.packed import PACKED_VERSION, PackedAnswer, PackedAnswers
from kiosk.domain.events.wire.statements import EventAcknowledgement, HubStanding
from kiosk.domain.events.wire.values import VERSION
from kiosk.domain.proofs import batch_signature, signed_refusal
from kiosk.domain.proofs.acknowledgement import received_at
from kiosk.error_codes import Rejection
from kiosk.errors import Rejected


def is_vouched(batch: Arrived, signers: Mapping[str, bool]) -> bool | None:
    """Whether a key of the site that is not revoked signed the batch; None where it bears no signature."""
    if not batch.signature:
        return None
    message = vouched(batch.site, list(batch.events))
    return any(keys.verified(key, message, batch.signature) for key, revoked in signers.items() if not revoked)


def take_arrived(
    hub: Hub,
    batch: Arrived,
    read: Sequence[Sealed | RefusedEvent],
    signers: Mapping[str, bool],
    heartbeat: ArrivedHeartbeat,
) -> list[Outcome]:
    """What becomes of each event, in order; what is `Taken` is committed, and so is the heartbeat `heartbeat`.

    `read` are the batch's events, read. The batch is vouched for, or each of its events bears its own signature.
    """
    opened = [event if isinstance(event, RefusedEvent) else _opened(hub, batch, event, signers) for event in read]
    return outcomes_of(hub, batch.site, opened, heartbeat)


def answers_to(
    hub: Hub,
    batch: Arrived,
    read: Sequence[Sealed | RefusedEvent],
    outcomes: Sequence[Outcome],
    standing: HubStanding,
) -> PackedAnswers:
    """One answer an event, in order, and the standing, under one signature."""
    said = standing.statement()
    answers: list[PackedAnswer] = []
    signed = [said]
    for sent, event, outcome in zip(batch.events, read, outcomes, strict=True):
        answer, statement = _answer(batch.site, sent, event, outcome)
        answers.append(answer)
        signed += [statement] if statement else []
    signature = batch_signature.sign(signed, hub.seed)
    return PackedAnswers(PACKED_VERSION, said.decode(), tuple(answers), signature)


def read_event(event: bytes) -> Sealed | RefusedEvent:
    """An event as it travelled, or why nothing of it can be read."""
    try:
        return unpacked(event)
    except Rejected as reason:
        return RefusedEvent(Rejection(reason.code), reason.details.get("detail", ""))


def _opened(hub: Hub, batch: Arrived, event: Sealed, signers: Mapping[str, bool]) -> OpenedEvent | RefusedEvent:
    return open_event(hub, batch.site, event, signers, vouched=bool(batch.signature))


def _answer(site: str, sent: bytes, event: Sealed | RefusedEvent, outcome: Outcome) -> tuple[PackedAnswer, bytes]:
    """The answer to an event, and the statement that is signed of it, empty for none."""
    match outcome:
        case Taken(statement=said) | Known(statement=said):
            kind = packed.Taken if isinstance(outcome, Taken) else packed.Known
            return _has(kind, site, event, said), said.encode()
        case RefusedEvent(code=code, detail=detail):
            return packed.NotTaken(code, detail), _refusal(site, sent, code, detail)
        case Conflict():
            return packed.Conflict(), _refusal(site, sent, Rejection.CHANGED_EVENT, "sha256")
        case OutOfOrder():
            return packed.Later(), b""
        case Busy(seconds=seconds):
            return packed.Busy(seconds), b""


def _has(
    kind: type[packed.Taken | packed.Known], site: str, event: Sealed | RefusedEvent, said: str
) -> packed.Taken | packed.Known:
    """The answer without the statement, where the box can write it from what it sent and the moment alone."""
    at = received_at(said.encode())
    assert at is not None and isinstance(event, Sealed)  # intake wrote it, of what was read
    follows = EventAcknowledgement(
        event.id, event.sha256, site, event.reference, event.sequence, event.type, at, VERSION
    )
    return kind(at) if follows.statement().decode() == said else kind(at, said)


def _refusal(site: str, sent: bytes, code: str, detail: str) -> bytes:
    return signed_refusal.statement(id_in(sent), digest(sent), site, code, detail)
