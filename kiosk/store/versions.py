"""Procedure files as they were when a case began; they hold no word of a citizen."""

import zlib
from datetime import datetime

from kiosk.clock import stamp
from kiosk.domain.procedure import Procedure
from kiosk.store.database import Database, row


def keep(db: Database, procedure: Procedure, at: datetime) -> None:
    """Keep the file of a procedure, once."""
    db.conn.execute(
        "INSERT OR IGNORE INTO procedure_files (sha256, procedure_id, version, file, kept_at) VALUES (?,?,?,?,?)",
        (procedure.sha256, procedure.id, procedure.version, zlib.compress(procedure.file), stamp(at)),
    )


def file(db: Database, sha256: str) -> bytes | None:
    """The bytes of a kept file, None where there is none."""
    found = row(db, "SELECT file FROM procedure_files WHERE sha256 = ?", sha256)
    return zlib.decompress(found["file"]) if found else None
