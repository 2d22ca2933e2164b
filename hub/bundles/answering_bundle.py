"""Answers the messages of one bundle: its events go through intake some at a time, then come the updates."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from io import BytesIO
from typing import Any

from msgspec import to_builtins

from hub.files import chunked_intake
from hub.hub import Hub
from hub.intake import updates
from hub.intake.answering import answer_items
from hub.intake.went_back import Here
from hub.sites import sites
from hub.sites.heartbeats import ArrivedHeartbeat
from hub.sites.sites import Site
from kiosk.clock import is_id
from kiosk.domain.bundles.messages import (
    AnswerFile,
    AnswerUpdate,
    BundledChunk,
    BundledEvent,
    BundledFile,
    BundleStart,
    EventAnswer,
    read_bundle,
)
from kiosk.domain.events.wire.answers import Acknowledged, Answer, Later, Refused
from kiosk.domain.events.wire.files import FileAnswer
from kiosk.domain.events.wire.reading import MOST_EVENTS, encode
from kiosk.errors import Rejected

_BATCH_BYTES = 4_000_000
"""Bytes of events that are in memory at a time, as of a batch on the wire."""
_BUSY_TRIES = 12


@dataclass(slots=True)
class ArrivingFiles:
    """The files of a bundle of a site, one after the other; a file that is refused takes none of the others along."""

    hub: Hub
    site: str
    _id: str = ""
    _answer: FileAnswer | None = None
    _code: str = ""

    def take(self, message: BundledFile | BundledChunk) -> Iterator[bytes]:
        """Take one message; gives the answer to the file before, where this one begins another."""
        if isinstance(message, BundledFile):
            yield from self.end()
            self._id = message.id
        elif self._code or self._answer is None or self._answer.signed:
            return  # the file is refused, or the hub has it
        try:
            if isinstance(message, BundledFile):
                self._answer = chunked_intake.take_manifest(self.hub, self.site, self._id, message.manifest)
            else:
                read = BytesIO(message.content).read
                self._answer = chunked_intake.take_chunk(
                    self.hub, self.site, self._id, bytes.fromhex(message.name), 0, read
                )
        except Rejected as reason:
            self._code = str(reason.code)

    def end(self) -> Iterator[bytes]:
        """The answer to the last file, where there was one."""
        if self._id:
            signed = self._answer.signed if self._answer else None
            yield encode(AnswerFile(id=self._id, signed=None if self._code else signed, code=self._code))
        self._id, self._answer, self._code = "", None, ""


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
        waiting: list[dict[str, Any]] = []
        size = 0
        for data in messages:
            message = read_bundle(data)
            if isinstance(message, BundledFile | BundledChunk):
                yield from self._take(waiting, references)
                waiting, size = [], 0
                yield from self._files.take(message)
            if not isinstance(message, BundledEvent):
                continue
            if waiting and (len(waiting) == MOST_EVENTS or size + len(data) > _BATCH_BYTES):
                yield from self._take(waiting, references)
                waiting, size = [], 0
            waiting.append(message.event)
            size += len(data)
        yield from self._take(waiting, references)
        yield from self._files.end()
        self._hear(references)
        yield from self._updates()

    def _take(self, items: Sequence[dict[str, Any]], references: list[str]) -> Iterator[bytes]:
        """Take some events. Of one whose id cannot be read nothing is told."""
        named = [item for item in items if is_id(str(item.get("id")))]
        references += [item["reference"] for item in named if isinstance(item.get("reference"), str)]
        self.counts.events += len(items)
        self.counts.refused += len(items) - len(named)
        for answer in self._answered(named):
            self.counts.taken += type(answer) is Acknowledged
            self.counts.refused += isinstance(answer, Refused)
            yield encode(EventAnswer(answer=to_builtins(answer)))

    def _answered(self, items: Sequence[dict[str, Any]]) -> Sequence[Answer]:
        for attempt in range(_BUSY_TRIES):
            answers = answer_items(self.hub, self.start.site, items, self.sender.signers)
            busy = max((answer.seconds or 0 for answer in answers if isinstance(answer, Later)), default=0)
            if not busy or attempt == _BUSY_TRIES - 1:
                return answers
            self.wait(busy)
        raise AssertionError

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
                yield encode(AnswerUpdate(cursor=update.cursor, statement=update.statement, signature=update.signature))
            if not given:
                return
