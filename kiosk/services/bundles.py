"""Cases and answers on a stick: the bundle that a box writes, and the answer that it takes back."""

import errno
import json
import logging
import shutil
import threading
from collections.abc import Iterator, Mapping, Sequence
from contextlib import suppress
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any, BinaryIO

from msgspec import Struct

from kiosk import logs
from kiosk.connectors.hub import connection
from kiosk.connectors.hub.connection import JudgedAnswers
from kiosk.connectors.hub.hub import make_batch, read_batch_answers, read_site, read_updates
from kiosk.crypto import keys
from kiosk.domain.answers import attachment
from kiosk.domain.events.sealed import reader_id, seal_message, sealing_key_id
from kiosk.domain.events.wire.batch import AskedUpdates, FileAnswer, Heartbeat
from kiosk.domain.events.wire.reading import VERSION, Message, Misfit, convert, encode
from kiosk.domain.proofs import signed_statement
from kiosk.error_codes import LineFault, Refusal
from kiosk.errors import ParvisError, Refused, Unreachable
from kiosk.files import carried_file
from kiosk.files.carried_file import SITE, CarriedFile, FileKind, is_carried_file_name, name_carried_file, open_carried
from kiosk.paths import name_what_is_wrong
from kiosk.process.whole_file import write_whole_file
from kiosk.services.box.box import Box
from kiosk.services.exchange import receive_updates, send_events
from kiosk.services.exchange.enrol import hub_of
from kiosk.services.exchange.receive_updates import Effect
from kiosk.services.upkeep.backup import FOLDER
from kiosk.services.upkeep.machine import Mounts
from kiosk.store import file_transfers, outbox, updates
from kiosk.store.file_transfers import BundleRow, ParcelRow
from kiosk.store.outbox import Enrolment

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
_FULL = (errno.ENOSPC, errno.EDQUOT, errno.EFBIG)
_LATEST = 50
"""Bundles whose answers are looked for."""
_SPARE_BYTES = 1 << 20
"""Left free on a stick: names and tables of its file system take room too."""
log = logging.getLogger(__name__)


class BundleEstimate(Struct, frozen=True):
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
        self, box: Box, bundle: BundleRow, said: Heartbeat, due: Sequence[tuple[str, int]], files: Sequence[ParcelRow]
    ) -> None:
        self._box, self._said, self._due, self._files = box, said, due, files
        self.bundle, self.total, self.done = bundle, bundle.bytes, 0

    @property
    def name(self) -> str:
        return carried_file.name_carried_file(FileKind.BUNDLE, self.bundle.id)

    def pieces(self) -> Iterator[bytes]:
        """The bytes of the file, once, a batch or a chunk at a time. What is in it is noted as perhaps sent."""
        for piece in carried_file.write_carried(self.bundle.id, self._parts()):
            yield piece
            self.done += len(piece)

    def finish(self) -> None:
        with self._box.store.write() as db:
            file_transfers.mark_bundle_made(db, self.bundle.id, self.done)

    def _parts(self) -> Iterator[tuple[str, bytes]]:
        """Batches, the question for updates, then what each file is made of and its chunks."""
        box, bundle = self._box, self.bundle
        for number, ids in enumerate(_batches(self._due)):
            db = box.store.read()
            page = [send_events.with_alias(box, db, event) for event in file_transfers.select_events_by_id(db, ids)]
            with box.store.write() as write:
                outbox.insert_sends(write, page, box.watch.today().now)
            yield f"events/{number}", self._sealed(make_batch(bundle.site, page, self._said))
        after = updates.read_update_cursor(box.store.read(), bundle.epoch)
        yield "updates/0", self._sealed(AskedUpdates(version=VERSION, epoch=bundle.epoch, after=after))
        for parcel in self._files:
            file = send_events.sealed_file(box, parcel)
            manifest = file.manifest()
            yield f"files/{file.id}", self._sealed(manifest)
            for place, name in enumerate(manifest.chunks):
                yield f"chunks/{name}", file.chunk(place)

    def _sealed(self, message: Message) -> bytes:
        return seal_message(encode(message), self._box.site_seed, self.bundle.hub)


def estimate_bundle(box: Box) -> BundleEstimate:
    db = box.store.read()
    events, oldest = outbox.read_unsent_summary(db)
    due = file_transfers.select_due_event_ids(db)
    size = sum(sealed + _AROUND_EVENT for _, sealed in due) + _AROUND_FILE
    size += sum(map(_file_bytes, _files(box, [event_id for event_id, _ in due])))
    return BundleEstimate(events, datetime.fromisoformat(oldest) if oldest else None, size, events - len(due))


