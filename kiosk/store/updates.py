"""The hub's updates about cases, in the order they came; their words are sealed to the case's service."""

from collections.abc import Iterable, Iterator
from datetime import date, datetime
from typing import Any

from msgspec import Struct, convert
from msgspec.structs import asdict

from kiosk.clock import stamp
from kiosk.store.database import Database, read_column, read_row, read_rows, read_value, to_json_array

_NAME_BYTES = 32
_KEPT = (
    "SELECT *, (SELECT count(*) FROM given_chunks WHERE document_id = given_documents.id) AS there FROM given_documents"
)


class GivenDocumentRow(Struct, frozen=True):
    """A document of an update; `made_of` is sealed to `service_id`, and empty until the hub said what it is made of.

    `chunks` are the names of its chunks in order, `there` how many of them have come.
    """

    id: str
    update_id: str
    service_id: str
    size: int
    made_of: bytes
    chunks: tuple[bytes, ...]
    there: int

    @property
    def is_whole(self) -> bool:
        return bool(self.chunks) and self.there == len(self.chunks)


def insert_given_document(db: Database, document_id: str, update_id: str, service_id: str, size: int) -> None:
    """An update whose words are here has this document; nothing where it is known, or the words are wiped."""
    db.execute(
        "INSERT OR IGNORE INTO given_documents (id, update_id, service_id, size)"
        " SELECT :id, id, :service, :size FROM updates WHERE id = :update AND length(body) > 0",
        {"id": document_id, "service": service_id, "size": size, "update": update_id},
    )


def select_documents_to_fetch(db: Database, asked_before: datetime) -> list[GivenDocumentRow]:
    """Those that are not whole, in the order they were promised; what the hub had not is asked again after a while."""
    query = f"{_KEPT} WHERE asked_at IS NULL OR asked_at < ? ORDER BY rowid"
    return [document for document in map(_document, db.query(query, [stamp(asked_before)])) if not document.is_whole]


def read_update_document(db: Database, update_id: str) -> GivenDocumentRow | None:
    """The document of an update, come or not; None where it has none."""
    found = next(db.query(f"{_KEPT} WHERE update_id = ?", [update_id]), None)
    return _document(found) if found else None


def save_document_manifest(
    db: Database, document_id: str, service_id: str, made_of: bytes, chunks: tuple[bytes, ...]
) -> None:
    """Keep what the hub said that a document is made of; chunks of something else go."""
    db.table("given_chunks").delete_where("document_id = ?", [document_id])
    db.execute(
        "UPDATE given_documents SET service_id = :service, made_of = :made_of, chunks = :chunks, asked_at = NULL"
        " WHERE id = :id",
        {"service": service_id, "made_of": made_of, "chunks": b"".join(chunks), "id": document_id},
    )


def update_document_asked(db: Database, document_id: str, at: datetime) -> None:
    db.execute("UPDATE given_documents SET asked_at = ? WHERE id = ?", (stamp(at), document_id))


def select_chunk_places(db: Database, document_id: str) -> set[int]:
    return set(read_column(db, "SELECT place FROM given_chunks WHERE document_id = ?", document_id))


def insert_document_chunk(db: Database, document_id: str, place: int, chunk: bytes) -> None:
    """Keep a chunk; nothing where it is there, or the document has gone meanwhile."""
    db.execute(
        "INSERT OR IGNORE INTO given_chunks (document_id, place, chunk)"
        " SELECT id, ?, ? FROM given_documents WHERE id = ?",
        (place, chunk, document_id),
    )


def select_document_chunks(db: Database, document_id: str) -> Iterator[bytes]:
    cursor = db.execute("SELECT chunk FROM given_chunks WHERE document_id = ? ORDER BY place", (document_id,))
    return (bytes(chunk_row[0]) for chunk_row in cursor)


def delete_document_chunks(db: Database, document_id: str) -> None:
    """What came is not what the update promises: it is asked for again."""
    db.table("given_chunks").delete_where("document_id = ?", [document_id])
    db.execute("UPDATE given_documents SET made_of = NULL, chunks = NULL WHERE id = ?", (document_id,))


def delete_wordless_documents(db: Database) -> None:
    db.execute(
        "DELETE FROM given_documents WHERE NOT EXISTS"
        " (SELECT 1 FROM updates WHERE updates.id = given_documents.update_id AND length(body) > 0)"
    )


