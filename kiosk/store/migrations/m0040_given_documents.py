"""The documents that go with decisions: what each is made of, sealed to a service, and the chunks that have come."""

from typing import Any

RECORDED = "m0040_given_documents"
ABOUT = {
    "given_documents": "The document of an update; its name and hash are in the update's words, and it goes with them.",
    "given_documents.service_id": "Whose key opens it.",
    "given_documents.size": "Clear bytes.",
    "given_documents.made_of": "The key and the header of its chunks, sealed to the service; NULL until the hub said.",
    "given_documents.chunks": "SHA-256 of each chunk in order, 32 bytes each; NULL until the hub said.",
    "given_documents.asked_at": "When the hub had it not; NULL where it was not asked, or had it.",
    "given_chunks": "The chunks of a document, encrypted, as the hub gave them.",
    "given_chunks.place": "From 0.",
}


def migrate(db: Any) -> None:
    """Make the tables. Updates that are there have no document."""
    db.execute(
        "CREATE TABLE given_documents (id TEXT PRIMARY KEY, update_id TEXT NOT NULL UNIQUE, service_id TEXT NOT NULL,"
        " size INTEGER NOT NULL, made_of BLOB, chunks BLOB, asked_at TEXT) STRICT"
    )
    db.execute(
        "CREATE TABLE given_chunks (document_id TEXT NOT NULL REFERENCES given_documents ON DELETE CASCADE,"
        " place INTEGER NOT NULL, chunk BLOB NOT NULL, PRIMARY KEY (document_id, place)) STRICT"
    )
