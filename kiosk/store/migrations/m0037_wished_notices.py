"""How the person of a case wishes to be told of news, locked under the key of the case."""

from typing import Any

RECORDED = "m0037_wished_notices"
ABOUT = {
    "wished_notices": "How the person of a case wishes to be told of news; no row: they come, or get a letter.",
    "wished_notices.wish": "The addresses that they confirmed, by way, locked under the key of the case.",
}


def migrate(db: Any) -> None:
    """Make the table."""
    db.execute("CREATE TABLE wished_notices (case_id TEXT PRIMARY KEY REFERENCES cases, wish BLOB NOT NULL) STRICT")
