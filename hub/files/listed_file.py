"""What the database knows of files: those that events list, those given with a decision, and their end."""

import logging
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from itertools import groupby

from msgspec import Struct
from sqlalchemy import ColumnElement, Connection, Table, bindparam, delete, select
from sqlalchemy.exc import IntegrityError

from hub.files import kept_file
from hub.files.kept_file import CutFile, KeptFile, cut_file, folder_of
from hub.hub import Hub
from hub.intake.updates import sites_of_case
from hub.replies import about_label
from hub.secrets.vault import CaseLock, label_of, lock_of
from hub.store.schema import attachment, cases, chunked_file, dead_file, decision, event, given_document, telephone_file
from kiosk.crypto import sealing
from kiosk.domain.events.event import EventType
from kiosk.domain.events.wire.reading import VERSION
from kiosk.domain.events.wire.statements import FileAcknowledgement
from kiosk.domain.proofs import signed_statement
from kiosk.error_codes import Rejection
from kiosk.errors import Rejected

log = logging.getLogger(__name__)
Signed = dict[str, str]
"""A statement and its signature, as they are stored and sent: see `SignedStatement.to_wire`."""
SILENT = timedelta(days=14)
"""How long a file that is not whole waits for its box; longer than any fault of a line, and than a box's holidays."""
OWNER = "owner"
"""The object that names the hub whose store it is, by its verify key."""
_SHARES = 16
"""The store is looked through in so many days, a share each: by the first digit of a file's id."""
_EVENT = (
    select(event.c.id, event.c.body, cases.c.id.label("case_id"))
    .join(cases, cases.c.reference == event.c.reference)
    .where(
        event.c.id == bindparam("id"),
        event.c.site == bindparam("site"),
        event.c.type.in_((EventType.SUBMITTED, EventType.SUPPLEMENT)),
    )
)
"""The event with the case that it is filed under: a supplement of another site's case has a stream of its own."""
_RECEIPT = select(attachment.c.event_id, attachment.c.site, attachment.c.statement, attachment.c.signature).where(
    attachment.c.id == bindparam("id")
)


def note_dead_files(connection: Connection, case_id: str, now: datetime) -> None:
    """A case is erased, in the caller's transaction: its files are nobody's any more, and their objects have to go."""
    for table in (chunked_file, telephone_file, given_document):
        _end_files(connection, table, table.c.case_id == case_id, now)


def _end_files(connection: Connection, table: Table, which: ColumnElement[bool], now: datetime) -> None:
    for file_id in connection.execute(select(table.c.id).where(which)).scalars().all():
        insert_dead_file(connection, file_id, now)
    connection.execute(delete(table).where(which))


def delete_arriving_file(hub: Hub, file_id: str) -> None:
    with hub.store.writing() as connection:
        insert_dead_file(connection, file_id, hub.clock.now())
        connection.execute(delete(chunked_file).where(chunked_file.c.id == file_id))
    delete_dead_objects(hub)


def delete_dead_objects(hub: Hub) -> int:
    """Delete the objects of files that are dead; gives how many files. What the store will not do now is done later."""
    with hub.store.reading() as connection:
        dead = connection.execute(select(dead_file.c.id)).scalars().all()
    done = 0
    for file_id in dead:
        try:
            hub.objects.delete([stored.name for stored in list(hub.objects.below(folder_of(file_id)))])
        except OSError as fault:
            log.warning("the objects of an erased file are still there: %s", type(fault).__name__)
            break
        with hub.store.writing() as connection:
            connection.execute(delete(dead_file).where(dead_file.c.id == file_id))
        done += 1
    return done


