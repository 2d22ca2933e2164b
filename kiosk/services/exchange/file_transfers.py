"""Send joined files to the hub: seal them when their case is submitted, send them after it, whole or not at all."""

import logging
from datetime import datetime, timedelta

from msgspec import Struct

from kiosk.connectors.hub.chunked_file import SealedFile, Sending
from kiosk.connectors.hub.hub import Hub
from kiosk.crypto import sealing
from kiosk.domain.answers import attachment
from kiosk.domain.answers.attachment import Attachments
from kiosk.domain.events.sealed import key_id
from kiosk.domain.keys.ring import Ring
from kiosk.domain.proofs import signed_statement
from kiosk.errors import Rejected, Unreachable
from kiosk.services.box import data_keys
from kiosk.services.box.box import NO_FILES, Box, FilesOnTheWay
from kiosk.store.cases import attachments
from kiosk.store.cases.attachments import Kept
from kiosk.store.database import Database
from kiosk.store.events import counters, file_transfers

log = logging.getLogger(__name__)
KEPT_FOR_A_RESTORE = timedelta(days=7)
"""How long a file is kept after the hub has it, unless its case goes sooner: a restored hub may lack it."""

TOGETHER_S = 30.0
"""Seconds that one exchange spends on files: a photograph over a thin line takes many, and events go before each."""

FAILED = 500
"""The status of a hub that failed at this one request; any other says that it takes nothing from anybody."""


def pack(db: Database, case_id: str, key: bytes, fields: set[str]) -> Attachments:
    """Queue the case's files that answer these fields, and delete its other files, in the caller's transaction.

    Gives the files that the event lists, by field. Files of a case that is sent again are queued again.
    """
    file_transfers.unpack(db, case_id)
    listed: dict[str, tuple[attachment.Attachment, ...]] = {}
    for file in attachments.of_case(db, case_id, key):
        if file.field_id not in fields:
            attachments.remove(db, file.attachment.id)
            continue
        pack_one(db, file)
        listed[file.field_id] = (*listed.get(file.field_id, ()), file.attachment)
    return listed


def seal_again(box: Box, ring: Ring) -> int:
    """Seal the keys of files that are sealed to no key yet, or to one that the hub has replaced; gives how many."""
    hub = box.enrolment()
    if hub is None or not ring:
        return 0
    done = 0
    for attachment_id, case_id in file_transfers.other_keys(box.store.read(), key_id(hub.seal_key)):
        with box.store.write() as db:
            key = data_keys.key_in(db, case_id, ring)
            if key and (file := attachments.one(db, attachment_id, key)):
                pack_one(db, file)
                done += 1
    return done


class FilesSent(Struct, frozen=True):
    """What one exchange did for files: how many the hub confirmed, and whether some are left that it may take."""

    confirmed: int = 0
    unfinished: bool = False


def send(box: Box, hub: Hub, seconds: float = TOGETHER_S) -> FilesSent:
    """Send the files whose event the hub has acknowledged, one after the other, for so many seconds.

    A large file goes on in the next exchange, where it was: events come first. A file that the hub refuses, or breaks
    at, is skipped, and tried again after the others. Raises `Unreachable`: confirmed files stay confirmed, and what the
    hub has of the others stays there.
    """
    clock, confirmed = box.clock, 0
    ends, broken = clock.monotonic() + seconds, None

    def is_over() -> bool:
        return clock.monotonic() >= ends

    parcels = file_transfers.due(box.store.read(), key_id(bytes.fromhex(hub.seal_key)), box.watch.today().now)
    total, before = file_transfers.waiting_bytes(box.store.read()), 0
    for parcel in parcels:

        def tell(sent: int, before: int = before) -> None:
            box.hub_line.files = FilesOnTheWay(min(before + sent, total), total)

        if is_over():
            return FilesSent(confirmed, True)
        try:
            acknowledged = hub.put_file(sealed_file(box, parcel), Sending(is_over, tell))
        except Rejected as refused:
            log.warning("the hub will not have attachment %s: %s", parcel.attachment_id, refused.code)
            with box.store.write() as db:
                file_transfers.refuse(db, parcel.attachment_id, box.watch.today().now, refused.code)
            continue
        except Unreachable as fault:
            if fault.details.get("status") != FAILED:
                raise
            broken = fault
            with box.store.write() as db:
                file_transfers.refuse(db, parcel.attachment_id, box.watch.today().now, fault.code)
            continue
        if acknowledged is None:
            return FilesSent(confirmed, True)
        with box.store.write() as db:
            file_transfers.receive(
                db, parcel.attachment_id, box.watch.today().now, acknowledged.statement, acknowledged.signature
            )
        confirmed, before = confirmed + 1, before + parcel.size
    box.hub_line.files = NO_FILES
    if broken is not None:
        raise broken
    return FilesSent(confirmed, bool(confirmed))


def sealed_file(box: Box, parcel: file_transfers.Parcel) -> SealedFile:
    """The file, whose pieces are read as they are asked for."""

    def chunk(place: int) -> bytes:
        first = 1 + place * attachment.PIECES  # the header stands before them
        return b"".join(attachments.pieces(box.store.read(), parcel.attachment_id, first, attachment.PIECES))

    header = next(attachments.pieces(box.store.read(), parcel.attachment_id, 0, 1), b"")
    return SealedFile(
        parcel.attachment_id,
        parcel.event_id,
        parcel.sha256,
        parcel.size,
        parcel.hub_key,
        parcel.sealed,
        header,
        chunk,
    )


def forget(box: Box) -> int:
    """Wipe the bytes of files that the hub has had for `KEPT_FOR_A_RESTORE`, as it said of itself since; gives how many
    pieces. The caller folds.
    """
    until = last_heard(box)
    if until is None:
        return 0
    with box.store.write() as db:
        return file_transfers.forget_received(db, min(box.watch.today().now, until) - KEPT_FOR_A_RESTORE)


def last_heard(box: Box) -> datetime | None:
    """When the hub last said, signed, which copy of its data it is; None where it has not said so.

    A hub that was put back says so when it is next heard: until then a box without a line wipes nothing that such a
    hub may lack.
    """
    enrolled, standing = box.enrolment(), counters.last_standing(box.store.read())
    if enrolled is None or standing is None:
        return None
    try:
        return signed_statement.read_standing(standing, enrolled.verify_key).at
    except Unreachable:  # of a key that is no longer the hub's
        return None


def pack_one(db: Database, kept: Kept) -> None:
    """Queue one file, in the caller's transaction; it leaves once the event that lists it was acknowledged."""
    hub = counters.current(db)
    hub_key = key_id(hub.seal_key) if hub else ""
    sealed = sealing.seal(hub.seal_key, kept.file_key) if hub else b""
    file_transfers.pack(db, kept.attachment.id, kept.attachment.sha256, hub_key, sealed)
