"""Send joined files to the hub: seal them when their case is submitted, send them after it, whole or not at all."""

import logging
from datetime import timedelta

from kiosk.connectors.hub.hub import Hub
from kiosk.crypto import sealing
from kiosk.domain.answers import attachment as attachments_of
from kiosk.domain.answers.attachment import Attachments
from kiosk.domain.events.sealed import key_id
from kiosk.domain.keys.ring import Ring
from kiosk.errors import Rejected
from kiosk.services.box import data_keys
from kiosk.services.box.box import Box
from kiosk.store.cases import attachments
from kiosk.store.cases.attachments import Kept
from kiosk.store.database import Database
from kiosk.store.events import enrolment, file_transfers

log = logging.getLogger(__name__)
KEPT_FOR_A_RESTORE = timedelta(days=7)
"""How long a file is kept after the hub has it, unless its case goes sooner: a restored hub may lack it."""


def pack(db: Database, case_id: str, key: bytes, fields: set[str]) -> Attachments:
    """Queue the case's files that answer these fields, and delete its other files, in the caller's transaction.

    Gives the files that the event lists, by field. Files of a case that is sent again are queued again.
    """
    file_transfers.unpack(db, case_id)
    listed: dict[str, tuple[attachments_of.Attachment, ...]] = {}
    for file in attachments.of_case(db, case_id, key):
        if file.field_id not in fields:
            attachments.remove(db, file.attachment.id)
            continue
        _pack(db, file)
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
            for file in attachments.of_case(db, case_id, key) if key else ():
                if file.attachment.id == attachment_id:
                    _pack(db, file)
                    done += 1
    return done


def send(box: Box, hub: Hub) -> int:
    """Send the files whose event the hub has acknowledged, one after the other; gives how many it confirmed.

    A file that the hub refuses is skipped, and tried again after the others. Raises `Unreachable`: confirmed files stay
    confirmed, and the others are sent from their beginning next time.
    """
    sent = 0
    for parcel in file_transfers.due(box.store.read(), key_id(bytes.fromhex(hub.seal_key))):
        pieces = attachments.pieces(box.store.read(), parcel.attachment_id)
        try:
            acknowledged = hub.put_attachment(
                parcel.attachment_id,
                parcel.event_id,
                parcel.sha256,
                parcel.hub_key,
                attachments_of.parcel(parcel.sealed, pieces),
            )
        except Rejected as refused:
            log.warning("the hub will not have attachment %s: %s", parcel.attachment_id, refused.code)
            with box.store.write() as db:
                file_transfers.refuse(db, parcel.attachment_id, box.watch.today().now, refused.code)
            continue
        with box.store.write() as db:
            file_transfers.receive(
                db, parcel.attachment_id, box.watch.today().now, acknowledged.statement, acknowledged.signature
            )
        sent += 1
    return sent


def forget(box: Box) -> int:
    """Wipe the bytes of files the hub has had for `KEPT_FOR_A_RESTORE`; gives how many pieces. The caller folds."""
    with box.store.write() as db:
        return file_transfers.forget_received(db, box.watch.today().now - KEPT_FOR_A_RESTORE)


def _pack(db: Database, kept: Kept) -> None:
    hub = enrolment.current(db)
    hub_key = key_id(hub.seal_key) if hub else ""
    sealed = sealing.seal(hub.seal_key, kept.file_key) if hub else b""
    file_transfers.pack(db, kept.attachment.id, kept.attachment.sha256, hub_key, sealed)
