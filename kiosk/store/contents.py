"""How much a database holds, in the numbers that a person who brings a backup back can compare; its latest proof."""

from pathlib import Path
from typing import Any

from kiosk.store.database import Database, DatabaseError, open_bare_database
from kiosk.store.events import outbox

ROWS = 1000
"""Rows that are read at once, so that a large table needs little memory."""


def find_damaged_tables(path: Path, key: bytes = b"") -> tuple[str, ...]:
    """The tables of a file with a page that cannot be read, or is not as it was written, in the order of their names.

    `key` is b"" for a file without one. A page of an index is named by its table. Empty where the file is whole, and
    where its first page is damaged, so that nothing can be named.
    """
    try:
        with open_bare_database(path, key) as database:
            names = [
                str(name)
                for (name,) in database.conn.execute(
                    "SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'sqlite!_%' ESCAPE '!'"
                    " AND sql NOT LIKE 'CREATE VIRTUAL%' ORDER BY name"
                )
            ]
    except DatabaseError:
        return ()
    return tuple(name for name in names if not _is_whole(path, key, name))


def _is_whole(path: Path, key: bytes, table: str) -> bool:
    """Whether every page of a table, of its indexes and of its long values can be read, and its order is right.

    In a connection of its own: SQLCipher reads nothing more in one that has met a page whose sum is wrong.
    """
    try:
        with open_bare_database(path, key) as database:
            checked = [row[0] for row in database.conn.execute(f"PRAGMA integrity_check('{table}')")]
            return checked == ["ok"] and _is_read(database.conn, table)
    except DatabaseError:
        return False


def _is_read(connection: Any, table: str) -> bool:
    """Read every row with its long values, which the check of the order leaves out; raises what the driver does."""
    cursor = connection.execute(f'SELECT * FROM "{table}" NOT INDEXED')
    while cursor.fetchmany(ROWS):
        pass
    return True


def count_submitted_cases(db: Database) -> int:
    """Cases that were submitted here, whether their contents are still here or not."""
    return db.table("submissions").count_where()


def count_drafts(db: Database) -> int:
    """Cases somebody can go on with."""
    return db.table("unsubmitted").count_where()


def count_unsent_events(db: Database) -> int:
    """Events of cases that the hub has not acknowledged."""
    return outbox.read_unsent_summary(db)[0]


def count_attachments(db: Database) -> int:
    """Files that belong to cases, and whose bytes are here."""
    return int(db.execute("SELECT count(DISTINCT attachment_id) FROM attachment_pieces").fetchone()[0])


def read_latest_proof(db: Database) -> bytes:
    """What proves the receipt of the newest case, b"" where there is none."""
    newest = next(
        db.table("submissions").rows_where("length(proof) > 0", order_by="counter DESC", select="proof", limit=1), None
    )
    return bytes(newest["proof"]) if newest else b""
