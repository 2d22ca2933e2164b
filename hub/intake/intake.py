"""Receives the events of a batch in one transaction; the same event always gets the same acknowledgement.

New cases that nothing is known of are made into rows before the transaction and stored together. Every other event is
looked at by itself. Both ways give the same outcomes and the same rows (`tests/hub/test_same_outcomes.py`).
"""

import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from sqlalchemy import Connection, text
from sqlalchemy.exc import DataError, IntegrityError, OperationalError

from hub.hub import Hub
from hub.intake import new_cases, one_event
from hub.intake.batch import Busy, OpenedEvent, Outcome, RefusedEvent, Taken
from hub.intake.new_cases import NewCase
from hub.intake.site_notices import Notices
from hub.outbox import outbox, person_notices
from hub.sites.heartbeats import ArrivedHeartbeat
from hub.store.faults import is_busy, is_collision
from hub.store.limits import hurried
from hub.wire.read_event import site_of
from kiosk.domain.events.wire.bodies import Submitted
from kiosk.error_codes import Rejection
from kiosk.errors import Rejected

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


@dataclass(slots=True)
class Marks:
    """The ids, streams and numbers of some events: two events that share none of them do not concern each other."""

    ids: set[str] = field(default_factory=set)
    streams: set[str] = field(default_factory=set)
    references: set[str] = field(default_factory=set)

    def add(self, opened: OpenedEvent) -> None:
        """Note those of one event."""
        self.ids.add(opened.incoming.id)
        self.streams.add(opened.incoming.stream)
        self.references.update(_numbers(opened))

    def touches(self, opened: OpenedEvent) -> bool:
        """Whether the event shares one of them."""
        mine = opened.incoming.id in self.ids or opened.incoming.stream in self.streams
        return mine or not self.references.isdisjoint(_numbers(opened))


def is_plain(opened: OpenedEvent) -> bool:
    """Whether the event opens a case, by itself: its site is the sender's, and its number the only one it ever had."""
    content, site = opened.incoming.content, opened.site
    return (
        isinstance(content, Submitted)
        and not (opened.revoked or opened.alias)
        and content.site.code == site == site_of(opened.incoming.reference)
    )


def unseen(connection: Connection, batch: Sequence[OpenedEvent], plain: Sequence[bool]) -> set[int]:
    """The places in the batch of the plain events whose id, stream and number neither the database nor an earlier event
    of the batch has."""
    candidates = list(_first(batch, plain))
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


def _first(batch: Sequence[OpenedEvent], plain: Sequence[bool]) -> Iterator[int]:
    earlier = Marks()
    for place, opened in enumerate(batch):
        if plain[place] and not earlier.touches(opened):
            yield place
        earlier.add(opened)


def _numbers(opened: OpenedEvent) -> tuple[str, ...]:
    alias = opened.alias
    return (opened.incoming.reference, *((alias.reference, *alias.formerly) if alias else ()))


def take_batch(
    hub: Hub, site: str, opened: Sequence[OpenedEvent], heartbeat: ArrivedHeartbeat | None = None
) -> list[Outcome]:
    """Store the opened events of a site, in order; gives one outcome an event.

    An event is committed once its outcome is `Taken`. Raises nothing for a bad event: it is a `RefusedEvent`. All are
    `Busy` where the database gave no turn in time; then nothing of them is stored. `heartbeat` is kept with them, and
    by itself where they cannot be.
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
    plain = [is_plain(event) for event in opened]
    made = [_made(hub, event) if simple else None for event, simple in zip(opened, plain, strict=True)]
    for attempt in range(_TRIES):
        try:
            with hurried(), hub.store.writing() as connection:
                # At first without savepoints, which most batches do not need.
                batch = _Batch(hub, connection, Notices(hub), careful=attempt > 0)
                outcomes = batch.take(opened, made, plain)
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


def _made(hub: Hub, opened: OpenedEvent) -> NewCase | None:
    content = opened.incoming.content
    if not isinstance(content, Submitted):
        return None
    return new_cases.make(hub, opened.site, opened.incoming, content, hub.clock.now())


@dataclass(slots=True)
class _Batch:
    """One attempt; `careful`: each event behind a savepoint, so that only the one that fails is undone."""

    hub: Hub
    connection: Connection
    notices: Notices
    careful: bool
    _waiting: dict[int, NewCase] = field(default_factory=dict)
    _marks: Marks = field(default_factory=Marks)
    _outcomes: dict[int, Outcome] = field(default_factory=dict)

    def take(
        self, opened: Sequence[OpenedEvent], made: Sequence[NewCase | None], plain: Sequence[bool]
    ) -> list[Outcome]:
        """The outcome of each event; new cases wait until the end, or until an event of the batch concerns them."""
        fresh = set() if self.careful else unseen(self.connection, opened, plain)
        for place, event in enumerate(opened):
            new = made[place]
            if place in fresh and new is not None:
                self._waiting[place] = new
                self._marks.add(event)
                continue
            if self._marks.touches(event):
                self._store_waiting()
            self._outcomes[place] = self._one(event)
        self._store_waiting()
        outcomes = [self._outcomes[place] for place in range(len(opened))]
        taken = [event.incoming for event, outcome in zip(opened, outcomes, strict=True) if isinstance(outcome, Taken)]
        outbox.note_events(self.hub, self.connection, [incoming.id for incoming in taken])
        person_notices.note_events(self.hub, self.connection, taken)
        return outcomes

    def _store_waiting(self) -> None:
        new_cases.store(self.connection, list(self._waiting.values()))
        self._outcomes |= {place: Taken(new.statement) for place, new in self._waiting.items()}
        self._waiting, self._marks = {}, Marks()

    def _one(self, event: OpenedEvent) -> Outcome:
        try:
            return self._behind_savepoint(event) if self.careful else self._take(event)
        except Rejected as reason:
            if reason.code == Rejection.CLOSED_CASE:
                self.notices.came_late(self.connection, event.site, event.incoming.reference)
            return RefusedEvent(Rejection(reason.code), reason.details.get("detail", ""))

    def _take(self, event: OpenedEvent) -> Outcome:
        return one_event.take(self.hub, self.connection, event, self.notices)

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
