"""Answers a batch: all its events are received in one transaction, and each is signed for by itself."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from msgspec import UNSET, Struct, UnsetType
from sqlalchemy import Connection, bindparam, select, text
from sqlalchemy.exc import DataError, IntegrityError, OperationalError

from hub import opening, trail
from hub.hub import Hub
from hub.intake import one_event
from hub.intake.batch import (
    Busy,
    Conflict,
    KnownEvent,
    OpenedEvent,
    Outcome,
    OutOfOrder,
    RefusedEvent,
    TakenEvent,
)
from hub.intake.one_event import NewCase
from hub.intake.updates import PendingUpdates
from hub.outbox import outbox, person_notices
from hub.outbox.outbox import channels_of
from hub.publications import CURSOR
from hub.secrets.vault import pack_body
from hub.sites.fleet import ArrivedHeartbeat
from hub.sites.sites import Site
from hub.store.opening import is_busy, is_collision, limit_statements
from hub.store.schema import event, lineage, site
from hub.trail import AuditAction
from hub.wire import MOST_BODY, Batch, envelope, read_alias, read_incoming, site_of
from kiosk.crypto import keys
from kiosk.crypto.packing import DICTIONARIES
from kiosk.domain.events.sealed import make_event_statement, unseal_event
from kiosk.domain.events.wire.batch import (
    AcknowledgedEvent,
    Answer,
    BatchAnswer,
    Duplicate,
    Later,
    RejectedEvent,
    SeenStatements,
    SignedText,
)
from kiosk.domain.events.wire.bodies import SubmittedBody
from kiosk.domain.events.wire.reading import VERSION, Maybe
from kiosk.domain.events.wire.statements import HubStanding
from kiosk.domain.proofs import signed_statement
from kiosk.domain.proofs.signed_statement import SignedStatement
from kiosk.error_codes import Rejection
from kiosk.errors import Rejected, Unreachable

_KNOWN = """
SELECT id FROM event WHERE id {ids} UNION ALL SELECT stream FROM event WHERE stream {streams}
UNION ALL SELECT reference FROM cases WHERE reference {numbers}
"""
"""The same words for a batch of any length, so that nothing is planned anew."""
_NAMES = ("ids", "streams", "numbers")
_ON_POSTGRESQL = text(_KNOWN.format(**{name: f"= ANY(:{name})" for name in _NAMES}))
_ON_SQLITE = text(_KNOWN.format(**{name: f"IN (SELECT value FROM json_each(:{name}))" for name in _NAMES}))
_TRIES = 5
"""A concurrent request with the same events costs one attempt; on the next one they are found."""
_BUSY_S = 5
"""Seconds after which a box sends again what the database had no time for."""
_CURSOR = select(site.c.cursor).where(site.c.code == bindparam("code")).scalar_subquery().label("cursor")
_NEWEST = select(lineage, _CURSOR, CURSOR.label("published")).order_by(lineage.c.number.desc()).limit(1)
"""The newest epoch, and the cursors of a site's last update and of what is published."""
_KNOWN_EVENT = select(event.c.id).where(event.c.id == bindparam("id"))


@dataclass(slots=True)
class Marks:
    """The ids, streams and numbers of some events: two events that share none of them do not concern each other."""

    ids: set[str] = field(default_factory=set)
    streams: set[str] = field(default_factory=set)
    references: set[str] = field(default_factory=set)

    def add(self, opened: OpenedEvent) -> None:
        self.ids.add(opened.incoming.id)
        self.streams.add(opened.incoming.stream)
        self.references.update(_numbers(opened))

    def touches(self, opened: OpenedEvent) -> bool:
        mine = opened.incoming.id in self.ids or opened.incoming.stream in self.streams
        return mine or not self.references.isdisjoint(_numbers(opened))


def _plain_case(hub: Hub, opened: OpenedEvent) -> NewCase | None:
    """The case that the event opens by itself: its site is the sender's, and its number the only one it ever had."""
    content, site = opened.incoming.content, opened.site
    if not isinstance(content, SubmittedBody) or opened.revoked or opened.alias or opened.incoming.apart:
        return None
    if not content.site.code == site == site_of(opened.incoming.reference):
        return None
    return one_event.make_new_case(hub, site, opened.incoming, content, hub.clock.now())


