"""The tables of added printers, and of the choice of a printer for papers."""

from typing import Any

RECORDED = "m007_printers"
ABOUT = {
    "printers": "The added printers; the row of a forgotten one stays, because it may still have a job.",
    "printers.settings": "The settings of its carrier, as JSON; without secrets.",
    "printer_choices": "The printer for each kind of paper at each station.",
    "printer_choices.station_id": "'' for every station.",
    "printer_choices.papers": "'' for every kind of paper.",
    "printer_choices.printer_id": "NULL if nothing is printed there.",
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
    """Create both tables, empty: everything is printed on the printer of the settings file, as before."""
    for statement in _TABLES:
        db.execute(statement)
