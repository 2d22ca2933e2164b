"""The files of the procedures that cases began with: what is changed later changes no question of theirs."""

from typing import Any

VERSIONS = (
    # A file is told by its bytes: a version number that nobody raised hides no change.
    """CREATE TABLE procedure_files (
        sha256 TEXT PRIMARY KEY, procedure_id TEXT NOT NULL, version INTEGER NOT NULL, file BLOB NOT NULL,
        kept_at TEXT NOT NULL) STRICT""",
    "CREATE INDEX procedure_files_of ON procedure_files (procedure_id, kept_at)",
    "ALTER TABLE cases ADD COLUMN procedure_sha256 TEXT NOT NULL DEFAULT ''",
)


def migrate(db: Any) -> None:
    """A case that is there already goes on with the catalogue's own, as before."""
    for statement in VERSIONS:
        db.execute(statement)
