"""Takes a file in chunks: what it is made of, then each chunk from the byte that is missing, then all of it judged.

Nothing is in memory but one chunk. The event, which the site signed, vouches for the file: the hub confirms it when
what the chunks open to has the size and the SHA-256 that the event names, and throws it away where it has not.
"""

from collections.abc import Callable
from typing import Final

from sqlalchemy.exc import IntegrityError

from hub import opening
from hub.files import kept_file
from hub.files.kept_file import KeptFile
from hub.files.listed_file import ListedFile, Signed, delete_arriving_file, read_listed, stored_receipt, write_receipt
from hub.hub import Hub
from kiosk.crypto import sealing
from kiosk.domain.answers import attachment
from kiosk.domain.events.wire.batch import FileAnswer, FileManifest, MissingChunk, SignedText
from kiosk.domain.events.wire.reading import VERSION
from kiosk.error_codes import Rejection
from kiosk.errors import Rejected, Unreadable

READ_BYTES: Final = 8_192
"""How much is read of a line at once: what a line that drips until it is given up may lose."""


def take_manifest(hub: Hub, site: str, file_id: str, manifest: FileManifest) -> FileAnswer:
    """Note what a file is made of, and say what is missing; the receipt where nothing is.

    The same question again is the way to go on after a cut. Raises `Rejected`: `unknown-attachment`, `unknown-key`,
    `unreadable` where the file's key cannot be unsealed, `wrong-hash` where the chunks cannot be those of the file.
    """
    event_id = manifest.event
    receipt = stored_receipt(hub, site, file_id, event_id)
    file = _known(hub, site, file_id)
    if receipt is not None and (file is None or not kept_file.list_missing_chunks(hub.objects, file)):
        return _has_it(receipt)
    listed = read_listed(hub, site, file_id, event_id)
    if len(manifest.chunks) != attachment.chunk_count(listed.size):
        raise Rejected(Rejection.WRONG_HASH)
    if receipt is None:
        file = _noted(hub, listed, manifest)
    assert file is not None
    return _judged(hub, listed, file)


def take_chunk(hub: Hub, site: str, file_id: str, name: bytes, start: int, read: Callable[[int], bytes]) -> FileAnswer:
    """Take bytes of a chunk from `start` on; `read(n)` gives up to n more of them, b"" at their end or after a cut.

    What came before a cut is kept. Gives what is missing of this chunk; nothing of a whole one, but for the last of the
    file: then all that is missing, or the receipt. Raises `Rejected`: `unknown-attachment` for a chunk of no file that
    is on its way (its manifest may come again), and what `take_manifest` raises.
    """
    file = _known(hub, site, file_id)
    if file is None or name not in file.chunks:
        raise Rejected(Rejection.UNKNOWN_ATTACHMENT)
    place = file.chunks.index(name)
    size = attachment.chunk_size(file.size, place)
    here = kept_file.list_stored_chunks(hub.objects, file)
    if here.whole.get(name) != size:
        try:
            begun = hub.objects.get(file.object_of(name) + kept_file.PART)[:start] if start else b""
        except FileNotFoundError:
            begun = b""
        if len(begun) < start:
            return _lacks([(place, len(begun))])
        content, at = bytearray(size + 1), start  # at its full length from the start: it is never moved
        content[:start] = begun[:start]
        while at <= size and (more := read(min(READ_BYTES, size + 1 - at))):
            content[at : at + len(more)] = more
            at += len(more)
        del content[at:]
        if len(content) < size:
            if len(content) > here.begun.get(name, 0):
                hub.objects.put(file.object_of(name) + kept_file.PART, content)
            return _lacks([(place, max(len(content), here.begun.get(name, 0)))])
        if attachment.hash_chunk(content) != name:  # garbled on its way: it begins again
            hub.objects.delete([file.object_of(name) + kept_file.PART])
            return _lacks([(place, 0)])
        hub.objects.put(file.object_of(name), content)
    if place < len(file.chunks) - 1:
        return _lacks([])
    return _judged(hub, read_listed(hub, site, file_id, file.event_id), file)


def _known(hub: Hub, site: str, file_id: str) -> KeptFile | None:
    with hub.store.reading() as connection:
        file = kept_file.read_file_row(connection, file_id)
    return file if file is not None and file.site == site else None


def _noted(hub: Hub, listed: ListedFile, manifest: FileManifest) -> KeptFile:
    try:
        key = sealing.unseal_bytes(hub.ring.pair(manifest.key).private, manifest.sealed_key)
    except Unreadable:
        raise Rejected(Rejection.UNREADABLE) from None
    locked = sealing.lock_bytes(listed.lock.key, key, kept_file.file_key_label(listed.id))
    header, chunks = bytes.fromhex(manifest.header), tuple(map(bytes.fromhex, manifest.chunks))
    file = KeptFile(listed.id, listed.case_id, listed.event_id, listed.site, listed.size, locked, header, chunks)
    try:
        with hub.store.writing() as connection:
            before = kept_file.read_file_row(connection, listed.id)
            if before is not None and before.site != listed.site:
                raise Rejected(Rejection.UNKNOWN_ATTACHMENT)
            kept_file.save_file_row(connection, file, hub.clock.now())
    except IntegrityError:  # a twin of the same manifest was faster
        twin = _known(hub, listed.site, listed.id)
        if twin is None:
            raise
        return twin
    return file


def _judged(hub: Hub, listed: ListedFile, file: KeptFile) -> FileAnswer:
    lacks = kept_file.list_missing_chunks(hub.objects, file)
    if lacks:
        return _lacks(lacks)
    try:
        counted = kept_file.Digest()
        for _ in counted.passed(kept_file.clear_bytes(hub, file, listed.lock)):
            pass
    except FileNotFoundError:  # swept or erased since
        return _lacks(kept_file.list_missing_chunks(hub.objects, file))
    except Unreadable:
        if kept_file.drop_garbled(hub.objects, file):
            return _lacks(kept_file.list_missing_chunks(hub.objects, file))
        delete_arriving_file(hub, file.id)
        raise Rejected(Rejection.UNREADABLE) from None
    if (counted.size, counted.sha256) != (listed.size, listed.sha256):
        delete_arriving_file(hub, file.id)
        raise Rejected(Rejection.WRONG_HASH)
    return _has_it(_confirmed(hub, listed, file))


def _confirmed(hub: Hub, listed: ListedFile, file: KeptFile) -> Signed:
    """The receipt, signed now or by a twin that was faster."""
    try:
        with hub.store.writing() as connection:
            kept = kept_file.read_file_row(connection, file.id)
            if kept is None or kept.chunks != file.chunks:  # erased, or another way of sending was faster
                raise Rejected(Rejection.UNKNOWN_ATTACHMENT)
            signed = write_receipt(hub, connection, listed)
    except IntegrityError:
        receipt = stored_receipt(hub, listed.site, listed.id, listed.event_id)
        if receipt is None:
            raise
        return receipt
    kept_file.keep_only(hub.objects, file)
    # A box wipes what has a receipt, and shows the hub receipts of events alone: so the mark moves with each file, and
    # an older copy of the database that lacks this one is noticed as soon as it is opened.
    opening.beat(hub)
    return signed


def _lacks(lacks: list[tuple[int, int]]) -> FileAnswer:
    return FileAnswer(version=VERSION, missing=tuple(MissingChunk(place=place, there=there) for place, there in lacks))


def _has_it(signed: Signed) -> FileAnswer:
    return FileAnswer(version=VERSION, signed=SignedText(**signed))
