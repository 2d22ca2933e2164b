"""Make the file that carries what waits to the hub by hand; nothing is deleted here, and nothing counts as sent.

In it is what would go over the line: the same batches, each event with its own signature, so that one that also goes by
wire counts once.
"""

from collections.abc import Iterator, Sequence
from datetime import datetime, timedelta

from msgspec import Struct

from kiosk.connectors.hub import pace
from kiosk.connectors.hub.hub import make_batch
from kiosk.domain.answers import attachment
from kiosk.domain.events.sealed import key_id, seal_message
from kiosk.domain.events.wire.batch import AskedUpdates, Heartbeat
from kiosk.domain.events.wire.reading import VERSION, Message, encode
from kiosk.error_codes import LineFault
from kiosk.errors import Unreachable
from kiosk.files import carried_file
from kiosk.files.carried_file import FileKind
from kiosk.services.box.box import Box
from kiosk.services.exchange import heartbeat, new_numbers
from kiosk.services.exchange.enrolled_hub import hub_of
from kiosk.services.exchange.file_transfers import sealed_file
from kiosk.services.exchange.send_events import BATCH_EVENTS
from kiosk.store.events import file_transfers, outbox, updates
from kiosk.store.events.file_transfers import Bundle, Parcel

MOST_BYTES = 1 << 30
"""What is sealed in one file: FAT takes no file of 4 GiB. What is left goes with the next one."""
MOST_EVENTS = 20_000
"""Events in one file, whose answer a hub has in memory, and a browser hands in."""
KEPT = timedelta(days=400)
"""How long a bundle's answer can be taken: the time for a stick that was forgotten in a drawer."""
_AROUND_EVENT = 400
"""Bytes around a sealed body: its ids, its signature."""
_AROUND_PART = 400
"""Bytes around a part of the file: its seal, its name twice."""
_AROUND_FILE = 2_200


class Waiting(Struct, frozen=True):
    """What waits for the hub: how many events and since when, and how many bytes the file will have, about.

    `closed`: events of these that leave later, since they are not sealed yet, or need the desk first.
    """

    events: int
    oldest: datetime | None
    bytes: int
    closed: int


class Export:
    """A bundle that is being written: `total` bytes, about, of which `done` are."""

    def __init__(
        self, box: Box, bundle: Bundle, said: Heartbeat, due: Sequence[tuple[str, int]], files: Sequence[Parcel]
    ) -> None:
        self._box, self._said, self._due, self._files = box, said, due, files
        self.bundle, self.total, self.done = bundle, bundle.bytes, 0

    @property
    def name(self) -> str:
        """The name of the file, which betrays nobody."""
        return carried_file.file_name(FileKind.BUNDLE, self.bundle.id)

    def pieces(self) -> Iterator[bytes]:
        """The bytes of the file, once, a batch or a chunk at a time. What is in it is noted as perhaps sent."""
        for piece in carried_file.write_carried(self.bundle.id, self._parts()):
            yield piece
            self.done += len(piece)

    def finish(self) -> None:
        """Note that the file is whole, where it is to be: its answer is waited for."""
        with self._box.store.write() as db:
            file_transfers.note_made(db, self.bundle.id, self.done)

    def _parts(self) -> Iterator[tuple[str, bytes]]:
        """Batches, the question for updates, then what each file is made of and its chunks."""
        box, bundle = self._box, self.bundle
        for number, ids in enumerate(_batches(self._due)):
            db = box.store.read()
            page = [new_numbers.with_alias(box, db, event) for event in file_transfers.by_ids(db, ids)]
            with box.store.write() as write:
                outbox.sending(write, page, box.watch.today().now)
            yield f"events/{number}", self._sealed(make_batch(bundle.site, page, self._said))
        after = updates.cursor(box.store.read(), bundle.epoch)
        yield "updates/0", self._sealed(AskedUpdates(version=VERSION, epoch=bundle.epoch, after=after))
        for parcel in self._files:
            file = sealed_file(box, parcel)
            manifest = file.manifest()
            yield f"files/{file.id}", self._sealed(manifest)
            for place, name in enumerate(manifest.chunks):
                yield f"chunks/{name}", file.chunk(place)

    def _sealed(self, message: Message) -> bytes:
        return seal_message(encode(message), self._box.site_seed, self.bundle.hub)


def waiting(box: Box) -> Waiting:
    """What waits, for whoever asks whether a stick is worth the way."""
    db = box.store.read()
    events, oldest = outbox.unsent(db)
    due = file_transfers.due_ids(db)
    size = sum(sealed + _AROUND_EVENT for _, sealed in due) + _AROUND_FILE
    size += sum(map(_file_bytes, _files(box, [event_id for event_id, _ in due])))
    return Waiting(events, datetime.fromisoformat(oldest) if oldest else None, size, events - len(due))


def begin(box: Box) -> Export:
    """A bundle of all that is due, with a heartbeat and the cursor of updates, so that one without events is worth it.

    Its id is what the heartbeat asks, which the hub's standing answers. Raises `Unreachable` (`no-hub`): there is
    nobody to seal it to.
    """
    hub = box.enrolment()
    if hub is None:
        raise Unreachable(LineFault.NO_HUB)
    new_numbers.give(box)
    due: list[tuple[str, int]] = []
    size = _AROUND_FILE
    for event_id, sealed in file_transfers.due_ids(box.store.read()):
        if due and (size + sealed + _AROUND_EVENT > MOST_BYTES or len(due) == MOST_EVENTS):
            break
        due.append((event_id, sealed))
        size += sealed + _AROUND_EVENT
    files = []
    for parcel in _files(box, [event_id for event_id, _ in due]):
        if size + _file_bytes(parcel) <= MOST_BYTES:
            files.append(parcel)
            size += _file_bytes(parcel)
    said, now = heartbeat.make(box, hub_of(box)), box.clock.now()
    bundle = Bundle(str(said.asked), box.site.code, hub.verify_key, now, hub.epoch, len(due), size)
    with box.store.write() as db:
        file_transfers.forget(db, now - KEPT)
        file_transfers.add(db, bundle)
    return Export(box, bundle, said, due, files)


def _batches(due: Sequence[tuple[str, int]]) -> Iterator[list[str]]:
    """The ids of each batch, as many as one takes on the line; the last may be empty, as a heartbeat is."""
    ids: list[str] = []
    size = 0
    for event_id, sealed in due:
        if ids and (len(ids) == BATCH_EVENTS or size + sealed > pace.MOST_BYTES):
            yield ids
            ids, size = [], 0
        ids.append(event_id)
        size += sealed
    yield ids


def _files(box: Box, events: Sequence[str]) -> list[Parcel]:
    hub = box.enrolment()
    return file_transfers.files(box.store.read(), key_id(hub.seal_key), events) if hub else []


def _file_bytes(parcel: Parcel) -> int:
    parts = 1 + attachment.chunk_count(parcel.size)
    return attachment.sealed_size(parcel.size) + parts * _AROUND_PART
