"""Procedure files as they were when a case began, by their SHA-256; nothing in them is about a citizen."""

import zlib
from datetime import datetime

from kiosk.clock import stamp
from kiosk.domain.procedure.procedure import Procedure
from kiosk.store.database import Database


def keep(db: Database, procedure: Procedure, at: datetime) -> None:
    """Store the file of a procedure, unless it is there already."""
    kept_file = {
        "sha256": procedure.sha256,
        "procedure_id": procedure.id,
        "version": procedure.version,
        "file": zlib.compress(procedure.file),
        "kept_at": stamp(at),
    }
    db.table("procedure_files").insert(kept_file, ignore=True)


def file(db: Database, sha256: str) -> bytes | None:
    """The bytes of a kept file, None where there is none."""
    kept_file = next(db.table("procedure_files").rows_where("sha256 = ?", [sha256], select="file"), None)
    return zlib.decompress(kept_file["file"]) if kept_file else None
