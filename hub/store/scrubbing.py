"""Overwrites deleted rows on the disk, where a database would keep their bytes for a while."""

from sqlalchemy import text
from sqlalchemy.exc import OperationalError

from hub.store.opening import Store

_WAIT_MS = 5_000
"""How long rewriting the table of keys may keep the others waiting for whoever reads it just then."""
_PLAIN = (
    "cases",
    "event",
    "decision",
    "taken_decision",
    "asked_paper",
    "rights_answer",
    "site_update",
    "name_token",
    "attachment",
    "chunked_file",
    "given_document",
    "telephone_file",
    "other_content",
)


def scrub(store: Store) -> bool:
    """Overwrite what was deleted; False where a reader prevented it, and it must be done again later.

    SQLite overwrites pages (secure_delete) but its log keeps the older ones until it is cut. PostgreSQL leaves old rows
    in place until a VACUUM, and their bytes in the page after it: the keys of cases are rewritten whole.
    """
    if store.engine.dialect.name == "sqlite":
        return _cut(store)
    with store.engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
        connection.execute(text(f"SET lock_timeout = {_WAIT_MS}"))
        try:
            connection.execute(text("VACUUM (FULL) case_key"))
        except OperationalError:  # the lock did not come in time
            return False
        finally:
            connection.execute(text("RESET lock_timeout"))
        for table in _PLAIN:
            connection.execute(text(f"VACUUM {table}"))
    return True


def _cut(store: Store) -> bool:
    raw = store.engine.raw_connection()  # a checkpoint is refused inside a transaction, which SQLAlchemy would begin
    try:
        return bool(raw.cursor().execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchone()[0] == 0)
    finally:
        raw.close()
