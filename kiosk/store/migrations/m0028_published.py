"""What an authority publishes: the trusted roots, the lists that are followed, and their items."""

from typing import Any

RECORDED = "m0028_published"
ABOUT = {
    "published_roots": "The signed roots that were trusted, one after another; the newest names the keys that count.",
    "published_roots.document": "The signed document, as JSON.",
    "published_lists": "The signed list that is followed, for every site and for this one.",
    "published_lists.scope": "The code of this site; empty for the list of every site.",
    "published_lists.document": "The signed document, as JSON.",
    "published_contents": "The bytes of published items, also of some whose list is not complete yet.",
    "published_items": "The items in force; one whose kind was faulty in the newest list stays as it was.",
    "published_items.kind": "The word of a kind of item, such as procedure.",
    "published_faults": "Kinds of item that the newest list has and this box did not take, and why.",
    "published_faults.details": "What the words of the code need, as JSON.",
    "published_following": "How far this box has followed the hub, one row.",
    "published_following.epoch": "The epoch of the hub whose cursor it is.",
    "published_following.code": "Why the newest publication was not taken; empty where it was.",
    "published_following.details": "What the words of the code need, as JSON.",
    "published_following.program": "The version of Parvis that followed; another one looks at everything again.",
    "message_reads": "Which mediator has read which published message.",
    "message_reads.name": "The message, by the name of its item.",
    "message_reads.sha256": "Its contents: a message that was changed is to be read again.",
}


def migrate(db: Any) -> None:
    """Add the tables. Nothing was published before."""
    db.execute(
        "CREATE TABLE published_roots (number INTEGER PRIMARY KEY, document TEXT NOT NULL, at TEXT NOT NULL) STRICT"
    )
    db.execute(
        "CREATE TABLE published_lists (scope TEXT PRIMARY KEY, number INTEGER NOT NULL, document TEXT NOT NULL,"
        " at TEXT NOT NULL) STRICT"
    )
    db.execute("CREATE TABLE published_contents (sha256 TEXT PRIMARY KEY, content BLOB NOT NULL) STRICT")
    db.execute(
        "CREATE TABLE published_items (scope TEXT NOT NULL, kind TEXT NOT NULL, name TEXT NOT NULL,"
        " sha256 TEXT NOT NULL REFERENCES published_contents (sha256), PRIMARY KEY (scope, kind, name)) STRICT"
    )
    db.execute(
        "CREATE TABLE published_faults (kind TEXT PRIMARY KEY, code TEXT NOT NULL, details TEXT NOT NULL) STRICT"
    )
    db.execute(
        "CREATE TABLE published_following (id INTEGER PRIMARY KEY CHECK (id = 1), epoch TEXT NOT NULL,"
        " cursor INTEGER NOT NULL, code TEXT NOT NULL, details TEXT NOT NULL, at TEXT NOT NULL,"
        " program TEXT NOT NULL) STRICT"
    )
    db.execute(
        "CREATE TABLE message_reads (name TEXT NOT NULL, sha256 TEXT NOT NULL,"
        " mediator_id TEXT NOT NULL REFERENCES mediators (id), at TEXT NOT NULL,"
        " PRIMARY KEY (name, sha256, mediator_id)) STRICT"
    )
