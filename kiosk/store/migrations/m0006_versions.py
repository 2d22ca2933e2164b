"""The table of procedure files, so that a case keeps the version with which it began."""

from typing import Any

RECORDED = "m004_versions"
ABOUT = {
    "procedure_files": "The files of procedures, each stored once.",
    "procedure_files.sha256": "Identifies a file by its bytes, because not every change raises its version number.",
    "procedure_files.file": "Compressed with zlib.",
    "cases.procedure_sha256": "The file with which the case began; '' for cases from before files were stored.",
}

_CHANGES = (
    """CREATE TABLE procedure_files (
        sha256 TEXT PRIMARY KEY, procedure_id TEXT NOT NULL, version INTEGER NOT NULL, file BLOB NOT NULL,
        kept_at TEXT NOT NULL) STRICT""",
    "CREATE INDEX procedure_files_of ON procedure_files (procedure_id, kept_at)",
    "ALTER TABLE cases ADD COLUMN procedure_sha256 TEXT NOT NULL DEFAULT ''",
)


def migrate(db: Any) -> None:
    """Create the table; existing cases continue with the catalogue's file, as before."""
    for statement in _CHANGES:
        db.execute(statement)
