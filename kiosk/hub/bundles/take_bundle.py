"""Take a file that a box made for this hub and that came by hand; the same answer however often it comes.

The file is read twice: to its signed end, so that nothing of a file that is cut or changed counts, and then event by
event. A few events are in memory at a time.
"""

import threading
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import BinaryIO

from sqlalchemy.exc import IntegrityError

from kiosk.crypto import keys
from kiosk.domain.bundles import container, signed_messages
from kiosk.domain.bundles.container import FileKind, Front
from kiosk.domain.bundles.messages import (
    BUNDLE_VERSION,
    AnswerStart,
    AnswerUpdate,
    BundledEvent,
    BundleStart,
    EventAnswer,
    read_bundle,
)
from kiosk.domain.bundles.messages import Outcome as Outcomes
from kiosk.domain.events.event import digest
from kiosk.domain.events.packed_event import id_in
from kiosk.domain.events.sealed import Sealed, key_id
from kiosk.domain.events.wire import packing
from kiosk.domain.events.wire.batch import Seen
from kiosk.domain.events.wire.statements import SealingKey
from kiosk.domain.events.wire.values import MOST_EVENTS, VERSION
from kiosk.domain.proofs import hub_standing, signed_refusal, signed_statement
from kiosk.error_codes import HubRefusal, Refusal, Rejection
from kiosk.errors import Refused, Rejected
from kiosk.hub.bundles import kept_answers
from kiosk.hub.bundles.kept_answers import TakenBundle
from kiosk.hub.hub import Hub
from kiosk.hub.intake import updates, went_back
from kiosk.hub.intake.answering import outcomes_of
from kiosk.hub.intake.answering_packed import read_event
from kiosk.hub.intake.batch import Busy, Conflict, Known, OpenedEvent, Outcome, OutOfOrder, RefusedEvent, Taken
from kiosk.hub.intake.opening import open_event
from kiosk.hub.sites import sites
from kiosk.hub.sites.sites import ListedSite, Site

_BATCH_BYTES = 4_000_000
"""Sealed bytes that are in memory at a time, as of a batch on the wire."""
_BUSY_TRIES = 12
_PAUSE = threading.Event()
"""Never set: waited for between two tries."""
Event = Sealed | RefusedEvent


def take(hub: Hub, file: BinaryIO, wait: Callable[[float], object] = _PAUSE.wait) -> TakenBundle:
    """Take a file, and keep the answer for whoever carries it back (`kept_answers`).

    `wait` is what is done for some seconds where the database is busy: a stick does not come again in a minute. Raises
    `Refused`: what `container` refuses, `bundle-of-another-hub`, `unknown-site`, `bundle-of-revoked-site`,
    `bundle-forged`.
    """
    front = container.front(file.read, FileKind.BUNDLE)
    try:
        private = hub.ring.pair(front.reader).private
    except Rejected:
        raise Refused(HubRefusal.BUNDLE_OF_ANOTHER_HUB) from None
    signers: dict[str, bool] = {}

    def known(start: BundleStart) -> list[str]:
        signers.update(_signers(hub, start, front))
        return list(signers)

    start, signer = signed_messages.checked(
        container.messages(file.read, front, private), read_bundle, BundleStart, known
    )
    if signers[signer]:
        raise Refused(HubRefusal.BUNDLE_OF_REVOKED_SITE, site=start.site)
    file.seek(0)
    front = container.front(file.read, FileKind.BUNDLE)
    answering = _Answering(hub, start, signers, wait)
    return _answer(hub, start, signer, answering, container.messages(file.read, front, private))


def _answer(
    hub: Hub, start: BundleStart, signer: str, answering: "_Answering", messages: Iterator[bytes]
) -> TakenBundle:
    bundle_id, attempt = start.bundle.hex(), hub.clock.new_id()
    answered = signed_messages.ended(_start(hub, start, answering.epoch), answering.answers(messages), hub.seed)
    reader = key_id(bytes.fromhex(signer))
    file = container.written(FileKind.ANSWER, bundle_id, reader, start.answer_key, answered)
    pieces, size = kept_answers.keep_pieces(hub, bundle_id, attempt, file)
    counts = answering.counts
    taken = TakenBundle(
        bundle_id, start.site, start.made_at, hub.clock.now(), counts.events, counts.taken, counts.refused, size
    )
    for last in (False, True):
        try:
            with hub.store.writing() as connection:
                kept_answers.finish(connection, taken, attempt, pieces)
            break
        except IntegrityError:  # the same file came a second time, at the same moment
            if last:
                raise
    return taken


