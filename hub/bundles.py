"""Takes a bundle that came on a stick, and keeps the answer that goes back on it."""

import threading
from collections.abc import Callable, Iterator
from datetime import datetime, timedelta
from io import BytesIO
from typing import BinaryIO, TypeVar

from msgspec import Struct
from msgspec.structs import asdict
from sqlalchemy import Connection, delete, select
from sqlalchemy.exc import IntegrityError

from hub.files import chunked_intake
from hub.hub import Hub
from hub.intake import intake, updates
from hub.intake.intake import HubProgress, answer_batch
from hub.sites import sites
from hub.sites.fleet import describe_site
from hub.sites.sites import Site
from hub.store.schema import bundle, site, site_update
from hub.wire import Batch, decode_batch
from kiosk.domain.events.sealed import reader_id, seal_message
from kiosk.domain.events.wire.batch import (
    AcknowledgedEvent,
    AskedUpdates,
    BatchAnswer,
    FileAnswer,
    FileManifest,
    Later,
    RejectedEvent,
    SeenStatements,
    UpdatesAnswer,
)
from kiosk.domain.events.wire.reading import VERSION, Misfit, decode, encode
from kiosk.error_codes import HubRefusal, Refusal
from kiosk.errors import Refused, Rejected
from kiosk.files.carried_file import SITE, CarriedFile, FileKind, name_carried_file, open_carried, write_carried

KEPT = timedelta(days=30)
"""How long an answer can be fetched; the same file gets the same acknowledgements later, too."""
_PAUSE = threading.Event()
"""Never set: waited for between two tries."""
_BUSY_TRIES = 12
S = TypeVar("S", bound=Struct)


def file_name(bundle_id: str) -> str:
    """The name under which a box looks for the answer on a stick; it betrays nobody."""
    return name_carried_file(FileKind.ANSWER, bundle_id)


class TakenBundle(Struct, frozen=True):
    """A file that was taken: `events` of which `taken` were new and `refused` are for the desk of its site."""

    id: str
    site: str
    taken_at: datetime
    events: int
    taken: int
    refused: int


class ListedBundle(TakenBundle, frozen=True):
    site_name: str
    has_answer: bool


def list_latest_bundles(hub: Hub, limit: int = 50) -> list[ListedBundle]:
    columns = [column for column in bundle.c if column.name != "answer"]
    has_answer = bundle.c.answer.is_not(None).label("has_answer")
    query = (
        select(*columns, site.c.name.label("site_name"), has_answer)
        .join(site, site.c.code == bundle.c.site)
        .order_by(bundle.c.taken_at.desc(), bundle.c.id)
        .limit(limit)
    )
    with hub.store.reading() as connection:
        return [ListedBundle(**row) for row in connection.execute(query).mappings()]


def read_answer(hub: Hub, bundle_id: str) -> bytes:
    """The answer to a bundle. Raises `Refused` (`answer-gone`) where it is not kept (any more)."""
    with hub.store.reading() as connection:
        answer = connection.execute(select(bundle.c.answer).where(bundle.c.id == bundle_id)).scalar()
    if answer is None:
        raise Refused(HubRefusal.ANSWER_GONE)
    return bytes(answer)


def delete_old_answers(hub: Hub) -> None:
    now = hub.clock.now()
    with hub.store.writing() as connection:
        connection.execute(bundle.update().where(bundle.c.taken_at < now - KEPT).values(answer=None))
        connection.execute(delete(bundle).where(bundle.c.taken_at < now - timedelta(days=365)))


def delete_answers_about(connection: Connection, case_id: str) -> None:
    """Delete the kept answers of all sites that were told of a case, because its contents are erased.

    Nobody but those boxes opens them; they can be asked for again, without that case.
    """
    told = select(site_update.c.site).where(site_update.c.case_id == case_id)
    connection.execute(bundle.update().where(bundle.c.site.in_(told)).values(answer=None))


def take_bundle(hub: Hub, file: BinaryIO, wait: Callable[[float], object] = _PAUSE.wait) -> TakenBundle:
    """Take a file, and keep the answer for whoever carries it back.

    `wait` is what is done for some seconds where the database is busy: a stick does not come again in a minute. Raises
    `Refused`: what `open_carried` refuses, `answer-for-a-bundle`, `bundle-of-another-hub`, `unknown-site`,
    `bundle-of-revoked-site`, `bundle-forged`.
    """
    carried = open_carried(file)
    if SITE in carried.names:
        raise Refused(Refusal.ANSWER_FOR_A_BUNDLE)
    if carried.reader() != reader_id(hub.ring.verify_key):
        raise Refused(HubRefusal.BUNDLE_OF_ANOTHER_HUB)
    sender, first = _sender(hub, carried)
    here = intake.compare_with_seen(hub, sender, first.heartbeat.seen or SeenStatements())
    taking = _Taking(hub, carried, sender, here, wait)
    answer = b"".join(write_carried(carried.id, taking.parts()))
    taken = TakenBundle(
        carried.id,
        sender.code,
        hub.clock.now(),
        taking.count(),
        taking.count(AcknowledgedEvent),
        taking.count(RejectedEvent),
    )
    row = asdict(taken) | {"answer": answer}
    try:
        with hub.store.writing() as connection:
            if connection.execute(bundle.update().where(bundle.c.id == taken.id).values(row)).rowcount == 0:
                connection.execute(bundle.insert().values(row))
    except IntegrityError:  # the same file came a second time, at the same moment: its answer is as good
        pass
    return taken


def _sender(hub: Hub, carried: CarriedFile) -> tuple[Site, Batch]:
    opened = carried.open_part("events/0", hub.ring.seed)
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
    def __init__(
        self, hub: Hub, carried: CarriedFile, sender: Site, here: HubProgress, wait: Callable[[float], object]
    ) -> None:
        self._hub, self._carried, self._sender, self._here, self._wait = hub, carried, sender, here, wait
        self._outcomes: list[type[Struct]] = []

    def count(self, outcome: type[Struct] | None = None) -> int:
        return len(self._outcomes) if outcome is None else self._outcomes.count(outcome)

    def parts(self) -> Iterator[tuple[str, bytes]]:
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
        opened = self._carried.open_part(name, self._hub.ring.seed)
        if not opened.signer([self._sender.verify_key]):
            raise Refused(Refusal.BUNDLE_FORGED)
        return opened.content

    def _told(self, name: str, message: Struct) -> tuple[str, bytes]:
        return name, seal_message(encode(message), self._hub.ring.seed, self._sender.verify_key)

    def _answers(self, batch: Batch) -> BatchAnswer:
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
        hub, site = self._hub, self._sender.code
        try:
            for chunk in chunked_intake.take_manifest(hub, site, file_id, manifest).missing:
                name = manifest.chunks[chunk.place]
                content = BytesIO(self._carried.read(f"chunks/{name}"))
                chunked_intake.take_chunk(hub, site, file_id, bytes.fromhex(name), 0, content.read)
            return chunked_intake.take_manifest(hub, site, file_id, manifest)
        except Rejected as reason:
            return FileAnswer(version=VERSION, code=reason.code)

    def _updates(self, asked: AskedUpdates) -> Iterator[UpdatesAnswer]:
        hub, site, epoch = self._hub, self._sender.code, self._here.epoch
        cursor = asked.after if asked.epoch == epoch else 0
        updates.note_fetched(hub, site, cursor)
        while True:
            cursor, given = updates.list_updates(hub, site, cursor, updates.MOST)
            if not given:
                return
            yield UpdatesAnswer(version=VERSION, epoch=epoch, cursor=cursor, updates=tuple(given))