def find_unseen(connection: Connection, batch: Sequence[OpenedEvent], made: Sequence[NewCase | None]) -> set[int]:
    """The places in the batch of the plain events whose id, stream and number neither the database nor an earlier event
    of the batch has."""
    candidates, earlier = [], Marks()
    for place, opened in enumerate(batch):
        if made[place] and not earlier.touches(opened):
            candidates.append(place)
        earlier.add(opened)
    mine = [batch[place].incoming for place in candidates]
    if not mine:
        return set()
    looked_for = [event.id for event in mine], [event.stream for event in mine], [event.reference for event in mine]
    if connection.dialect.name == "postgresql":
        rows = connection.execute(_ON_POSTGRESQL, dict(zip(_NAMES, looked_for, strict=True)))
    else:
        rows = connection.execute(_ON_SQLITE, dict(zip(_NAMES, map(json.dumps, looked_for), strict=True)))
    known = set(rows.scalars())
    # What is known under a name of another sort is looked at by itself, which finds out.
    return {
        place
        for place, event in zip(candidates, mine, strict=True)
        if known.isdisjoint((event.id, event.stream, event.reference))
    }


def _numbers(opened: OpenedEvent) -> tuple[str, ...]:
    alias = opened.alias
    return (opened.incoming.reference, *((alias.reference, *alias.formerly) if alias else ()))


def take_batch(
    hub: Hub, site: str, opened: Sequence[OpenedEvent], heartbeat: ArrivedHeartbeat | None = None
) -> list[Outcome]:
    """Store the opened events of a site, in order; gives one outcome an event.

    An event is committed once its outcome is `TakenEvent`. Raises nothing for a bad event: it is a `RefusedEvent`. All
    are `Busy` where the database gave no turn in time; then nothing of them is stored. `heartbeat` is kept with them,
    and by itself where they cannot be.
    """
    outcomes: list[Outcome] = []
    try:
        outcomes = _stored(hub, site, opened, heartbeat)
    finally:
        if heartbeat and not heartbeat.kept:
            with hub.store.writing() as connection:
                heartbeat.keep(connection)
    return outcomes


def _stored(hub: Hub, site: str, opened: Sequence[OpenedEvent], heartbeat: ArrivedHeartbeat | None) -> list[Outcome]:
    made = [_plain_case(hub, event) for event in opened]
    for attempt in range(_TRIES):
        try:
            with limit_statements(), hub.store.writing() as connection:
                # At first without savepoints, which most batches do not need.
                batch = _Batch(hub, connection, PendingUpdates(hub), careful=attempt > 0)
                outcomes = batch.take(opened, made)
                batch.notices.send(connection, site if heartbeat else "")
                if heartbeat:
                    heartbeat.keep(connection)
        except (IntegrityError, DataError):
            continue
        except OperationalError as fault:
            if not is_busy(fault):
                raise
            if not is_collision(fault):
                break
            continue
        if heartbeat:
            heartbeat.kept = True
        return outcomes
    return [Busy(_BUSY_S)] * len(opened)


