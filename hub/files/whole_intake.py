"""Takes a file of version 2, which comes whole in one request: it is cut into chunks as it arrives."""

from collections.abc import Callable, Iterator
from contextlib import suppress

from sqlalchemy.exc import IntegrityError

from hub.files import kept_file
from hub.files.cut_file import cut
from hub.files.kept_file import KeptFile
from hub.files.listed_file import ListedFile, read_listed, stored_receipt, write_receipt
from hub.hub import Hub
from hub.intake.acknowledgement import Signed
from kiosk.domain.answers import attachment as attachments_of
from kiosk.domain.events.wire.values import ATTACHMENT_BYTES
from kiosk.error_codes import Rejection
from kiosk.errors import Refused, Rejected, Unreadable

MOST_BYTES = ATTACHMENT_BYTES + 1_000_000
"""Largest request body, in bytes: one file, and what its encryption adds."""


def take(hub: Hub, site: str, file_id: str, event_id: str, key: str, read: Callable[[int], bytes]) -> Signed:
    """Store a file and return the hub's signed acknowledgement; the same one again where it has the file already.

    `key` is the sealing key the file was encrypted to, `read` reads that many bytes of the encrypted file, fewer only
    at its end. Raises `Rejected`: `unknown-attachment` where no event of this site lists the file or its case was
    erased, `unknown-key`, `unreadable` where it cannot be decrypted, `wrong-hash` where it is not the file that the
    event lists. Nothing is kept of it then.
    """
    receipt = stored_receipt(hub, site, file_id, event_id)
    if receipt is not None:
        return receipt
    listed = read_listed(hub, site, file_id, event_id)
    put: list[str] = []
    signed = None
    try:
        file = _cut(hub, listed, attachments_of.opened_parcel(read, hub.ring.private(key), file_id, listed.size), put)
        signed = _confirmed(hub, listed, file)
    except Unreadable:
        raise Rejected(Rejection.UNREADABLE) from None
    except Refused:  # more came out than was promised
        raise Rejected(Rejection.WRONG_HASH) from None
    finally:
        if signed is None:
            with suppress(OSError):  # the sweep finds them
                hub.objects.delete(put)
    return signed


def _cut(hub: Hub, listed: ListedFile, clear: Iterator[bytes], put: list[str]) -> KeptFile:
    """Keep the clear bytes as chunks under a new key; `put` is given the name of each object."""
    made = cut(hub.objects, listed.id, listed.lock, clear, put)
    if (made.size, made.sha256) != (listed.size, listed.sha256):
        raise Rejected(Rejection.WRONG_HASH)
    return KeptFile(
        listed.id, listed.case_id, listed.event_id, listed.site, listed.size, made.file_key, made.header, made.chunks
    )


def _confirmed(hub: Hub, listed: ListedFile, file: KeptFile) -> Signed:
    """The receipt; with that of a twin that was faster goes what this one brought."""
    try:
        with hub.store.writing() as connection:
            signed = write_receipt(hub, connection, listed)
            kept_file.write_row(connection, file, hub.clock.now())
    except IntegrityError:
        receipt = stored_receipt(hub, listed.site, listed.id, listed.event_id)
        if receipt is None:
            raise
        hub.objects.delete(map(file.object_of, file.chunks))
        return receipt
    kept_file.keep_only(hub.objects, file)
    return signed
