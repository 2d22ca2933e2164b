"""The encrypted SQLite database of a box: one connection for writing, behind a lock, and one a thread for reading.

Others speak to it as sqlite-utils' documentation says. Its `insert` and `rows_where` look the table up each time (60
µs; measured 2026-11), `query` does not (9 µs): what nearly every page asks is asked so. Its `upsert` makes a table to
try what SQLite can, which is refused here; `insert(…, replace=True)` does not.

Room on the disk that is kept for what has been begun: a file of zeros beside the database, given up when it matters.

Other programs share the disk, and a full disk says nothing before it is full. While the reserve stands, a case that
somebody has begun can be finished, confirmed and sent; new ones are not begun once it is gone.

A copy of a database from before its tables are changed, kept until the change has proved itself.

Beside `parvis.db` lie `parvis.db.before` (the copy, under the same key), and `parvis.db.upgrading` while a change is
under way: an upgrade that a power cut interrupts goes on without copying what is changed in part.
"""

import contextlib
import json
import os
import shutil
import sys
import threading
from collections.abc import Iterable, Iterator
from contextlib import closing, contextmanager
from datetime import datetime
from pathlib import Path
from typing import Any, NoReturn, TypeVar

import msgspec
import sqlcipher3
import sqlcipher3.dbapi2 as driver

# SQLite before 3.51.3, as the standard library's, can corrupt a WAL that two connections checkpoint. So sqlite-utils
# gets that of the sqlcipher3 wheel, which also encrypts, under the name that it tries before the standard library's.
sys.modules["pysqlite3"] = sqlcipher3

from sqlite_utils import Database as Database  # noqa: E402 - given on from here: only now has it this driver
from sqlite_utils import Migrations  # noqa: E402

from kiosk.clock import stamp  # noqa: E402
from kiosk.error_codes import Refusal  # noqa: E402
from kiosk.errors import Refused  # noqa: E402
from kiosk.paths import make_durable, name_what_is_wrong  # noqa: E402
from kiosk.store.migrations import STEPS  # noqa: E402

BYTES = 64_000_000
"""Size of the reserve: some hundred cases with their papers."""
LEAST_BYTES = 16_000_000
"""Free bytes below which the reserve is given up."""
SHORT_BYTES = 2 * LEAST_BYTES
"""Free bytes below which no case is begun, once the reserve is gone."""
_PIECE = bytes(1 << 20)


def free_bytes(folder: Path) -> int:
    """Free bytes for this account on the disk of a folder."""
    return shutil.disk_usage(folder).free


