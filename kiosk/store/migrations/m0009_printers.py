"""The printers a town hall has, and which paper comes out of which."""

from typing import Any

RECORDED = "m007_printers"
ABOUT = {
    "printers": "The printers a town hall has added. A forgotten one stays: a job may be there.",
    "printers.settings": "What reaches it, as JSON; holds no secret.",
    "printer_choices": "Which printer prints which papers of which screen.",
    "printer_choices.station_id": "'' is every screen.",
    "printer_choices.papers": "'' is every kind of paper.",
    "printer_choices.printer_id": "NULL is that nothing prints there.",
}

_TABLES = (
    """CREATE TABLE printers (
        id TEXT PRIMARY KEY, name TEXT NOT NULL, carrier TEXT NOT NULL, settings TEXT NOT NULL, paper TEXT NOT NULL,
        profile TEXT NOT NULL, added_at TEXT NOT NULL, forgotten_at TEXT) STRICT""",
    "CREATE UNIQUE INDEX printers_by_name ON printers (name COLLATE NOCASE) WHERE forgotten_at IS NULL",
    """CREATE TABLE printer_choices (
        station_id TEXT NOT NULL, papers TEXT NOT NULL, printer_id TEXT,
        PRIMARY KEY (station_id, papers)) STRICT""",
)


def migrate(db: Any) -> None:
    """Make both tables, empty: the printer that the settings file names goes on printing."""
    for statement in _TABLES:
        db.execute(statement)
