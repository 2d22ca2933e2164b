"""Take a file that a box made for this hub and that came by hand; the same answer however often it comes.

What is in it goes where it goes from the line. The file is read to its end first, so that nothing of one that is cut
or changed counts; then a batch or a chunk of it is in memory at a time.
"""

import threading
from collections.abc import Callable, Iterator
from io import BytesIO
from typing import BinaryIO, TypeVar

from msgspec import Struct

from hub.bundles import kept_answers
from hub.bundles.kept_answers import TakenBundle
from hub.files import chunked_intake
from hub.hub import Hub
from hub.intake import updates, went_back
from hub.intake.answering import answer_batch
from hub.intake.went_back import Here
from hub.sites import sites
from hub.sites.release_notes import describe_site
from hub.sites.sites import Site
from hub.wire.batch import Batch, decode_batch
from kiosk.domain.events.sealed import reader_id, seal_message
from kiosk.domain.events.wire.batch import (
    Acknowledged,
    Answers,
    AskedUpdates,
    FileAnswer,
    FileManifest,
    Later,
    Seen,
    Updates,
)
from kiosk.domain.events.wire.batch import Refused as RefusedEvent
from kiosk.domain.events.wire.reading import VERSION, Misfit, decode, encode
from kiosk.error_codes import HubRefusal, Refusal
from kiosk.errors import Refused, Rejected
from kiosk.files.carried_file import SITE, CarriedFile, open_carried, write_carried

_PAUSE = threading.Event()
"""Never set: waited for between two tries."""
_BUSY_TRIES = 12
S = TypeVar("S", bound=Struct)


def take(hub: Hub, file: BinaryIO, wait: Callable[[float], object] = _PAUSE.wait) -> TakenBundle:
    """Take a file, and keep the answer for whoever carries it back (`kept_answers`).

    `wait` is what is done for some seconds where the database is busy: a stick does not come again in a minute. Raises
    `Refused`: what `open_carried` refuses, `answer-for-a-bundle`, `bundle-of-another-hub`, `unknown-site`,
    `bundle-of-revoked-site`, `bundle-forged`.
    """
    carried = open_carried(file)
    if SITE in carried.names:
        raise Refused(Refusal.ANSWER_FOR_A_BUNDLE)
    if carried.reader() != reader_id(hub.verify_key):
        raise Refused(HubRefusal.BUNDLE_OF_ANOTHER_HUB)
    sender, first = _sender(hub, carried)
    here = went_back.check(hub, sender, first.heartbeat.seen or Seen())
    taking = _Taking(hub, carried, sender, here, wait)
    answer = b"".join(write_carried(carried.id, taking.parts()))
    taken = TakenBundle(
        carried.id, sender.code, hub.clock.now(), taking.count(), taking.count(Acknowledged), taking.count(RefusedEvent)
    )
    kept_answers.keep(hub, taken, answer)
    return taken


def _sender(hub: Hub, carried: CarriedFile) -> tuple[Site, Batch]:
    """The site whose key signed the first batch, as it is answered, and that batch."""
    opened = carried.open_part("events/0", hub.seed)
    batch = _read(decode_batch, opened.content)
    listed, signers = sites.site_by_code(hub.store, batch.site), sites.signers(hub.store, batch.site)
    signer = opened.signer(signers)
    if signer is None or batch.heartbeat.asked != carried.id:
        raise Refused(Refusal.BUNDLE_FORGED)
    if signers[signer]:
        raise Refused(HubRefusal.BUNDLE_OF_REVOKED_SITE, site=batch.site)
    return Site(listed.code, listed.name, listed.highest_counter, "", signers, signer), batch


def _read(read: Callable[[bytes], S], content: bytes) -> S:
    try:
        return read(content)
    except Misfit:  # it is authentic, and this version does not know it
        raise Refused(Refusal.NEWER_BUNDLE) from None


class _Taking:
    """Takes the parts of one file of a site, and answers each under its own name."""

    def __init__(
        self, hub: Hub, carried: CarriedFile, sender: Site, here: Here, wait: Callable[[float], object]
    ) -> None:
        self._hub, self._carried, self._sender, self._here, self._wait = hub, carried, sender, here, wait
        self._outcomes: list[type[Struct]] = []

    def count(self, outcome: type[Struct] | None = None) -> int:
        """How many events had exactly this outcome, or how many there were."""
        return len(self._outcomes) if outcome is None else self._outcomes.count(outcome)

    def parts(self) -> Iterator[tuple[str, bytes]]:
        """The parts of the answer: to each batch and file, what the hub knows of the site, and what it has not seen."""
        for name in self._carried.names_of("events"):
            yield self._told(name, self._answers(_read(decode_batch, self._asked(name))))
        for name in self._carried.names_of("files"):
            manifest = _read(lambda content: decode(FileManifest, content), self._asked(name))
            yield self._told(name, self._file(name.removeprefix("files/"), manifest))
        for name in self._carried.names_of("updates"):
            asked = _read(lambda content: decode(AskedUpdates, content), self._asked(name))
            for number, page in enumerate(self._updates(asked)):
                yield self._told(f"updates/{number}", page)
        yield self._told(SITE, describe_site(self._hub, self._sender, self._here.epoch))

    def _asked(self, name: str) -> bytes:
        opened = self._carried.open_part(name, self._hub.seed)
        if not opened.signer([self._sender.verify_key]):
            raise Refused(Refusal.BUNDLE_FORGED)
        return opened.content

    def _told(self, name: str, message: Struct) -> tuple[str, bytes]:
        return name, seal_message(encode(message), self._hub.seed, self._sender.verify_key)

    def _answers(self, batch: Batch) -> Answers:
        if batch.site != self._sender.code:
            raise Refused(Refusal.BUNDLE_FORGED)
        for _ in range(_BUSY_TRIES):
            told = answer_batch(self._hub, self._sender, batch, self._here, batch.heartbeat.at or self._hub.clock.now())
            busy = max((answer.seconds or 0 for answer in told.answers if isinstance(answer, Later)), default=0)
            if not busy:
                break
            self._wait(busy)
        self._outcomes += map(type, told.answers)
        return told

    def _file(self, file_id: str, manifest: FileManifest) -> FileAnswer:
        """Take the chunks that the hub lacks, as far as they are there."""
        hub, site = self._hub, self._sender.code
        try:
            for chunk in chunked_intake.take_manifest(hub, site, file_id, manifest).missing:
                name = manifest.chunks[chunk.place]
                content = BytesIO(self._carried.read(f"chunks/{name}"))
                chunked_intake.take_chunk(hub, site, file_id, bytes.fromhex(name), 0, content.read)
            return chunked_intake.take_manifest(hub, site, file_id, manifest)
        except Rejected as reason:
            return FileAnswer(version=VERSION, code=reason.code)

    def _updates(self, asked: AskedUpdates) -> Iterator[Updates]:
        hub, site, epoch = self._hub, self._sender.code, self._here.epoch
        cursor = asked.after if asked.epoch == epoch else 0
        updates.note_fetched(hub, site, cursor)
        while True:
            cursor, given = updates.listed(hub, site, cursor, updates.MOST)
            if not given:
                return
            yield Updates(version=VERSION, epoch=epoch, cursor=cursor, updates=tuple(given))