class Reserve:
    """The reserve of one database, at `path`; it `stands` where it is there to be given up."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self.stands = path.exists()

    def is_short(self) -> bool:
        """Whether a case that begins now might not be finished."""
        return not self.stands and free_bytes(self.path.parent) < SHORT_BYTES

    def make(self) -> bool:
        if not self.stands and free_bytes(self.path.parent) > BYTES + 2 * LEAST_BYTES:
            try:
                with self.path.open("wb") as file:
                    for _ in range(BYTES // len(_PIECE)):
                        file.write(_PIECE)
                    file.flush()
                    os.fsync(file.fileno())
                self.path.chmod(0o600)
                self.stands = True
            except OSError:
                self.give_up()
        return self.stands

    def make_room(self) -> None:
        """Give the reserve up where the disk is nearly full. Called before each write; costs a question to the disk."""
        if self.stands and free_bytes(self.path.parent) < LEAST_BYTES:
            self.give_up()

    def give_up(self) -> None:
        with contextlib.suppress(OSError):
            self.path.unlink(missing_ok=True)
        self.stands = False


def list_migrations() -> Migrations:
    """The steps as sqlite-utils applies them: each in one transaction, each recorded under its own name."""
    steps = Migrations("parvis")
    for step in STEPS:
        steps(name=step.RECORDED)(step.migrate)
    return steps


def bring_up_to_date(db: Any) -> None:
    list_migrations().apply(db)


def is_database_torn(connection: Any) -> bool:
    """Whether the HMAC of any page is wrong: 3 µs a page of 4 kB."""
    return connection.execute("PRAGMA cipher_integrity_check").fetchone() is not None


def is_database_whole(connection: Any) -> bool:
    """Whether no page is torn and no index lacks a row: three times as long."""
    return not is_database_torn(connection) and connection.execute("PRAGMA quick_check").fetchone()[0] == "ok"


def has_write_ahead_log(path: Path) -> bool:
    """Whether a write-ahead log lies beside a database: whoever wrote it last did not close it."""
    log = path.with_name(f"{path.name}-wal")
    return bool(log.exists() and log.stat().st_size > 0)


def upgrade_copy_path(database: Path) -> Path:
    """The copy from before the last upgrade."""
    return database.with_name(f"{database.name}.before")


def upgrade_marker_path(database: Path) -> Path:
    """There while an upgrade is under way, or has not proved itself."""
    return database.with_name(f"{database.name}.upgrading")


def prepare_upgrade(db: Any, database: Path) -> None:
    """Copy the database, durable on return, and note that an upgrade is under way; the copy before goes.

    Raises the driver's `OperationalError` where the disk is full: nothing is changed then.
    """
    if upgrade_marker_path(database).exists():
        return
    copy = upgrade_copy_path(database)
    unfinished = copy.with_name(f".{copy.name}.part")
    unfinished.unlink(missing_ok=True)
    try:
        db.conn.execute("VACUUM INTO ?", (str(unfinished),))
        unfinished.chmod(0o600)
        with unfinished.open("rb+") as file:
            os.fsync(file.fileno())
        os.replace(unfinished, copy)
    finally:
        unfinished.unlink(missing_ok=True)
    upgrade_marker_path(database).touch(mode=0o600)
    make_durable(database.parent)


def is_upgrade_sound(db: Any) -> bool:
    """Whether what an upgrade left is whole: its pages, its indexes, and what refers to what."""
    return db.conn.execute("PRAGMA foreign_key_check").fetchone() is None and is_database_whole(db.conn)


def finish_upgrade(database: Path) -> None:
    """The upgrade has proved itself; the copy stays until `delete_upgrade_copy`."""
    upgrade_marker_path(database).unlink(missing_ok=True)


def delete_upgrade_copy(database: Path) -> None:
    """Delete the copy: keys of cases that are destroyed by now must not outlive them."""
    upgrade_copy_path(database).unlink(missing_ok=True)


BUSY_MS, FOLD_MS = 10_000, 250
_READER = ("query_only = ON", "cache_size = -256")  # KiB, of a dozen threads each; what is filled is never given back
_PRAGMAS: tuple[str, ...] = (
    "journal_mode = WAL", "synchronous = FULL", "temp_store = MEMORY", "secure_delete = ON", "foreign_keys = ON",
    "cache_size = -1024",  # KiB; sqlcipher3 has 8 MB, which the writer filled within 20,000 pages
)  # fmt: skip
_MIGRATIONS_ONLY = (driver.SQLITE_CREATE_TABLE, driver.SQLITE_CREATE_INDEX, driver.SQLITE_ALTER_TABLE)
DatabaseError = driver.DatabaseError


class Store:
    """The database of a box, encrypted with `key` (32 bytes); an HMAC on each page detects damage.

    Raises `Refused`: `no-access` and `not-a-file` if its files cannot be opened; `unreadable-store` if the key is wrong
    or the file is damaged; `newer-store` if a newer version of this program has changed its tables. A refused file is
    not changed.
    Every page's HMAC is checked first (a second for 350 MB), unless the caller has `checked` them before and no log
    lies beside the file. `was_sound` is what the last check said.
    The tables of an earlier version are changed once a copy of the file lies beside it (`upgrade`); `upgraded` says
    that this happened. Raises `Refused` also then: `disk-full`, `upgrade-failed`.
    """

    def __init__(self, path: Path, key: bytes, *, checked: bool = False) -> None:
        self.path = path
        self.was_sound = True
        self.checked_whole = not checked or has_write_ahead_log(path)
        self.reserve = Reserve(path.with_name("reserve"))
        self._key = key.hex()
        self._turn = threading.RLock()
        self._local = threading.local()
        self._writing = 0  # the thread that is in a transaction
        self._readers: list[Any] = []
        with name_what_is_wrong(path):
            for file in (path, *(path.with_name(path.name + beside) for beside in ("-wal", "-shm"))):
                if file == path or file.exists():
                    os.close(os.open(file, os.O_RDWR | (os.O_CREAT if file == path else 0), 0o600))
        try:
            self._writer = Database(self._connect(), execute_plugins=False)
            if {step.name for step in list_migrations().applied(self._writer)} - {step.RECORDED for step in STEPS}:
                self._refuse(Refusal.NEWER_STORE)
            # A power cut may have torn a page that the WAL still holds complete: fold the WAL first, then check.
            if self.fold() and self.checked_whole and is_database_torn(self._writer.conn):
                self._refuse(Refusal.UNREADABLE_STORE)
            self.upgraded = upgrade_marker_path(path).exists()
            if list_migrations().applied(self._writer) and list_migrations().pending(self._writer):
                self._upgrade()
            bring_up_to_date(self._writer)
            # Without it, sqlite-utils' `insert` makes a table whose name is misspelt.
            self._writer.conn.set_authorizer(
                lambda action, *_: driver.SQLITE_DENY if action in _MIGRATIONS_ONLY else driver.SQLITE_OK
            )
        except driver.DatabaseError as fault:
            raise Refused(Refusal.UNREADABLE_STORE, path=str(path)) from fault

    def _upgrade(self) -> None:
        """Change the tables of an earlier version, once a copy of them lies beside the file.

        Raises `Refused`: `disk-full` (nothing is changed), `upgrade-failed` (the copy can be brought back).
        """
        try:
            prepare_upgrade(self._writer, self.path)
        except driver.OperationalError as fault:
            self._writer.conn.close()
            raise Refused(Refusal.DISK_FULL) from fault
        self.upgraded = True
        try:
            bring_up_to_date(self._writer)
        except driver.Error as fault:
            self._writer.conn.close()
            raise Refused(Refusal.UPGRADE_FAILED, path=str(self.path)) from fault
        if not is_upgrade_sound(self._writer):
            self._refuse(Refusal.UPGRADE_FAILED)

    def _refuse(self, code: Refusal) -> NoReturn:
        self._writer.conn.close()
        raise Refused(code, path=str(self.path))

    def _refuse_disk_fault(self, fault: BaseException) -> None:
        """By SQLite's words for SQLITE_FULL, SQLITE_IOERR and SQLITE_READONLY; room is made for the next try."""
        words = str(fault) if isinstance(fault, driver.OperationalError) else ""
        if full := "disk is full" in words:
            self.reserve.give_up()
        if full or "disk I/O" in words or "readonly" in words:
            raise Refused(Refusal.DISK_FULL if full else Refusal.DISK_FAULT) from fault

    def _connect(self) -> Any:
        connection = driver.connect(str(self.path), timeout=BUSY_MS / 1000, check_same_thread=False)
        connection.execute("PRAGMA cipher_log_level = NONE")  # a file that does not open is refused with a code
        connection.execute(f"PRAGMA key = \"x'{self._key}'\"")
        for pragma in _PRAGMAS:
            connection.execute(f"PRAGMA {pragma}")
        return connection

    @contextmanager
    def write(self) -> Iterator[Database]:
        """One transaction: all of it is on disk when the block ends, or none of it.

        Within a transaction of the same thread it is part of that one. Raises `Refused`: `disk-full`, `disk-fault`
        where the disk takes nothing any more (it broke, or the system made it read only).
        """
        with self._turn:
            connection = self._writer.conn
            if connection.in_transaction:
                yield self._writer
                return
            self.reserve.make_room()
            connection.execute("BEGIN IMMEDIATE")
            self._writing = threading.get_ident()
            try:
                yield self._writer
                connection.execute("COMMIT")
            except BaseException as fault:
                # A failed commit (full disk) may leave its transaction open, and the next write would join it.
                connection.rollback()
                self._refuse_disk_fault(fault)
                raise
            finally:
                self._writing = 0

    def read(self) -> Database:
        """This thread's connection for reading: it sees committed data, and waits for no writer.

        Raises `RuntimeError` within `write`, because it would read the data from before that transaction: read through
        the connection that `write` gives.
        """
        if self._writing == threading.get_ident():
            raise RuntimeError("a second connection was asked for inside a write")
        reader: Database | None = getattr(self._local, "reader", None)
        if reader is None:
            reader = Database(self._connect(), execute_plugins=False)
            for pragma in _READER:
                reader.conn.execute(f"PRAGMA {pragma}")
            self._local.reader = reader
            self._readers.append(reader)  # without the lock, which a writer may hold
        return reader

    def fold(self) -> bool:
        """Fold the WAL into the file: deleted data is nowhere on disk. False where a reader prevented it: try again."""
        with self._turn:
            connection = self._writer.conn
            connection.execute(f"PRAGMA busy_timeout = {FOLD_MS}")  # shortly, so that writers are not kept waiting
            busy = connection.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchone()[0]
            connection.execute(f"PRAGMA busy_timeout = {BUSY_MS}")
        return not busy

    def copy_to(self, path: Path) -> None:
        """Write a consistent copy, sealed with the same key, while others write. Raises `Refused`: `disk-full`."""
        with closing(self._connect()) as connection:  # its own: a large copy takes seconds, and no page waits for them
            try:
                connection.execute("VACUUM INTO ?", (str(path),))
            except driver.OperationalError as fault:
                self._refuse_disk_fault(fault)
                raise

    def is_sound(self) -> bool:
        try:
            self.was_sound = is_database_whole(self.read().conn)
        except driver.DatabaseError:
            self.was_sound = False
        return self.was_sound

    def close(self) -> None:
        """Close all connections; the WAL is folded into the file."""
        with self._turn:
            for reader in self._readers:
                reader.conn.close()
            self._readers.clear()
            self._writer.conn.close()


