"""The files of the procedures that cases began with: a later change does not reach them."""

from typing import Any

RECORDED = "m004_versions"
ABOUT = {
    "procedure_files": "Each file once.",
    "procedure_files.sha256": "A file is told by its bytes: a version number that nobody raised hides no change.",
    "procedure_files.file": "Compressed with zlib.",
    "cases.procedure_sha256": "The file the case began with, '' for cases from before files were kept.",
}

_CHANGES = (
    """CREATE TABLE procedure_files (
        sha256 TEXT PRIMARY KEY, procedure_id TEXT NOT NULL, version INTEGER NOT NULL, file BLOB NOT NULL,
        kept_at TEXT NOT NULL) STRICT""",
    "CREATE INDEX procedure_files_of ON procedure_files (procedure_id, kept_at)",
    "ALTER TABLE cases ADD COLUMN procedure_sha256 TEXT NOT NULL DEFAULT ''",
)


def migrate(db: Any) -> None:
    """Make the table; a case that is there already goes on with the catalogue's own file, as before."""
    for statement in _CHANGES:
        db.execute(statement)