def begin_bundle_export(box: Box) -> Export:
    """A bundle of all that is due, with a heartbeat and the cursor of updates, so that one without events is worth it.

    Its id is what the heartbeat asks, which the hub's standing answers. Raises `Unreachable` (`no-hub`): there is
    nobody to seal it to.
    """
    hub = box.enrolment()
    if hub is None:
        raise Unreachable(LineFault.NO_HUB)
    send_events.give_new_numbers(box)
    due: list[tuple[str, int]] = []
    size = _AROUND_FILE
    for event_id, sealed in file_transfers.select_due_event_ids(box.store.read()):
        if due and (size + sealed + _AROUND_EVENT > MOST_BYTES or len(due) == MOST_EVENTS):
            break
        due.append((event_id, sealed))
        size += sealed + _AROUND_EVENT
    files = []
    for parcel in _files(box, [event_id for event_id, _ in due]):
        if size + _file_bytes(parcel) <= MOST_BYTES:
            files.append(parcel)
            size += _file_bytes(parcel)
    said, now = send_events.make_heartbeat(box, hub_of(box)), box.clock.now()
    bundle = BundleRow(str(said.asked), box.site.code, hub.verify_key, now, hub.epoch, len(due), size)
    with box.store.write() as db:
        file_transfers.delete_old_bundles(db, now - KEPT)
        file_transfers.insert_bundle(db, bundle)
    return Export(box, bundle, said, due, files)


def _batches(due: Sequence[tuple[str, int]]) -> Iterator[list[str]]:
    """The ids of each batch, as many as one takes on the line; the last may be empty, as a heartbeat is."""
    ids: list[str] = []
    size = 0
    for event_id, sealed in due:
        if ids and (len(ids) == send_events.BATCH_EVENTS or size + sealed > connection.MOST_AT_ONCE):
            yield ids
            ids, size = [], 0
        ids.append(event_id)
        size += sealed
    yield ids


def _files(box: Box, events: Sequence[str]) -> list[ParcelRow]:
    hub = box.enrolment()
    return file_transfers.select_bundle_parcels(box.store.read(), sealing_key_id(hub.seal_key), events) if hub else []


def _file_bytes(parcel: ParcelRow) -> int:
    parts = 1 + attachment.chunk_count(parcel.size)
    return attachment.sealed_size(parcel.size) + parts * _AROUND_PART


class HubAnswerSummary(Struct, frozen=True):
    """What an answer brought: events that the hub has, that it will not have, that are sent again; updates; files."""

    acknowledged: int = 0
    rejected: int = 0
    later: int = 0
    updates: int = 0
    files: int = 0


def take_hub_answer(box: Box, file: BinaryIO) -> HubAnswerSummary:
    """Take an answer; one that was cut in the middle of this by a crash is taken again from its beginning.

    Raises `Unreachable` (`no-hub`) and `Refused`: what `open_carried` refuses; `bundle-for-an-answer`;
    `answer-of-another-site`; `answer-unknown` (this box did not make the bundle, or its database came back from an
    older copy); `answer-known`; `answer-of-another-hub`; `answer-older` (the hub was put back since, and may lack what
    it says that it has); `bundle-forged`.
    """
    enrolled = box.enrolment()
    if enrolled is None:
        raise Unreachable(LineFault.NO_HUB)
    carried = open_carried(file)
    bundle = _bundle_of(box, carried, enrolled)
    said = {name: _said(box, carried, name, enrolled) for name in carried.names}
    try:
        answers = [_answers(box, said[name], enrolled, bundle) for name in carried.names_of("events")]
        news = [read_updates(said[name], enrolled.verify_key, bundle.site) for name in carried.names_of("updates")]
        _hear(box, answers[0], said[SITE], bundle, enrolled)
        files = {name.removeprefix("files/"): convert(FileAnswer, said[name]) for name in carried.names_of("files")}
    except (Unreachable, Misfit):
        raise Refused(Refusal.BUNDLE_FORGED) from None
    effects = [receive_updates.keep_answer(box, enrolled.verify_key, each) for told in answers for each in told.answers]
    for fresh in news:
        receive_updates.save_hub_updates(box, fresh, answers[0].epoch)
    received = [_keep_file(box, name, told, enrolled, bundle) for name, told in files.items()]
    send_events.give_new_numbers(box)
    with box.store.write() as db:
        file_transfers.mark_bundle_answered(db, bundle.id, box.clock.now())
    return HubAnswerSummary(
        effects.count(Effect.ACKNOWLEDGED),
        effects.count(Effect.REJECTED),
        sum(effect in (Effect.LATER, Effect.APART, Effect.NOTHING) for effect in effects),
        sum(map(len, news)),
        sum(received),
    )


