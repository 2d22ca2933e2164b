"""The files of documents that go with decisions: kept as those of cases are, given and gone with their decision.

Its chunks are put before the decision is taken, and outside its transaction: a store of objects may be slow. Those that
no row speaks of in the end are swept (`file_ends`).
"""

import json
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import datetime

from msgspec import Struct
from sqlalchemy import Connection, delete, select
from sqlalchemy.engine import Row

from hub.files import kept_file
from hub.files.file_ends import mark_dead
from hub.files.kept_file import CutFile, KeptFile, cut
from hub.hub import Hub
from hub.intake.updates import sites_of_case
from hub.replies.given_documents import about_label
from hub.secrets.vault import CaseLock, lock_of
from hub.store.schema import cases, decision, given_document
from kiosk.crypto import sealing
from kiosk.error_codes import Rejection
from kiosk.errors import Rejected


@dataclass(frozen=True, slots=True)
class NewDocument:
    """A file that is to go with a decision."""

    name: str
    media_type: str
    data: bytes = field(repr=False)


class PutDocument(Struct, frozen=True):
    """Its chunks are there, and no decision has it yet."""

    id: str
    about: NewDocument
    made: CutFile


def put(hub: Hub, lock: CaseLock, new: NewDocument) -> PutDocument:
    """Keep its bytes, under a key of its own that is locked under that of the case. Raises `OSError`."""
    document_id, names = hub.clock.new_id(), list[str]()
    try:
        made = cut(hub.objects, document_id, lock, iter([new.data]), names)
    except OSError:
        with suppress(OSError):  # the sweep finds them
            hub.objects.delete(names)
        raise
    return PutDocument(document_id, new, made)


def take_away(hub: Hub, document: PutDocument) -> None:
    """No decision took it: its bytes go."""
    folder = kept_file.folder_of(document.id)
    with suppress(OSError):  # the sweep finds them
        hub.objects.delete([f"{folder}{chunk.hex()}" for chunk in document.made.chunks])


def keep(connection: Connection, case_id: str, decision_id: str, lock: CaseLock, document: PutDocument) -> None:
    """A decision has it, in the caller's transaction."""
    about, made = document.about, document.made
    said = {"name": about.name, "media_type": about.media_type, "sha256": made.sha256}
    connection.execute(
        given_document.insert().values(
            id=document.id,
            case_id=case_id,
            decision_id=decision_id,
            size=made.size,
            body=lock.lock(about_label(document.id), json.dumps(said, ensure_ascii=False)),
            file_key=made.file_key,
            header=made.header,
            chunks=b"".join(made.chunks),
        )
    )


def drop(connection: Connection, decision_id: str, now: datetime) -> None:
    """Its decision is none any more, in the caller's transaction; `file_ends.bury` deletes its objects."""
    mine = given_document.c.decision_id == decision_id
    for document_id in connection.execute(select(given_document.c.id).where(mine)).scalars().all():
        mark_dead(connection, document_id, now)
    connection.execute(delete(given_document).where(mine))


def read_kept(connection: Connection, case_id: str, document_id: str) -> KeptFile | None:
    """What the document of a case is made of; None where the case has no such document."""
    wanted = (given_document.c.id == document_id) & (given_document.c.case_id == case_id)
    row = connection.execute(select(given_document).where(wanted)).first()
    return None if row is None else _kept(row)


def open_given(hub: Hub, case_id: str, document_id: str) -> Iterator[bytes]:
    """The clear bytes of a document, a piece at a time.

    Raises `Rejected` (`unknown-attachment`) before the first piece where it is not there whole, or was erased, and
    `Unreadable` within it where the disk has garbled it.
    """
    with hub.store.reading() as connection:
        lock, file = lock_of(connection, hub.ring, case_id), read_kept(connection, case_id, document_id)
    if lock is None or file is None or kept_file.missing(file, kept_file.held(hub.objects, file)):
        raise Rejected(Rejection.UNKNOWN_ATTACHMENT)
    return kept_file.clear_bytes(hub, file, lock)


def for_site(hub: Hub, site: str, document_id: str) -> tuple[KeptFile, bytes] | None:
    """What a document is made of and the key of its stream, for a site that opened its case or added to it.

    None for any other site, before its decision has left, and after its case was erased.
    """
    left = given_document.join(decision, decision.c.id == given_document.c.decision_id)
    found = left.join(cases, cases.c.id == given_document.c.case_id)
    query = select(given_document, cases.c.reference).select_from(found).where(given_document.c.id == document_id)
    with hub.store.reading() as connection:
        row = connection.execute(query).first()
        if row is None or site not in sites_of_case(connection, row.reference):
            return None
        lock = lock_of(connection, hub.ring, row.case_id)
    if lock is None:
        return None
    return _kept(row), sealing.unlock(lock.key, bytes(row.file_key), kept_file.label(row.id))


def _kept(row: "Row[tuple[object, ...]]") -> KeptFile:
    chunks = kept_file.named_chunks(bytes(row.chunks))
    return KeptFile(row.id, row.case_id, "", "", row.size, bytes(row.file_key), bytes(row.header), chunks)
