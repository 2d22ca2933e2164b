"""Make the file that carries what waits to the hub by hand; nothing is deleted here, and nothing counts as sent.

Events are those of the wire, each with its own signature, so that one that also goes by wire counts once.
"""

from collections.abc import Iterator, Sequence
from datetime import datetime, timedelta
from itertools import chain

from msgspec import Struct

from kiosk.crypto import keys, sealing
from kiosk.domain.answers import attachment
from kiosk.domain.bundles import container, signed_messages
from kiosk.domain.bundles.container import FileKind
from kiosk.domain.bundles.messages import BUNDLE_VERSION, BundledChunk, BundledEvent, BundledFile, BundleStart
from kiosk.domain.events.sealed import key_id, to_wire
from kiosk.domain.events.wire.reading import encode
from kiosk.error_codes import LineFault
from kiosk.errors import Unreachable
from kiosk.services.box.box import Box
from kiosk.services.exchange import heartbeat, new_numbers
from kiosk.services.exchange.enrolled_hub import hub_of
from kiosk.services.exchange.file_transfers import sealed_file
from kiosk.store.events import acknowledgements, outbox, to_carry, updates
from kiosk.store.events.enrolment import Enrolment
from kiosk.store.events.file_transfers import Parcel
from kiosk.store.events.to_carry import Bundle

MOST_BYTES = 1 << 30
"""Sealed bodies in one file: FAT takes no file of 4 GiB. What is left goes with the next one."""
PAGE = 100
"""Events that are held in memory at a time."""
KEPT = timedelta(days=400)
"""How long a bundle's answer can be taken: the time for a stick that was forgotten in a drawer."""
_AROUND_EVENT = 600
"""Bytes around a sealed body: its ids, its signature, its name."""
_AROUND_FILE = 1_500


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
        self,
        box: Box,
        hub: Enrolment,
        bundle: Bundle,
        start: BundleStart,
        ids: Sequence[str],
        files: Sequence[Parcel] = (),
    ) -> None:
        self._box, self._hub, self._start, self._ids, self._files = box, hub, start, ids, files
        self.bundle, self.total, self.done = bundle, bundle.bytes, 0

    @property
    def name(self) -> str:
        """The name of the file, which betrays nobody."""
        return container.file_name(FileKind.BUNDLE, self.bundle.id)

    def pieces(self) -> Iterator[bytes]:
        """The bytes of the file, once, with a few events in memory. What is in it is noted as perhaps sent.

        A file that was not written to its end is told by its reader: it lacks the signed end.
        """
        hub = self._hub
        messages = signed_messages.ended(self._start, chain(self._events(), self._chunks()), self._box.site_seed)
        reader = key_id(hub.seal_key)
        for piece in container.written(FileKind.BUNDLE, self.bundle.id, reader, hub.seal_key, messages):
            yield piece
            self.done += len(piece)

    def finish(self) -> None:
        """Note that the file is whole, where it is to be: its answer is waited for."""
        with self._box.store.write() as db:
            to_carry.note_made(db, self.bundle.id, self.done)

    def _events(self) -> Iterator[bytes]:
        for first in range(0, len(self._ids), PAGE):
            ids = self._ids[first : first + PAGE]
            db = self._box.store.read()
            page = [new_numbers.with_alias(self._box, db, event) for event in to_carry.by_ids(db, ids)]
            with self._box.store.write() as write:
                acknowledgements.sending(write, page, self._box.watch.today().now)
            for event in page:
                yield encode(BundledEvent(event=to_wire(event)))

    def _chunks(self) -> Iterator[bytes]:
        """What each file is made of, then its chunks; one chunk in memory."""
        for parcel in self._files:
            file = sealed_file(self._box, parcel)
            manifest = file.manifest()
            yield encode(BundledFile(id=file.id, manifest=manifest))
            for place, name in enumerate(manifest.chunks):
                yield encode(BundledChunk(name=name, content=file.chunk(place)))


def waiting(box: Box) -> Waiting:
    """What waits, for whoever asks whether a stick is worth the way."""
    db = box.store.read()
    events, oldest = outbox.unsent(db)
    due = to_carry.due_ids(db)
    size = sum(map(_event_bytes, (sealed for _, sealed in due))) + _AROUND_FILE
    size += sum(map(_file_bytes, _files(box, [event_id for event_id, _ in due])))
    return Waiting(events, datetime.fromisoformat(oldest) if oldest else None, size, events - len(due))


def begin(box: Box) -> Export:
    """A bundle of all that is due, with a heartbeat and the cursor of updates, so that one without events is worth it.

    Raises `Unreachable` (`no-hub`): there is nobody to seal it to.
    """
    hub = box.enrolment()
    if hub is None:
        raise Unreachable(LineFault.NO_HUB)
    new_numbers.give(box)
    ids: list[str] = []
    size = _AROUND_FILE
    for event_id, sealed in to_carry.due_ids(box.store.read()):
        if ids and size + _event_bytes(sealed) > MOST_BYTES:
            break
        ids.append(event_id)
        size += _event_bytes(sealed)
    files = []
    for parcel in _files(box, ids):
        if size + _file_bytes(parcel) <= MOST_BYTES:
            files.append(parcel)
            size += _file_bytes(parcel)
    now, pair, name = box.clock.now(), sealing.new_pair(), box.clock.new_id()
    made = heartbeat.make(box, hub_of(box))
    bundle = Bundle(name, box.site.code, hub.verify_key, now, hub.epoch, str(made.asked), pair.private, len(ids), size)
    start = BundleStart(
        version=BUNDLE_VERSION,
        bundle=name,
        site=bundle.site,
        hub=hub.verify_key,
        made_at=now,
        answer_key=pair.public.hex(),
        epoch=hub.epoch,
        cursor=updates.cursor(box.store.read(), hub.epoch),
        heartbeat=made,
    )
    with box.store.write() as db:
        to_carry.forget(db, now - KEPT)
        to_carry.add(db, bundle)
    return Export(box, hub, bundle, start, ids, files)


def _files(box: Box, events: Sequence[str]) -> list[Parcel]:
    hub = box.enrolment()
    return to_carry.files(box.store.read(), key_id(hub.seal_key), events) if hub else []


def _event_bytes(sealed: int) -> int:
    return _in_base64(sealed) + _AROUND_EVENT


def _file_bytes(parcel: Parcel) -> int:
    chunks = attachment.chunk_count(parcel.size)
    return _in_base64(attachment.sealed_size(parcel.size)) + _AROUND_EVENT + 180 * chunks


def _in_base64(size: int) -> int:
    return -(-size // 3) * 4


def site_reader(box: Box) -> str:
    """For whom an answer is that this box opens, as its front says."""
    return key_id(bytes.fromhex(keys.verify_key(box.site_seed)))