def _bundle_of(box: Box, carried: CarriedFile, enrolled: Enrolment) -> BundleRow:
    if SITE not in carried.names:
        raise Refused(Refusal.BUNDLE_FOR_AN_ANSWER)
    if carried.reader() != reader_id(keys.verify_key(box.site_seed)):
        raise Refused(Refusal.ANSWER_OF_ANOTHER_SITE)
    bundle = file_transfers.read_bundle(box.store.read(), carried.id)
    if bundle is None:
        raise Refused(Refusal.ANSWER_UNKNOWN)
    if bundle.answered_at is not None:
        raise Refused(Refusal.ANSWER_KNOWN, at=bundle.answered_at)
    if bundle.hub != enrolled.verify_key:
        raise Refused(Refusal.ANSWER_OF_ANOTHER_HUB)
    return bundle


def _said(box: Box, carried: CarriedFile, name: str, enrolled: Enrolment) -> Mapping[str, Any]:
    opened = carried.open_part(name, box.site_seed)
    if not opened.signer([enrolled.verify_key]):
        raise Refused(Refusal.BUNDLE_FORGED)
    said = json.loads(opened.content)
    if not isinstance(said, dict) or said.get("version") != VERSION:
        raise Refused(Refusal.NEWER_BUNDLE)
    return said


def _answers(box: Box, said: Mapping[str, Any], enrolled: Enrolment, bundle: BundleRow) -> JudgedAnswers:
    """The answers to one batch. Where this database is an older copy of the one that made it, it does not have all."""
    db = box.store.read()
    ids = [str(entry.get("id")) for entry in said.get("answers", []) if isinstance(entry, dict)]
    events = [send_events.with_alias(box, db, event) for event in file_transfers.select_events_by_id(db, ids)]
    return read_batch_answers(said, events, enrolled.verify_key, bundle.site, bundle.id)


def _hear(box: Box, told: JudgedAnswers, site: Mapping[str, Any], bundle: BundleRow, enrolled: Enrolment) -> None:
    """Follow the hub's epoch and its sealing key; its time is of the day of the stick, and confirms no date here."""
    key = read_site(site, enrolled.verify_key)
    if told.standing is None or told.signed_standing is None:  # it answers another question
        raise Refused(Refusal.BUNDLE_FORGED)
    if told.epoch != enrolled.epoch and bundle.epoch != enrolled.epoch:
        # The box has followed the hub to another epoch since it made the bundle, and this answer knows nothing of it.
        raise Refused(Refusal.ANSWER_OLDER)
    receive_updates.save_carried_standing(box, told.standing, told.signed_standing)
    receive_updates.follow_epoch(box, told.epoch)
    send_events.take_hub_key(box, key.seal_key, key.made_at, key.epoch)


def _keep_file(box: Box, name: str, told: FileAnswer, enrolled: Enrolment, bundle: BundleRow) -> bool:
    """Keep what became of one file; whether the hub has it. One that nothing is said of is sent again."""
    parcel = file_transfers.read_parcel(box.store.read(), name)
    now = box.watch.today().now
    if parcel is None or not (told.code or told.signed):
        return False
    if told.code:
        with box.store.write() as db:
            file_transfers.insert_parcel_refusal(db, parcel.attachment_id, now, told.code)
        return False
    names = {"attachment": name, "event": parcel.event_id, "sha256": parcel.sha256, "site": bundle.site}
    try:
        signed = signed_statement.read_of_file(
            signed_statement.read_shown_statement(told.signed).to_wire(), enrolled.verify_key, **names
        )
    except Unreachable:  # of an event that was mended since
        return False
    with box.store.write() as db:
        file_transfers.insert_parcel_receipt(db, parcel.attachment_id, now, signed.statement, signed.signature)
    return True


class Stick(Struct, frozen=True):
    mounted: Path
    free: int

    @property
    def name(self) -> str:
        return self.mounted.name


def sticks(mounts: Mounts) -> list[Stick]:
    mounts.open_sticks()
    there = []
    for mounted in mounts.sticks():
        with suppress(OSError):
            there.append(Stick(mounted, shutil.disk_usage(mounted).free))
    return there


def folder_of(stick: Path) -> Path:
    """The folder of Parvis on a stick, made there. Raises `Refused` (`stick-gone`, `no-access`)."""
    folder = stick / FOLDER
    try:
        with name_what_is_wrong(folder):
            folder.mkdir(exist_ok=True)
    except OSError as fault:
        raise Refused(Refusal.STICK_GONE, path=str(stick)) from fault
    return folder