def sweep_object_store(hub: Hub) -> int:
    """Give up files whose box has been silent about them, and delete a share of the objects that no file speaks of.

    Gives how many files ended. Younger objects stay: their file may be on its way.
    """
    since = hub.clock.now() - SILENT
    complete = select(attachment.c.id).where(attachment.c.id == chunked_file.c.id).exists()
    with hub.store.writing() as connection:
        silent = select(chunked_file.c.id).where(chunked_file.c.asked_at < since, ~complete)
        for file_id in connection.execute(silent).scalars().all():
            insert_dead_file(connection, file_id, hub.clock.now())
            connection.execute(delete(chunked_file).where(chunked_file.c.id == file_id))
    try:
        lost = _lost(hub, since) if is_object_store_ours(hub) else []
    except OSError as fault:
        log.warning("the store of files cannot be looked through: %s", type(fault).__name__)
        lost = []
    with hub.store.writing() as connection:
        for file_id in lost:
            insert_dead_file(connection, file_id, hub.clock.now())
    return delete_dead_objects(hub)


def is_object_store_ours(hub: Hub) -> bool:
    """Whether the store of objects is this hub's; one that is nobody's becomes so. Raises `OSError`."""
    try:
        return hub.objects.get(OWNER) == hub.ring.verify_key.encode()
    except FileNotFoundError:
        claim_object_store(hub)
        return True


def claim_object_store(hub: Hub) -> None:
    hub.objects.put(OWNER, hub.ring.verify_key.encode())


def _lost(hub: Hub, since: datetime) -> list[str]:
    share = f"{hub.clock.now().toordinal() % _SHARES:x}"
    lost = []
    for second in range(16):
        for file_id, objects in groupby(
            hub.objects.below(f"{share}{second:x}/"), lambda stored: stored.name.split("/")[1]
        ):
            if all(stored.written_at < since for stored in objects):
                lost.append(file_id)
    with hub.store.reading() as connection:
        for table in (chunked_file, given_document, telephone_file):
            known = set(connection.execute(select(table.c.id).where(table.c.id.in_(lost))).scalars())
            lost = [file_id for file_id in lost if file_id not in known]
    return lost


def insert_dead_file(connection: Connection, file_id: str, now: datetime) -> None:
    try:
        with connection.begin_nested():
            connection.execute(dead_file.insert().values(id=file_id, since=now))
    except IntegrityError:  # it is marked already
        return


def open_case_file(hub: Hub, case_id: str, file_id: str) -> Iterator[bytes]:
    """The bytes of a file of a case, a piece at a time.

    Raises `Rejected` (`unknown-attachment`) before the first piece where it is not there whole, or was erased, and
    `Unreadable` within it where the disk has garbled it.
    """
    with hub.store.reading() as connection:
        lock = lock_of(connection, hub.ring, case_id)
        file = kept_file.read_file_row(connection, file_id) if file_id in received_ids(connection, case_id) else None
    return _open(hub, lock, file)


def _open(hub: Hub, lock: CaseLock | None, file: KeptFile | None) -> Iterator[bytes]:
    if lock is None or file is None or kept_file.list_missing_chunks(hub.objects, file):
        raise Rejected(Rejection.UNKNOWN_ATTACHMENT)
    return kept_file.clear_bytes(hub, file, lock)


def received_ids(connection: Connection, case_id: str) -> frozenset[str]:
    rows = connection.execute(select(attachment.c.id).where(attachment.c.case_id == case_id))
    return frozenset(rows.scalars())


class ListedFile(Struct, frozen=True):
    """A file as its event lists it; `site` has signed that. `lock` is that of its case."""

    id: str
    case_id: str
    event_id: str
    site: str
    size: int
    sha256: str
    lock: CaseLock


def read_listed(hub: Hub, site: str, file_id: str, event_id: str) -> ListedFile:
    """The file that this event lists.

    Raises `Rejected` (`unknown-attachment`) where no event of the site lists it, or its case was erased.
    """
    with hub.store.reading() as connection:
        row = connection.execute(_EVENT, {"id": event_id, "site": site}).first()
        lock = lock_of(connection, hub.ring, row.case_id) if row else None
    if row is None or lock is None:
        raise Rejected(Rejection.UNKNOWN_ATTACHMENT)
    documents = lock.read(label_of("event", row.id), row.body).get("documents") or []
    listed = (entry for document in documents for entry in document.get("attachments") or [])
    promised = next((entry for entry in listed if entry["id"] == file_id), None)
    if promised is None:
        raise Rejected(Rejection.UNKNOWN_ATTACHMENT)
    return ListedFile(file_id, row.case_id, row.id, site, promised["size"], promised["sha256"], lock)


