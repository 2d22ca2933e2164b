"""What the hub said of itself last, and refusals that no hub has signed."""

from typing import Any

RECORDED = "m0018_trust"
ABOUT = {
    "hub_standing": "The hub's last signed statement about itself, which shows a hub that went back; at most one row.",
    "heard_refusals": "Unsigned refusals, which count only once they were heard again and again.",
    "heard_refusals.first_at": "When this refusal with this code was heard first.",
}

_TABLES = (
    """CREATE TABLE hub_standing (
        id INTEGER PRIMARY KEY CHECK (id = 1),
        statement BLOB NOT NULL,
        signature BLOB NOT NULL,
        received_at TEXT NOT NULL
    ) STRICT""",
    """CREATE TABLE heard_refusals (
        event_id TEXT PRIMARY KEY REFERENCES events,
        code TEXT NOT NULL,
        times INTEGER NOT NULL,
        first_at TEXT NOT NULL
    ) STRICT""",
)


def migrate(db: Any) -> None:
    """Add the tables."""
    for statement in _TABLES:
        db.execute(statement)