@contextmanager
def open_bare_database(path: Path, key: bytes) -> Iterator[Database]:
    """One connection to a database as it is, keyed or not (b""): nothing is changed. Raises `DatabaseError`."""
    connection = driver.connect(str(path))
    try:
        connection.execute("PRAGMA cipher_log_level = NONE")
        connection.execute(f"PRAGMA key = \"x'{key.hex()}'\"" if key else "PRAGMA query_only = ON")
        yield Database(connection, execute_plugins=False)
        connection.commit()
    finally:
        connection.close()


Row = TypeVar("Row")


def read_rows(kind: type[Row], found: Iterable[dict[str, Any]]) -> list[Row]:
    """Rows as values of a kind, by the names of their columns: 0 and 1 are truth, texts are enums, days and moments."""
    return [msgspec.convert(row, kind, strict=False) for row in found]


def read_row(kind: type[Row], found: Iterable[dict[str, Any]]) -> Row | None:
    """The first of `read_rows`, None where there is none."""
    row = next(iter(found), None)
    return None if row is None else msgspec.convert(row, kind, strict=False)


def read_column(db: Database, sql: str, *values: object) -> list[Any]:
    """The first column of each row of a query."""
    return [row[0] for row in db.execute(sql, values)]


def read_value(db: Database, sql: str, *values: object) -> Any:
    """The first column of the first row of a query, None where there is none."""
    row = db.execute(sql, values).fetchone()
    return row[0] if row else None


def to_row(value: msgspec.Struct) -> dict[str, Any]:
    """The columns of a value: its moments are stamps."""
    columns = msgspec.structs.asdict(value)
    return {name: stamp(part) if isinstance(part, datetime) else part for name, part in columns.items()}


def to_json_array(values: Iterable[str]) -> str:
    """Values as one parameter of a query: `IN (SELECT value FROM json_each(?))`."""
    return json.dumps(sorted(values))
