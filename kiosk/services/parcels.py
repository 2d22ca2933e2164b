"""Joined files on their way: sealed to the hub when their case is, sent after it, whole or not at all."""

import logging
from datetime import timedelta

from kiosk import sealing
from kiosk.connectors.hub import Hub
from kiosk.domain import attachment as attachments_of
from kiosk.domain.attachment import Attachments
from kiosk.domain.ring import Ring
from kiosk.domain.sealed import key_id
from kiosk.errors import Rejected
from kiosk.services import safe
from kiosk.services.box import Box
from kiosk.store import attachments, parcels
from kiosk.store.attachments import Kept
from kiosk.store.database import Database

log = logging.getLogger(__name__)
KEPT_FOR_A_RESTORE = timedelta(days=7)
"""How long a file stays here once the hub has it, unless its case goes sooner: a hub may be restored from a copy."""


def pack(box: Box, db: Database, case_id: str, key: bytes, fields: set[str]) -> Attachments:
    """Ready the files that answer these fields, in the caller's transaction; any other is forgotten.

    Returns what the event lists, by field. Packed again (a mended case), it is as if for the first time.
    """
    parcels.unpack(db, case_id)
    listed: dict[str, tuple[attachments_of.Attachment, ...]] = {}
    for kept in attachments.of_case(db, case_id, key):
        if kept.field_id not in fields:
            attachments.remove(db, kept.attachment.id)
            continue
        _pack(box, db, kept)
        listed[kept.field_id] = (*listed.get(kept.field_id, ()), kept.attachment)
    return listed


def seal_again(box: Box, ring: Ring) -> int:
    """Seal the keys of files that wait for a hub, or that were sealed to a key it has given up; how many."""
    enrolment = box.enrolment()
    if enrolment is None or not ring:
        return 0
    done = 0
    for attachment_id, case_id in parcels.other_keys(box.store.read(), key_id(enrolment.seal_key)):
        with box.store.write() as db:
            key = safe.key_in(db, case_id, ring)
            for kept in attachments.of_case(db, case_id, key) if key else ():
                if kept.attachment.id == attachment_id:
                    _pack(box, db, kept)
                    done += 1
    return done


def send(box: Box, hub: Hub) -> int:
    """Send the files whose event the hub has taken, one after the other; how many it confirmed.

    Raises `Unreachable`: what was confirmed stays so, and the rest goes next time from its beginning. A file that
    the hub will not have is passed over and tried again with the others.
    """
    sent = 0
    for parcel in parcels.due(box.store.read(), key_id(bytes.fromhex(hub.seal_key))):
        pieces = attachments.pieces(box.store.read(), parcel.attachment_id)
        try:
            statement, signature = hub.put_attachment(
                parcel.attachment_id, parcel.event_id, parcel.sha256, parcel.hub_key,
                attachments_of.parcel(parcel.sealed, pieces),
            )  # fmt: skip
        except Rejected as refused:
            log.warning("the hub will not have attachment %s: %s", parcel.attachment_id, refused.code)
            continue
        with box.store.write() as db:
            parcels.receive(db, parcel.attachment_id, box.watch.today().now, statement, signature)
        sent += 1
    return sent


def forget(box: Box) -> int:
    """Wipe the bytes of files that the hub has had long enough; the caller folds. How many pieces."""
    with box.store.write() as db:
        return parcels.forget_received(db, box.watch.today().now - KEPT_FOR_A_RESTORE)


def _pack(box: Box, db: Database, kept: Kept) -> None:
    enrolment = box.enrolment()
    hub_key = key_id(enrolment.seal_key) if enrolment else ""
    sealed = sealing.seal(enrolment.seal_key, kept.file_key) if enrolment else b""
    parcels.pack(db, kept.attachment.id, kept.attachment.sha256, hub_key, sealed)