def _signers(hub: Hub, start: BundleStart, front: Front) -> Mapping[str, bool]:
    """The keys of the site that speaks, and whether each is revoked."""
    if start.hub.hex() != hub.verify_key:
        raise Refused(HubRefusal.BUNDLE_OF_ANOTHER_HUB)
    if start.bundle.hex() != front.bundle or start.made_at.tzinfo is None or not start.heartbeat.asked:
        raise Refused(Refusal.BUNDLE_FORGED)
    sites.site_by_code(hub.store, start.site)
    return sites.signers(hub.store, start.site)


def _start(hub: Hub, start: BundleStart, epoch: str) -> AnswerStart:
    site = sites.site_by_code(hub.store, start.site)
    standing = hub_standing.sign(went_back.standing(hub, _sender(site), epoch, str(start.heartbeat.asked)), hub.seed)
    newest = hub.ring.newest()
    key = SealingKey(
        version=VERSION, hub=hub.verify_key, seal_key=newest.pair.public.hex(), made_at=newest.made_at, epoch=epoch
    )
    signed_key = signed_statement.sign_message(key, hub.seed)
    return AnswerStart(
        BUNDLE_VERSION,
        start.bundle,
        start.site,
        bytes.fromhex(hub.verify_key),
        standing.statement.decode(),
        standing.signature,
        signed_key.statement.decode(),
        signed_key.signature,
    )


def _sender(site: ListedSite) -> Site:
    return Site(site.code, site.name, site.highest_counter, "")


@dataclass(slots=True)
class _Counts:
    events: int = 0
    taken: int = 0
    refused: int = 0


@dataclass(slots=True)
class _Answering:
    """Answers the messages of one bundle as they come; `epoch` is that of the hub's database after what the box has
    seen was compared with it."""

    hub: Hub
    start: BundleStart
    signers: Mapping[str, bool]
    wait: Callable[[float], object]
    epoch: str = ""
    counts: _Counts = field(default_factory=_Counts)

    def __post_init__(self) -> None:
        self.epoch = went_back.check(self.hub, _sender(self._site()), self.start.heartbeat.seen or Seen())

    def answers(self, messages: Iterator[bytes]) -> Iterator[bytes]:
        """The messages of the answer: one an event, in order, then the updates that the box has not seen."""
        references: list[str] = []
        waiting: list[bytes] = []
        size = 0
        for data in messages:
            message = read_bundle(data)
            if not isinstance(message, BundledEvent):
                continue
            event = bytes(message.event)
            if waiting and (len(waiting) == MOST_EVENTS or size + len(event) > _BATCH_BYTES):
                yield from self._take(waiting, references)
                waiting, size = [], 0
            waiting.append(event)
            size += len(event)
        yield from self._take(waiting, references)
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
        return open_event(self.hub, self.start.site, event, self.signers)

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
        site, made = self._site(), self.start.made_at
        heard = min(made, self.hub.clock.now())
        if site.heard_at is None or site.heard_at < heard:
            sites.record_heartbeat(self.hub.store, site.code, self.start.heartbeat, references, heard)
        else:
            sites.record_counter(self.hub.store, site.code, references)

    def _updates(self) -> Iterator[bytes]:
        cursor = self.start.cursor if self.start.epoch == self.epoch else 0
        updates.note_fetched(self.hub, self.start.site, cursor)
        while True:
            cursor, given = updates.listed(self.hub, self.start.site, cursor, updates.MOST)
            for update in given:
                yield packing.pack(AnswerUpdate(update.cursor, update.statement, bytes.fromhex(update.signature)))
            if not given:
                return

    def _site(self) -> ListedSite:
        return sites.site_by_code(self.hub.store, self.start.site)