def write_bundle_file(export: Export, folder: Path) -> Path:
    """Write a bundle into a folder; on return it is on the disk, was read back from there, and bears its name.

    A stick that is pulled before that keeps a hidden file at most, which nobody takes for a bundle. Raises `Refused`:
    `no-room`, `stick-gone`, `bundle-not-written` (what is read back is something else), `no-access`.
    """
    target = folder / export.name
    try:
        if shutil.disk_usage(folder).free < export.total + _SPARE_BYTES:
            raise Refused(Refusal.NO_ROOM, path=str(folder))
        with name_what_is_wrong(folder):
            if not write_whole_file(target, export.pieces()):
                raise Refused(Refusal.BUNDLE_NOT_WRITTEN, path=str(folder))
    except OSError as fault:
        code = Refusal.NO_ROOM if fault.errno in _FULL else Refusal.STICK_GONE
        raise Refused(code, path=str(folder)) from fault
    export.finish()
    return target


def answers_on(box: Box, folder: Path) -> list[Path]:
    """The answers in a folder that this box waits for, by the name of their bundle, newest bundle first."""
    waited = [
        bundle
        for bundle in file_transfers.select_latest_bundles(box.store.read(), _LATEST)
        if bundle.answered_at is None
    ]
    named = [folder / name_carried_file(FileKind.ANSWER, bundle.id) for bundle in waited]
    return [path for path in named if path.is_file()]


def answer_among(box: Box, there: list[Stick]) -> Path | None:
    """The answer to read from the sticks that are there: one that this box waits for, else any; None for none."""
    folders = [stick.mounted / FOLDER for stick in there]
    waited = [path for folder in folders for path in answers_on(box, folder)]
    taken = {
        name_carried_file(FileKind.ANSWER, bundle.id)
        for bundle in file_transfers.select_latest_bundles(box.store.read(), _LATEST)
        if bundle.answered_at
    }
    others = [path for folder in folders if (path := any_answer_on(folder)) and path.name not in taken]
    return next(iter((*waited, *others)), None)


def any_answer_on(folder: Path) -> Path | None:
    """An answer in a folder, whoever waits for it, so that it can be said why it is not taken; None for none."""
    with suppress(OSError):
        return next(
            (path for path in sorted(folder.iterdir()) if is_carried_file_name(FileKind.ANSWER, path.name)), None
        )
    return None


class BundleProgress(Struct, frozen=True):
    """How a bundle on its way stands: `done` of `total` bytes, about. `path` is there once the stick may be pulled out,
    `fault` where it failed; `running` is neither.
    """

    running: bool = False
    done: int = 0
    total: int = 1
    path: Path | None = None
    fault: ParvisError | None = None
    events: int = 0

    @property
    def percent(self) -> int:
        """From 0 to 99 while it runs; the last hundredth is reading it back."""
        return min(99, self.done * 100 // max(self.total, 1)) if self.running else 100


class Carrying:
    """What one application writes onto a stick: one bundle at a time, `under_way` while it is written."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self.under_way: Export | None = None
        self._ended = BundleProgress()
        self._thread: threading.Thread | None = None

    def progress(self) -> BundleProgress:
        export = self.under_way
        if export is None:
            return self._ended
        return BundleProgress(True, export.done, export.total, events=export.bundle.events)

    def start(self, box: Box, stick: Path) -> None:
        """Raises `Refused` (`carrying-already`), and as `begin_bundle_export` does."""
        with self._lock:
            if self.under_way is not None:
                raise Refused(Refusal.CARRYING_ALREADY)
            export = begin_bundle_export(box)
            self.under_way = export
        self._thread = threading.Thread(target=self._run, args=(export, stick), name="bundle", daemon=True)
        self._thread.start()

    def wait(self, seconds: float | None = None) -> None:
        """Wait until what is being written has ended, or so many seconds: a stick may not answer any more."""
        if self._thread is not None:
            self._thread.join(seconds)

    def _run(self, export: Export, stick: Path) -> None:
        with logs.bind_job("bundle"):
            ended = BundleProgress(fault=Refused(Refusal.STICK_GONE, path=str(stick)))
            try:
                path = write_bundle_file(export, folder_of(stick))
                ended = BundleProgress(done=export.done, total=export.done, path=path, events=export.bundle.events)
            except ParvisError as fault:
                log.warning("the bundle was not written: %s", fault.code)
                ended = BundleProgress(fault=fault)
            finally:
                self._ended, self.under_way = ended, None
