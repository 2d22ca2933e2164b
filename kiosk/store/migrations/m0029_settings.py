"""What an authority changed of the settings, and what the town hall took back."""

from typing import Any

RECORDED = "m0029_settings"
ABOUT = {
    "setting_changes": "Settings that an authority published or took away, one after another.",
    "setting_changes.value": "The published value, as JSON.",
    "setting_changes.sha256": "The item that says so; empty where no list says anything of it any more.",
    "setting_changes.scope": "The code of this site where the list is its own; empty for the list of every site.",
    "setting_changes.list_number": "The number of that list when it came into force.",
    "setting_reverts": "Settings for which the town hall keeps its own value, and who said so.",
}


def migrate(db: Any) -> None:
    """Add the tables. No setting was published before."""
    db.execute(
        "CREATE TABLE setting_changes (number INTEGER PRIMARY KEY, name TEXT NOT NULL, value TEXT NOT NULL,"
        " sha256 TEXT NOT NULL, scope TEXT NOT NULL, list_number INTEGER NOT NULL, at TEXT NOT NULL) STRICT"
    )
    db.execute(
        "CREATE TABLE setting_reverts (name TEXT PRIMARY KEY,"
        " mediator_id TEXT NOT NULL REFERENCES mediators (id), at TEXT NOT NULL) STRICT"
    )