def _document(found: dict[str, Any]) -> GivenDocumentRow:
    names, made_of = found["chunks"] or b"", found["made_of"] or b""
    chunks = [names[start : start + _NAME_BYTES] for start in range(0, len(names), _NAME_BYTES)]
    return convert(found | {"chunks": chunks, "made_of": made_of}, GivenDocumentRow)


class NewUpdate(Struct, frozen=True):
    """An update as the hub gave it: its clear part, and `body`, JSON sealed to `service_id`.

    `kind` equals an `UpdateKind`, or is the word of a newer hub; so does `state` with `CaseState`. `at` is the moment
    as the hub wrote it. `cursor` is its place among the updates of the hub's `epoch`. `papers_by` is the ISO day by
    which papers are due, "" for none. `passed_to` and `other_body` are as in `CaseTurn`.
    """

    id: str
    epoch: str
    cursor: int
    reference: str
    kind: str
    state: str
    at: str
    service_id: str
    body: bytes
    papers_by: str = ""
    passed_to: str = ""
    other_body: bool = False


class StoredUpdate(Struct, frozen=True):
    """A stored update; `body` is empty after it was destroyed, the other attributes are those of `NewUpdate`.

    `papers_by` is None where the service asked for no papers, or did not say by when.
    """

    id: str
    reference: str
    kind: str
    state: str
    at: datetime
    service_id: str
    body: bytes
    received_at: datetime
    seen_at: datetime | None
    papers_by: date | None = None
    passed_to: str = ""
    other_body: bool = False


STORED = (
    "updates.id, updates.reference, updates.kind, updates.state, updates.at, updates.service_id, updates.body,"
    " updates.received_at, updates.seen_at, nullif(updates.papers_by, '') AS papers_by,"
    " updates.passed_to, updates.other_body"
)
"""SQL for the columns of a `StoredUpdate`."""


def read_update_cursor(db: Database, epoch: str) -> int:
    """The cursor after which to ask the hub for more, 0 for a hub with a new epoch (it was restored)."""
    return int(read_value(db, "SELECT max(cursor) FROM updates WHERE epoch = ?", epoch) or 0)


def insert_update(db: Database, update: NewUpdate, at: datetime) -> None:
    """Store an update received at a moment; one that is there already only gets the new epoch and cursor."""
    db.execute(
        "INSERT INTO updates (id, epoch, cursor, reference, kind, state, at, service_id, body, received_at,"
        " papers_by, passed_to, other_body) VALUES (:id, :epoch, :cursor, :reference, :kind, :state, :at, :service_id,"
        " :body, :received_at, :papers_by, :passed_to, :other_body)"
        " ON CONFLICT (id) DO UPDATE SET epoch = excluded.epoch, cursor = excluded.cursor",
        asdict(update) | {"received_at": stamp(at)},
    )


def select_updates(db: Database, reference: str) -> list[StoredUpdate]:
    """Every update of a reference, oldest first."""
    return select_updates_of_cases(db, [reference])


def select_updates_of_cases(db: Database, references: Iterable[str]) -> list[StoredUpdate]:
    """Every update of these references, oldest first."""
    found = db.query(
        f"SELECT {STORED} FROM updates WHERE reference IN (SELECT value FROM json_each(?)) ORDER BY number",
        [to_json_array(references)],
    )
    return read_rows(StoredUpdate, found)


def read_update_row(db: Database, update_id: str) -> StoredUpdate | None:
    return read_row(StoredUpdate, db.query(f"SELECT {STORED} FROM updates WHERE id = ?", [update_id]))


def mark_update_rows_seen(db: Database, update_ids: Iterable[str], at: datetime) -> None:
    """Mark updates as seen at the desk; one that was seen before keeps its first moment."""
    db.conn.executemany(
        "UPDATE updates SET seen_at = ? WHERE id = ? AND seen_at IS NULL",
        [(stamp(at), update_id) for update_id in update_ids],
    )


def wipe_seen_updates(db: Database, seen_before: datetime) -> int:
    """Wipe words of updates seen before then, and their documents; gives how many. What nobody has seen stays."""
    wiped = db.execute(
        "UPDATE updates SET body = x'' WHERE length(body) > 0 AND seen_at < ?", (stamp(seen_before),)
    ).rowcount
    delete_wordless_documents(db)
    return int(wiped)


def wipe_update_words(db: Database, reference: str, received_before: datetime) -> None:
    """Wipe the words and documents of a reference's updates received before `received_before`, seen or not."""
    db.execute(
        "UPDATE updates SET body = x'' WHERE reference = ? AND received_at < ?", (reference, stamp(received_before))
    )
    delete_wordless_documents(db)
