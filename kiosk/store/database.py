"""The one database file: a keyed writer behind a lock, a keyed reader for each thread."""

import os
import sys
import threading
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from functools import cache
from pathlib import Path
from typing import Any, NoReturn

import sqlcipher3
import sqlcipher3.dbapi2 as driver

# The standard library's SQLite can corrupt a WAL that two connections checkpoint (fixed in 3.51.3), so sqlite-utils is
# given the wheel's own, under the name it looks for first.
sys.modules["pysqlite3"] = sqlcipher3

from sqlite_utils import Database as Database  # noqa: E402 - given on from here: only now has it this driver

from kiosk.errors import Refused  # noqa: E402
from kiosk.paths import told_apart  # noqa: E402
from kiosk.store.schema import bring_up_to_date, is_newer  # noqa: E402

BUSY_MS = 10_000
FOLD_MS = 250
_PRAGMAS: tuple[str, ...] = (
    "journal_mode = WAL",
    "synchronous = FULL",
    "temp_store = MEMORY",
    "secure_delete = ON",
    "foreign_keys = ON",
)
DatabaseError = driver.DatabaseError


class Store:
    """Where a box keeps everything. `key` is 32 bytes; its page HMAC detects a garbled file.

    Raises `Refused`: `no-access` and `not-a-file` where its files cannot be opened at all; and
    `Refused("unreadable-store")` where the file does not open with the key; `Refused("older-store")` where it
    was made before cases were locked under keys of their own; and `Refused("newer-store")` where a newer version of
    this program has changed its tables. Nothing is changed in a file that is refused.
    """

    def __init__(self, path: Path, key: bytes) -> None:
        self.path = path
        self._key = key.hex()
        self._turn = threading.RLock()
        self._local = threading.local()
        self._writing = 0  # the thread that is in a transaction
        self._readers: list[Any] = []
        with told_apart(path):
            for file in (path, *(path.with_name(path.name + beside) for beside in ("-wal", "-shm"))):
                if file == path or file.exists():
                    os.close(os.open(file, os.O_RDWR | (os.O_CREAT if file == path else 0), 0o600))
        try:
            self._writer = Database(self._connect(), execute_plugins=False)
            if number(self._writer, "SELECT count(*) FROM pragma_table_info('cases') WHERE name = 'position'"):
                self._refuse("older-store")
            if is_newer(self._writer):
                self._refuse("newer-store")
            # A power cut may have torn a page that the log still holds whole: first the log, then the look.
            if self.fold() and _torn(self._writer):
                self._refuse("unreadable-store")
            bring_up_to_date(self._writer)
        except driver.DatabaseError as fault:
            raise Refused("unreadable-store", path=str(path)) from fault

    def _refuse(self, code: str) -> NoReturn:
        self._writer.conn.close()
        raise Refused(code, path=str(self.path))

    def _connect(self) -> Any:
        connection = driver.connect(str(self.path), timeout=BUSY_MS / 1000, check_same_thread=False)
        connection.execute("PRAGMA cipher_log_level = NONE")  # what does not open is refused in our own words
        connection.execute(f"PRAGMA key = \"x'{self._key}'\"")
        for pragma in _PRAGMAS:
            connection.execute(f"PRAGMA {pragma}")
        return connection

    @contextmanager
    def write(self) -> Iterator[Database]:
        """One transaction on the one writer: all of it is on the disk when the block ends, or none of it.

        Inside a transaction of the same thread it is part of that one. Raises `Refused("disk-full")`, having kept
        nothing of it.
        """
        with self._turn:
            connection = self._writer.conn
            if connection.in_transaction:
                yield self._writer
                return
            connection.execute("BEGIN IMMEDIATE")
            self._writing = threading.get_ident()
            try:
                yield self._writer
                connection.execute("COMMIT")
            except BaseException as fault:
                # A commit that fails (a full disk) may leave its transaction open, and the next write would join it.
                connection.rollback()
                if isinstance(fault, driver.OperationalError) and "disk is full" in str(fault):
                    raise Refused("disk-full") from fault
                raise
            finally:
                self._writing = 0

    def read(self) -> Database:
        """This thread's reader: it sees what is committed, and waits for nobody.

        Raises `RuntimeError` inside `write`: the reader sees the database as it was before that transaction, so that
        what is decided there would rest on what is no longer so. Read through the connection that `write` gives.
        """
        if self._writing == threading.get_ident():
            raise RuntimeError("a second connection was asked for inside a write")
        reader: Database | None = getattr(self._local, "reader", None)
        if reader is None:
            reader = Database(self._connect(), execute_plugins=False)
            reader.conn.execute("PRAGMA query_only = ON")
            self._local.reader = reader
            self._readers.append(reader)  # no turn is taken: a backup holds it for seconds
        return reader

    def fold(self) -> bool:
        """Fold the WAL into the file and cut it to nothing, so that what was deleted is nowhere; False where a reader
        held it up, and it is to be tried again."""
        with self._turn:
            connection = self._writer.conn
            connection.execute(f"PRAGMA busy_timeout = {FOLD_MS}")  # no reader in the way keeps others from writing
            busy = connection.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchone()[0]
            connection.execute(f"PRAGMA busy_timeout = {BUSY_MS}")
        return not busy

    def copy_to(self, path: Path) -> None:
        """A consistent copy under the same key, made while the box goes on working."""
        with self._turn:
            self._writer.conn.execute("VACUUM INTO ?", (str(path),))

    def is_sound(self) -> bool:
        """Whether every page is as it was written."""
        try:
            return row(self.read(), "PRAGMA quick_check") == {"quick_check": "ok"} and not _torn(self.read())
        except driver.DatabaseError:
            return False

    def close(self) -> None:
        """Let go of the file; the WAL is folded in."""
        with self._turn:
            for reader in self._readers:
                reader.conn.close()
            self._readers.clear()
            self._writer.conn.close()


