"""Answers the messages of one bundle: its events go through intake some at a time, then come the updates."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field

from hub.bundles.arriving_files import ArrivingFiles
from hub.hub import Hub
from hub.intake import updates
from hub.intake.answering import outcomes_of
from hub.intake.answering_packed import read_event
from hub.intake.batch import Busy, Conflict, Known, OpenedEvent, Outcome, OutOfOrder, RefusedEvent, Taken
from hub.intake.opening import open_event
from hub.intake.went_back import Here
from hub.sites import sites
from hub.sites.heartbeats import ArrivedHeartbeat
from hub.sites.sites import Site
from kiosk.crypto import keys
from kiosk.domain.bundles.messages import (
    AnswerUpdate,
    BundledChunk,
    BundledEvent,
    BundledFile,
    BundleStart,
    EventAnswer,
    read_bundle,
)
from kiosk.domain.bundles.messages import Outcome as Outcomes
from kiosk.domain.events.event import digest
from kiosk.domain.events.packed_event import id_in
from kiosk.domain.events.sealed import Sealed
from kiosk.domain.events.wire import packing
from kiosk.domain.events.wire.values import MOST_EVENTS
from kiosk.domain.proofs import signed_refusal
from kiosk.error_codes import Rejection

_BATCH_BYTES = 4_000_000
"""Sealed bytes that are in memory at a time, as of a batch on the wire."""
_BUSY_TRIES = 12
Event = Sealed | RefusedEvent


@dataclass(slots=True)
class Counts:
    """Of one bundle: its events, those that were new, and those that are refused."""

    events: int = 0
    taken: int = 0
    refused: int = 0


@dataclass(slots=True)
class Answering:
    """Answers the messages of one bundle of a site as they come; `here` is how far the hub has come."""

    hub: Hub
    start: BundleStart
    sender: Site
    here: Here
    wait: Callable[[float], object]
    counts: Counts = field(default_factory=Counts)
    _files: ArrivingFiles = field(init=False)

    def __post_init__(self) -> None:
        self._files = ArrivingFiles(self.hub, self.sender.code)

    def answers(self, messages: Iterator[bytes]) -> Iterator[bytes]:
        """The messages of the answer: one an event, in order, then the updates that the box has not seen."""
        references: list[str] = []
        waiting: list[bytes] = []
        size = 0
        for data in messages:
            message = read_bundle(data)
            if isinstance(message, BundledFile | BundledChunk):
                yield from self._take(waiting, references)
                waiting, size = [], 0
                yield from self._files.take(message)
            if not isinstance(message, BundledEvent):
                continue
            event = bytes(message.event)
            if waiting and (len(waiting) == MOST_EVENTS or size + len(event) > _BATCH_BYTES):
                yield from self._take(waiting, references)
                waiting, size = [], 0
            waiting.append(event)
            size += len(event)
        yield from self._take(waiting, references)
        yield from self._files.end()
        self._hear(references)
        yield from self._updates()

    def _take(self, sent: Sequence[bytes], references: list[str]) -> Iterator[bytes]:
        events = [read_event(data) for data in sent]
        references += [event.reference for event in events if isinstance(event, Sealed)]
        opened = [self._opened(event) for event in events]
        outcomes = self._outcomes(opened)
        self.counts.events += len(sent)
        for data, outcome in zip(sent, outcomes, strict=True):
            self.counts.taken += isinstance(outcome, Taken)
            self.counts.refused += isinstance(outcome, RefusedEvent | Conflict)
            if told := self._told(data, outcome):
                yield packing.pack(told)

    def _opened(self, event: Event) -> OpenedEvent | RefusedEvent:
        if isinstance(event, RefusedEvent):
            return event
        return open_event(self.hub, self.start.site, event, self.sender.signers)

    def _outcomes(self, opened: Sequence[OpenedEvent | RefusedEvent]) -> list[Outcome]:
        for attempt in range(_BUSY_TRIES):
            outcomes = outcomes_of(self.hub, self.start.site, opened)
            busy = max((outcome.seconds for outcome in outcomes if isinstance(outcome, Busy)), default=0)
            if not busy or attempt == _BUSY_TRIES - 1:
                return outcomes
            self.wait(busy)
        raise AssertionError

    def _told(self, sent: bytes, outcome: Outcome) -> EventAnswer | None:
        """What the box is told of an event; nothing where not even its id can be read."""
        event_id = id_in(sent)
        if not event_id:
            return None
        name = bytes.fromhex(event_id)
        match outcome:
            case Taken(statement=said) | Known(statement=said):
                word: Outcomes = "acknowledged" if isinstance(outcome, Taken) else "duplicate"
                return EventAnswer(name, word, said, keys.sign(self.hub.seed, said.encode()))
            case RefusedEvent(code=code, detail=detail):
                return self._refusal(name, sent, code, detail)
            case Conflict():
                return self._refusal(name, sent, Rejection.CHANGED_EVENT, "sha256")
            case OutOfOrder():
                return EventAnswer(name, "later", code="out-of-order")
            case Busy():
                return EventAnswer(name, "later", code="busy")

    def _refusal(self, name: bytes, sent: bytes, code: Rejection, detail: str) -> EventAnswer:
        said = signed_refusal.statement(name.hex(), digest(sent), self.start.site, code, detail)
        return EventAnswer(name, "rejected", said.decode(), keys.sign(self.hub.seed, said), code, detail)

    def _hear(self, references: Sequence[str]) -> None:
        """Keep what the box said of itself when it made the file, unless it was heard by wire since."""
        known, made = sites.site_by_code(self.hub.store, self.sender.code), self.start.made_at
        heard = min(made, self.hub.clock.now())
        arrived = ArrivedHeartbeat(known.code, self.start.heartbeat, references, heard)
        with self.hub.store.writing() as connection:
            if known.heard_at is None or known.heard_at < heard:
                arrived.keep(connection)
            else:
                arrived.keep_counter(connection)

    def _updates(self) -> Iterator[bytes]:
        cursor = self.start.cursor if self.start.epoch == self.here.epoch else 0
        updates.note_fetched(self.hub, self.start.site, cursor)
        while True:
            cursor, given = updates.listed(self.hub, self.start.site, cursor, updates.MOST)
            for update in given:
                yield packing.pack(AnswerUpdate(update.cursor, update.statement, bytes.fromhex(update.signature)))
            if not given:
                return