def stored_receipt(hub: Hub, site: str, file_id: str, event_id: str) -> Signed | None:
    """What the hub signed when it had taken the file; None where it has not.

    Raises `Rejected` (`unknown-attachment`) where another site, or another event, gave the file.
    """
    with hub.store.reading() as connection:
        row = connection.execute(_RECEIPT, {"id": file_id}).first()
    if row is None:
        return None
    if (row.site, row.event_id) != (site, event_id):
        raise Rejected(Rejection.UNKNOWN_ATTACHMENT)
    return {"statement": row.statement, "signature": row.signature}


def write_receipt(hub: Hub, connection: Connection, file: ListedFile) -> Signed:
    """Sign that the hub has the file, and keep that, in the caller's transaction.

    Raises `Rejected` (`unknown-attachment`) where the case was erased while the file was on its way, and
    `IntegrityError` where a twin was faster.
    """
    if lock_of(connection, hub.ring, file.case_id) is None:
        raise Rejected(Rejection.UNKNOWN_ATTACHMENT)
    now = hub.clock.now()
    statement = FileAcknowledgement(file.id, file.event_id, file.sha256, file.size, file.site, now, VERSION)
    signed = signed_statement.sign_message(statement, hub.ring.seed).to_wire()
    row = {name: getattr(file, name) for name in ("id", "case_id", "event_id", "site", "size")}
    connection.execute(attachment.insert(), row | signed | {"received_at": now})
    return signed


@dataclass(frozen=True, slots=True)
class NewDocument:
    name: str
    media_type: str
    data: bytes = field(repr=False)


class PutDocument(Struct, frozen=True):
    id: str
    about: NewDocument
    made: CutFile


def put_document(hub: Hub, lock: CaseLock, new: NewDocument) -> PutDocument:
    """Keep its bytes, under a key of its own that is locked under that of the case. Raises `OSError`."""
    document_id, names = hub.clock.new_id(), list[str]()
    try:
        made = cut_file(hub.objects, document_id, lock, iter([new.data]), names)
    except OSError:
        with suppress(OSError):  # the sweep finds them
            hub.objects.delete(names)
        raise
    return PutDocument(document_id, new, made)


def delete_put_document(hub: Hub, document: PutDocument) -> None:
    folder = kept_file.folder_of(document.id)
    with suppress(OSError):  # the sweep finds them
        hub.objects.delete([f"{folder}{chunk.hex()}" for chunk in document.made.chunks])


def insert_given_document(
    connection: Connection, case_id: str, decision_id: str, lock: CaseLock, document: PutDocument
) -> None:
    about, made = document.about, document.made
    said = {"name": about.name, "media_type": about.media_type, "sha256": made.sha256}
    connection.execute(
        given_document.insert().values(
            id=document.id,
            case_id=case_id,
            decision_id=decision_id,
            size=made.size,
            body=lock.lock_json(about_label(document.id), said),
            file_key=made.file_key,
            header=made.header,
            chunks=b"".join(made.chunks),
        )
    )


def delete_given_documents(connection: Connection, decision_id: str, now: datetime) -> None:
    """Its decision is none any more, in the caller's transaction; `delete_dead_objects` deletes its objects."""
    _end_files(connection, given_document, given_document.c.decision_id == decision_id, now)


def open_given(hub: Hub, case_id: str, document_id: str) -> Iterator[bytes]:
    """The clear bytes of a document, a piece at a time. Raises as `open_case_file` does."""
    wanted = (given_document.c.id == document_id) & (given_document.c.case_id == case_id)
    with hub.store.reading() as connection:
        lock = lock_of(connection, hub.ring, case_id)
        row = connection.execute(select(given_document).where(wanted)).first()
    return _open(hub, lock, kept_file.file_of_row(row) if row else None)


def given_file_for_site(hub: Hub, site: str, document_id: str) -> tuple[KeptFile, bytes] | None:
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
    return kept_file.file_of_row(row), sealing.unlock_bytes(
        lock.key, bytes(row.file_key), kept_file.file_key_label(row.id)
    )