def _torn(database: Database) -> bool:
    """Whether any page of the file fails its HMAC."""
    return database.conn.execute("PRAGMA cipher_integrity_check").fetchone() is not None


def insert(database: Database, table: str, values: Mapping[str, Any], otherwise: str = "") -> int:
    """Write one row, each value under its column's name; returns its rowid.

    `otherwise` is what happens where the row is there already: "IGNORE" keeps that one, "REPLACE" takes its place, ""
    raises the driver's IntegrityError. Costs 3 µs; sqlite-utils' own `insert`, which looks the table's columns up each
    time, 105 µs (measured 2026-11), and a submit writes a dozen rows.
    """
    return int(database.conn.execute(_inserting(table, tuple(values), otherwise), values).lastrowid or 0)


@cache
def _inserting(table: str, columns: tuple[str, ...], otherwise: str) -> str:
    into = f"INSERT OR {otherwise}" if otherwise else "INSERT"
    return f"{into} INTO {table} ({', '.join(columns)}) VALUES ({', '.join(f':{column}' for column in columns)})"


def row(database: Database, sql: str, *parameters: Any) -> dict[str, Any] | None:
    """The first row as a dict, or None."""
    cursor = database.conn.execute(sql, parameters)
    values = cursor.fetchone()
    return None if values is None else dict(zip((column[0] for column in cursor.description), values, strict=True))


def rows(database: Database, sql: str, *parameters: Any) -> list[dict[str, Any]]:
    """Every row as a dict."""
    cursor = database.conn.execute(sql, parameters)
    names = [column[0] for column in cursor.description]
    return [dict(zip(names, values, strict=True)) for values in cursor.fetchall()]


def number(database: Database, sql: str, *parameters: Any) -> int:
    """The one number a query counts; 0 where there is no row or NULL."""
    values = database.conn.execute(sql, parameters).fetchone()
    return int(values[0]) if values and values[0] is not None else 0
