"""Answers a batch: each item is opened, handed to intake with the others, and signed for by itself."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from msgspec import UNSET, UnsetType

from hub.hub import Hub
from hub.intake import acknowledgement, went_back
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
from hub.intake.intake import take_batch
from hub.intake.went_back import Here
from hub.secrets.vault import pack_body
from hub.sites.heartbeats import ArrivedHeartbeat
from hub.sites.sites import Site
from hub.trail import audit
from hub.trail.audit import AuditAction
from hub.wire.batch import Batch
from hub.wire.read_event import MOST_BODY, envelope, read, read_alias
from kiosk.crypto import keys
from kiosk.domain.events.sealed import Sealed, statement, unsealed
from kiosk.domain.events.wire.batch import Answer, Answers, Later, Refused, SignedText
from kiosk.domain.events.wire.reading import VERSION
from kiosk.domain.proofs import signed_statement
from kiosk.error_codes import Rejection
from kiosk.errors import Rejected


def open_event(hub: Hub, site: str, sealed: Sealed, signers: Mapping[str, bool]) -> OpenedEvent | RefusedEvent:
    """The event as intake takes it, or why the hub will not have it.

    `signers` are the site's verify keys, newest first, and whether each is revoked.
    """
    try:
        revoked = _signed_by_revoked(site, sealed, signers)
        alias = read_alias(sealed, site, [key for key, gone in signers.items() if not gone])
        opened = unsealed(sealed, hub.ring.pair(sealed.key), MOST_BODY)
        incoming = read(sealed, opened.body, pack_body(opened))
    except Rejected as reason:
        return RefusedEvent(Rejection(reason.code), reason.details.get("detail", ""))
    return OpenedEvent(site, incoming, alias, revoked)


def _signed_by_revoked(site: str, sealed: Sealed, signers: Mapping[str, bool]) -> bool:
    """Whether the key that signed is revoked. Raises `Rejected`: `bad-signature` where no key of the site signed."""
    message = statement(site, sealed)
    for verify_key, revoked in signers.items():
        if keys.verified(verify_key, message, sealed.signature):
            return revoked
    raise Rejected(Rejection.BAD_SIGNATURE, detail="signature")


def answer_batch(hub: Hub, site: Site, batch: Batch, here: Here, heard: datetime | None = None) -> Answers:
    """The answer to a batch of a site, whichever way it came; `heard` is when a stick left with it, else None."""
    references = [event.get("reference") for event in batch.events]
    now = hub.clock.now()
    heartbeat = ArrivedHeartbeat(
        site.code, batch.heartbeat, references, min(heard or now, now), by_hand=heard is not None
    )
    answers = answer_items(hub, site.code, batch.events, site.signers, heartbeat)
    standing: SignedText | UnsetType = UNSET
    if asked := batch.heartbeat.asked:
        said = went_back.standing(hub, site, here, asked, heartbeat.cursor)
        standing = SignedText(**signed_statement.sign_message(said, hub.seed).to_wire())
    return Answers(version=VERSION, key=hub.verify_key, epoch=here.epoch, answers=answers, standing=standing)


def answer_items(
    hub: Hub,
    site: str,
    items: Sequence[dict[str, Any]],
    signers: Mapping[str, bool],
    heartbeat: ArrivedHeartbeat | None = None,
) -> tuple[Answer, ...]:
    """One answer an item, in order, as docs/wire.md describes it; what is answered `acknowledged` is committed.

    So is the heartbeat `heartbeat`.
    """
    opened = [_opened(hub, site, item, signers) for item in items]
    outcomes = outcomes_of(hub, site, opened, heartbeat)
    return tuple(_answer(hub, site, item, outcome) for item, outcome in zip(items, outcomes, strict=True))


def outcomes_of(
    hub: Hub, site: str, opened: Sequence[OpenedEvent | RefusedEvent], heartbeat: ArrivedHeartbeat | None = None
) -> list[Outcome]:
    """What becomes of each event, in order: intake sees those that could be opened, all at once, with the heartbeat.

    A conflict is noted for the operators.
    """
    handed = [event for event in opened if isinstance(event, OpenedEvent)]
    taken = take_batch(hub, site, handed, heartbeat)
    for event, outcome in zip(handed, taken, strict=True):
        if isinstance(outcome, Conflict):  # the hub keeps the first, the box the other, and shows it to its desk
            audit.note(hub, AuditAction.CONTENT_CONFLICT, reference=event.incoming.reference, detail=site)
    left = iter(taken)
    return [event if isinstance(event, RefusedEvent) else next(left) for event in opened]


def _opened(hub: Hub, site: str, item: dict[str, Any], signers: Mapping[str, bool]) -> OpenedEvent | RefusedEvent:
    try:
        sealed = envelope(item)
    except Rejected as reason:
        return RefusedEvent(Rejection(reason.code), reason.details.get("detail", ""))
    return open_event(hub, site, sealed, signers)


def _answer(hub: Hub, site: str, item: dict[str, Any], outcome: Outcome) -> Answer:
    """What is told of an outcome; a conflict is a refusal to the box, which shows it to its desk."""
    match outcome:
        case Taken(statement=said) | Known(statement=said):
            signed = signed_statement.sign(said.encode(), hub.seed).to_wire()
            return acknowledgement.answer(item["id"], signed, duplicate=isinstance(outcome, Known))
        case RefusedEvent(code=code, detail=detail):
            return _refused(hub, site, item, code, detail)
        case Conflict():
            return _refused(hub, site, item, Rejection.CHANGED_EVENT, "sha256")
        case OutOfOrder():
            return Later(id=item["id"])
        case Busy(seconds=seconds):
            return Later(id=item["id"], code="busy", seconds=seconds)


def _refused(hub: Hub, site: str, item: dict[str, Any], code: Rejection, detail: str) -> Refused:
    """The refusal of an event, signed for exactly what arrived."""
    signed = signed_statement.refusal_to_wire(item, site, code, detail, hub.seed)
    return Refused(id=item["id"], code=code, detail=detail, **signed)