@dataclass(slots=True)
class _Batch:
    """One attempt; `careful`: each event behind a savepoint, so that only the one that fails is undone."""

    hub: Hub
    connection: Connection
    notices: PendingUpdates
    careful: bool
    _waiting: dict[int, NewCase] = field(default_factory=dict)
    _marks: Marks = field(default_factory=Marks)
    _outcomes: dict[int, Outcome] = field(default_factory=dict)

    def take(self, opened: Sequence[OpenedEvent], made: Sequence[NewCase | None]) -> list[Outcome]:
        fresh = set() if self.careful else find_unseen(self.connection, opened, made)
        for place, one in enumerate(opened):
            new = made[place]
            if place in fresh and new is not None:
                self._waiting[place] = new
                self._marks.add(one)
                continue
            if self._marks.touches(one):
                self._store_waiting()
            self._outcomes[place] = self._one(one)
        self._store_waiting()
        outcomes = [self._outcomes[place] for place in range(len(opened))]
        taken = [
            event.incoming for event, outcome in zip(opened, outcomes, strict=True) if isinstance(outcome, TakenEvent)
        ]
        outbox.note_event_deliveries(self.hub, self.connection, [incoming.id for incoming in taken])
        person_notices.note_event_notices(self.hub, self.connection, taken)
        return outcomes

    def _store_waiting(self) -> None:
        one_event.insert_new_cases(self.connection, list(self._waiting.values()))
        self._outcomes |= {place: TakenEvent(new.statement) for place, new in self._waiting.items()}
        self._waiting, self._marks = {}, Marks()

    def _one(self, event: OpenedEvent) -> Outcome:
        try:
            return self._behind_savepoint(event) if self.careful else self._take(event)
        except Rejected as reason:
            if reason.code == Rejection.CLOSED_CASE:
                self.notices.came_late(self.connection, event.site, event.incoming.reference)
            return RefusedEvent(Rejection(reason.code), reason.details.get("detail", ""))

    def _take(self, event: OpenedEvent) -> Outcome:
        return one_event.take_event(self.hub, self.connection, event, self.notices)

    def _behind_savepoint(self, event: OpenedEvent) -> Outcome:
        for _ in range(_TRIES - 1):
            try:
                with self.connection.begin_nested():
                    return self._take(event)
            except IntegrityError:  # a twin took the id, the place or the reference meanwhile: look again
                continue
            except DataError:  # one event the store cannot hold must not stop the others of its batch
                return RefusedEvent(Rejection.BAD_EVENT, "store")
        with self.connection.begin_nested():
            return self._take(event)


class HubProgress(Struct, frozen=True):
    """How far this hub has come: the epoch of its database, and the cursor of what it publishes."""

    epoch: str
    published: int


def compare_with_seen(hub: Hub, of: Site, seen: SeenStatements) -> HubProgress:
    """How far this hub has come, after what a box has `seen` was compared with it.

    Where this hub signed an update's cursor that it has not given, or acknowledged an event that it does not have, the
    database was put back to an older copy without `kiosk hub restored`. Then a new epoch begins, once for all boxes,
    and every box sends again what is missing here. Only this hub's own signature counts as proof.
    """
    with hub.store.reading() as connection:
        newest = connection.execute(_NEWEST, {"code": of.code}).one()
        claimed = _standing(hub, of, seen.standing)
        back = claimed is not None and claimed.epoch == newest.epoch and claimed.cursor > newest.cursor
        taken = _acknowledged(hub, of, seen.acknowledgement)
        if not back and taken is not None:
            at = signed_statement.received_at(taken.statement)
            event_id = taken.verified_fields(hub.ring.verify_key)["event"]
            known = connection.execute(_KNOWN_EVENT, {"id": event_id}).first()
            # What was acknowledged before this epoch began was sent again then, if its box still had it.
            back = known is None and at is not None and at > newest.since
    epoch = opening.begin_epoch_after_copy(hub, newest.number, of.code) if back else newest.epoch
    return HubProgress(epoch, newest.published)


def _standing(hub: Hub, of: Site, shown: Maybe[SignedText]) -> HubStanding | None:
    try:
        claimed = signed_statement.read_standing(signed_statement.read_shown_statement(shown), hub.ring.verify_key)
    except Unreachable:
        return None
    return claimed if claimed.site == of.code else None


def _acknowledged(hub: Hub, of: Site, shown: Maybe[SignedText]) -> SignedStatement | None:
    try:
        signed = signed_statement.read_shown_statement(shown)
        fields = signed.verified_fields(hub.ring.verify_key)
    except Unreachable:
        return None
    return signed if fields.get("site") == of.code and isinstance(fields.get("event"), str) else None


def open_event(hub: Hub, site: str, item: dict[str, Any], signers: Mapping[str, bool]) -> OpenedEvent | RefusedEvent:
    """The event of an item as intake takes it, or why the hub will not have it.

    `signers` are the site's verify keys, newest first, and whether each is revoked.
    """
    try:
        sealed = envelope(item)
        message = make_event_statement(site, sealed)
        signer = next((key for key in signers if keys.is_valid_signature(key, message, sealed.signature)), None)
        if signer is None:
            raise Rejected(Rejection.BAD_SIGNATURE, detail="signature")
        alias = read_alias(sealed, site, [key for key, gone in signers.items() if not gone])
        opened = unseal_event(sealed, hub.ring.pair(sealed.key), MOST_BODY)
        incoming = read_incoming(sealed, opened.body, pack_body(opened))
    except Rejected as reason:
        return RefusedEvent(Rejection(reason.code), reason.details.get("detail", ""))
    return OpenedEvent(site, incoming, alias, signers[signer])


