"""The printers a town hall has, and which paper comes out of which."""

from typing import Any

PRINTERS = (
    # `settings` is what reaches it, as JSON, and holds no secret. A forgotten one stays: a job may be there.
    """CREATE TABLE printers (
        id TEXT PRIMARY KEY, name TEXT NOT NULL, carrier TEXT NOT NULL, settings TEXT NOT NULL, paper TEXT NOT NULL,
        profile TEXT NOT NULL, added_at TEXT NOT NULL, forgotten_at TEXT) STRICT""",
    "CREATE UNIQUE INDEX printers_by_name ON printers (name COLLATE NOCASE) WHERE forgotten_at IS NULL",
    # An empty station is every station, empty papers are every paper, no printer is that nothing prints there.
    """CREATE TABLE printer_choices (
        station_id TEXT NOT NULL, papers TEXT NOT NULL, printer_id TEXT,
        PRIMARY KEY (station_id, papers)) STRICT""",
)


def migrate(db: Any) -> None:
    """Nothing is chosen at first: what the settings file names goes on printing."""
    for statement in PRINTERS:
        db.execute(statement)