def answer_batch(hub: Hub, site: Site, batch: Batch, here: HubProgress, heard: datetime | None = None) -> BatchAnswer:
    """The answer to a batch of a site, whichever way it came; `heard` is when a stick left with it, else None."""
    references = [event.get("reference") for event in batch.events]
    now = hub.clock.now()
    heartbeat = ArrivedHeartbeat(
        site.code, batch.heartbeat, references, min(heard or now, now), by_hand=heard is not None
    )
    answers = answer_items(hub, site.code, batch.events, site.signers, heartbeat)
    standing: SignedText | UnsetType = UNSET
    if asked := batch.heartbeat.asked:
        ways = tuple(str(channel) for channel in channels_of(hub.settings))
        said = HubStanding(
            site=site.code,
            epoch=here.epoch,
            cursor=heartbeat.cursor,
            asked=asked,
            at=hub.clock.now(),
            version=VERSION,
            dictionaries=DICTIONARIES,
            published=here.published or UNSET,
            notices=ways or UNSET,
        )
        standing = SignedText(**signed_statement.sign_message(said, hub.ring.seed).to_wire())
    return BatchAnswer(version=VERSION, key=hub.ring.verify_key, epoch=here.epoch, answers=answers, standing=standing)


def answer_items(
    hub: Hub,
    site: str,
    items: Sequence[dict[str, Any]],
    signers: Mapping[str, bool],
    heartbeat: ArrivedHeartbeat | None = None,
) -> tuple[Answer, ...]:
    """One answer an item, in order, as docs/wire.md describes it; what is answered `acknowledged` is committed.

    So is `heartbeat`.
    """
    opened = [open_event(hub, site, item, signers) for item in items]
    outcomes = take_opened_events(hub, site, opened, heartbeat)
    return tuple(_answer(hub, site, item, outcome) for item, outcome in zip(items, outcomes, strict=True))


def take_opened_events(
    hub: Hub, site: str, opened: Sequence[OpenedEvent | RefusedEvent], heartbeat: ArrivedHeartbeat | None = None
) -> list[Outcome]:
    """What becomes of each event, in order: intake sees those that could be opened, all at once, with the heartbeat.

    A conflict is noted for the operators.
    """
    handed = [one for one in opened if isinstance(one, OpenedEvent)]
    taken = take_batch(hub, site, handed, heartbeat)
    for one, outcome in zip(handed, taken, strict=True):
        if isinstance(outcome, Conflict):  # the hub keeps the first, the box the other, and shows it to its desk
            trail.append_audit_line(hub, AuditAction.CONTENT_CONFLICT, reference=one.incoming.reference, detail=site)
    left = iter(taken)
    return [one if isinstance(one, RefusedEvent) else next(left) for one in opened]


def _answer(hub: Hub, site: str, item: dict[str, Any], outcome: Outcome) -> Answer:
    """What is told of an outcome; a conflict is a refusal to the box, which shows it to its desk."""
    match outcome:
        case TakenEvent(statement=said) | KnownEvent(statement=said):
            signed = signed_statement.sign_statement(said.encode(), hub.ring.seed).to_wire()
            return (Duplicate if isinstance(outcome, KnownEvent) else AcknowledgedEvent)(id=item["id"], **signed)
        case RefusedEvent(code=code, detail=detail):
            return _refused(hub, site, item, code, detail)
        case Conflict():
            return _refused(hub, site, item, Rejection.CHANGED_EVENT, "sha256")
        case OutOfOrder():
            return Later(id=item["id"])
        case Busy(seconds=seconds):
            return Later(id=item["id"], code="busy", seconds=seconds)


def _refused(hub: Hub, site: str, item: dict[str, Any], code: Rejection, detail: str) -> RejectedEvent:
    """The refusal of an event, signed for exactly what arrived."""
    signed = signed_statement.refusal_to_wire(item, site, code, detail, hub.ring.seed)
    return RejectedEvent(id=item["id"], code=code, detail=detail, **signed)
