"""Opens the hub's database: SQLite through the sqlcipher3 driver, or PostgreSQL, behind one interface."""

import threading
from collections.abc import Iterator
from contextlib import AbstractContextManager, contextmanager, nullcontext
from contextvars import ContextVar
from importlib.resources import files
from math import inf
from pathlib import Path
from typing import Any

from alembic import command
from alembic.config import Config
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from msgspec import Struct
from psycopg import errors
from sqlalchemy import Connection, Engine, create_engine, event, make_url, text
from sqlalchemy.exc import ArgumentError, DatabaseError, OperationalError

from hub.settings import HubSettings
from kiosk.clock import Clock
from kiosk.error_codes import HubRefusal, Refusal
from kiosk.errors import Refused
from kiosk.paths import name_what_is_wrong

_COLLISIONS = (errors.DeadlockDetected, errors.SerializationFailure)
_LATE = (errors.LockNotAvailable, errors.QueryCanceled, errors.TooManyConnections)
_SQLITE_LATE = ("database is locked", "interrupted")
"""SQLite's words, after `busy_timeout`, and at the end of the time that a page has (`limits`)."""
STATEMENT_MS = 15_000
LOCK_MS = 5_000
"""Less than a statement's time, so that a box is told « busy » by the reason."""
_NONE = (0, 0)
_LIMITS: ContextVar[tuple[int, int]] = ContextVar("limits", default=_NONE)
_SET = "SELECT set_config('statement_timeout', %s, false), set_config('lock_timeout', %s, false)"
_CLOCK = Clock()
_STEPS = 50_000
"""Steps of SQLite's machine between two looks at the clock: some milliseconds."""
_ONE_AT_A_TIME = threading.Lock()
"""`alembic.op` and `alembic.context` are one for the whole process."""
_ADVISORY = 0x5041_5256
"""Our number among PostgreSQL's advisory locks."""
_LOCK_MS = 1_000
"""How long a migration keeps the others waiting for a lock that somebody else holds."""
_PAUSE_S = 2.0
_TRIES = 150
"""Ten minutes or less, within which somebody's long read ends."""
_PAUSE = threading.Event()
"""Never set: waited for between two tries."""
_BUSY_MS = 20_000
"""How long a process waits for another one's write on SQLite."""
_LOOK_AGAIN_S = 0.002
_CHECKPOINT_PAGES = 4_000
"""16 MB of log before pages go into the file: what many cases write again and again is copied once."""


def is_collision(fault: OperationalError) -> bool:
    """Whether two transactions were in each other's way: the same one again may succeed at once."""
    return isinstance(fault.orig, _COLLISIONS)


def is_busy(fault: OperationalError) -> bool:
    """Whether a turn, a lock or an answer did not come in time, while nothing is wrong: later it may."""
    return isinstance(fault.orig, (*_COLLISIONS, *_LATE)) or str(fault.orig) in _SQLITE_LATE


@contextmanager
def limit_statements(statement_ms: int = STATEMENT_MS, lock_ms: int = LOCK_MS) -> Iterator[None]:
    """Limit the statements of every connection that is taken in this block; beyond it `is_busy`.

    On SQLite all statements of a transaction together take `statement_ms`; it has one writer, which waits by
    `busy_timeout` (`opening`).
    """
    before = _LIMITS.set((statement_ms, lock_ms))
    try:
        yield
    finally:
        _LIMITS.reset(before)


def in_force() -> tuple[int, int]:
    """The milliseconds that a statement, and a lock, may take now; 0 for as long as they need."""
    return _LIMITS.get()


def _limit(connection: Any, record: Any, _: Any) -> None:
    """Told to the server where it differs from what it was told last: mostly never again."""
    wanted = in_force()
    if record.info.get("limits", _NONE) == wanted:
        return
    connection.autocommit = True  # what is set in a transaction is undone with it
    try:
        connection.execute(_SET, tuple(map(str, wanted)))
    finally:
        connection.autocommit = False
    record.info["limits"] = wanted


def upgrade(engine: Engine) -> None:
    """Run the missing migrations in one transaction; processes that start at the same time wait for each other.

    Sites go on sending meanwhile, to the workers of before. A change of a table waits for whoever reads it, and all who
    come later wait behind the change: so it waits for a moment only, gives way, and tries again. Raises `Refused`:
    `newer-store` if a newer version of this program has changed the tables; nothing is changed then.
    """
    for left in reversed(range(_TRIES)):
        try:
            _upgrade(engine)
            return
        except OperationalError as fault:
            if not (left and is_busy(fault)):
                raise
            _PAUSE.wait(_PAUSE_S)


def _upgrade(engine: Engine) -> None:
    with _ONE_AT_A_TIME, engine.connect().execution_options(writing=True) as connection, connection.begin():
        if connection.dialect.name == "postgresql":
            connection.execute(text("SELECT pg_advisory_xact_lock(:number)"), {"number": _ADVISORY})
            connection.execute(text("SELECT set_config('lock_timeout', :most, true)"), {"most": str(_LOCK_MS)})
        config = _config()
        known = {script.revision for script in ScriptDirectory.from_config(config).walk_revisions()}
        if set(MigrationContext.configure(connection).get_current_heads()) - known:
            raise Refused(Refusal.NEWER_STORE, path=str(engine.url.database))
        config.attributes["connection"] = connection  # for migrations/env.py
        command.upgrade(config, "head")


def newest_revision() -> str:
    return str(ScriptDirectory.from_config(_config()).get_current_head())


def _config() -> Config:
    config = Config()
    config.set_main_option("script_location", str(files("hub.store") / "migrations").replace("%", "%%"))
    config.set_main_option("path_separator", "os")
    return config


class Store(Struct, frozen=True):
    """The hub's database: `reading` gives one consistent view, `writing` one transaction (on SQLite one at a time)."""

    engine: Engine
    _turn: AbstractContextManager[Any]

    @contextmanager
    def reading(self) -> Iterator[Connection]:
        with self.engine.connect() as connection:
            yield connection

    @contextmanager
    def writing(self) -> Iterator[Connection]:
        """A transaction: committed at the end, rolled back on an exception. One inside another would wait for ever."""
        with self._turn, self.engine.connect().execution_options(writing=True) as connection, connection.begin():
            yield connection


def open_store(settings: HubSettings) -> Store:
    """Open the database that the settings name and migrate its tables; the data folder is made where it is missing.

    Parameters of a statement (names, answers) never reach an error message, and so no log. Raises `Refused`:
    `bad-setting` for an address of no database, of which only the scheme is told, since it may hold a passphrase;
    `no-access`, `not-a-folder`; `database-away` for one that does not answer, or takes nobody in, told by its host,
    port and name; `database-encoding` for a PostgreSQL database that is not in UTF-8; `unreadable-store` for a SQLite
    file that cannot be whole: a torn first page, a file shorter than it says.
    """
    with name_what_is_wrong(settings.data):
        settings.data.mkdir(parents=True, exist_ok=True, mode=0o700)
    try:
        url = make_url(settings.database_url)
        url.get_dialect()
    except ArgumentError:
        scheme = settings.database.partition(":")[0]
        raise Refused(Refusal.BAD_SETTING, name="KIOSK_HUB_DATABASE", value=f"{scheme}…") from None
    if url.get_backend_name() == "sqlite":
        engine = _sqlite(settings.database_url)
        store = Store(engine, threading.Lock())
    else:
        # psycopg gives bytes for texts where neither side names an encoding.
        own = {"client_encoding": "UTF8"}
        engine = create_engine(
            url, pool_size=16, max_overflow=16, pool_pre_ping=True, hide_parameters=True, connect_args=own
        )
        event.listen(engine, "connect", _plan_plainly)
        event.listen(engine, "checkout", _limit)
        store = Store(engine, nullcontext())
    try:
        _refuse_other_encodings(engine)
        upgrade(engine)
    except OperationalError as fault:
        engine.dispose()
        # Not the error's own words, which hold the address with its passphrase, and come in the server's language.
        server = f"{url.host}:{url.port or 5432}/" if url.host else ""
        raise Refused(HubRefusal.DATABASE_AWAY, at=f"{server}{url.database}") from fault
    except DatabaseError as fault:
        engine.dispose()
        if type(fault) is not DatabaseError or engine.dialect.name != "sqlite":  # SQLITE_CORRUPT, SQLITE_NOTADB
            raise
        raise Refused(Refusal.UNREADABLE_STORE, path=str(url.database)) from fault
    engine.dispose()  # a worker forked after this must not share a socket with its parent
    return store


def _refuse_other_encodings(engine: Engine) -> None:
    """Names in every script are kept, which PostgreSQL can only in UTF-8; SQLite is."""
    if engine.dialect.name != "postgresql":
        return
    with engine.connect() as connection:
        encoding = str(connection.exec_driver_sql("SHOW server_encoding").scalar())
    if encoding != "UTF8":
        engine.dispose()
        raise Refused(HubRefusal.DATABASE_ENCODING, name=str(engine.url.database), encoding=encoding)


def _plan_plainly(connection: Any, _: Any) -> None:
    """Have PostgreSQL follow an index before it reads a table whole, as its defaults for disks that turn do not; and
    neither compile a query nor start helpers for it, which take longer than a page that is soon full."""
    for name, value in (("random_page_cost", "1.1"), ("jit", "off"), ("max_parallel_workers_per_gather", "0")):
        connection.execute("SELECT set_config(%s, %s, false)", (name, value))
    connection.commit()


def _sqlite(url: str) -> Engine:
    # The standard library's SQLite (3.46 with Python 3.11) can corrupt a WAL that two connections checkpoint at once.
    from sqlcipher3 import dbapi2

    if path := make_url(url).database:
        Path(path).parent.mkdir(parents=True, exist_ok=True)
        Path(path).touch(mode=0o600)
    own = {"check_same_thread": False}
    engine = create_engine(url, module=dbapi2, pool_size=32, connect_args=own, hide_parameters=True)

    @event.listens_for(engine, "connect")
    def prepare(connection: Any, record: Any) -> None:
        until = record.info["until"] = [inf]
        connection.set_progress_handler(lambda: _CLOCK.monotonic() > until[0], _STEPS)
        connection.isolation_level = None
        for pragma in (
            f"busy_timeout={_BUSY_MS}",
            "journal_mode=WAL",
            "synchronous=FULL",
            "foreign_keys=ON",
            "temp_store=MEMORY",
            "secure_delete=ON",
            f"wal_autocheckpoint={_CHECKPOINT_PAGES}",
            "cache_size=-16000",  # the upper pages of indexes of a million cases
        ):
            connection.execute(f"PRAGMA {pragma}")

    @event.listens_for(engine, "checkout")
    def limit(_: Any, record: Any, __: Any) -> None:
        statement_ms, _lock_ms = in_force()
        record.info["until"][0] = _CLOCK.monotonic() + statement_ms / 1000 if statement_ms else inf

    @event.listens_for(engine, "begin")
    def begin(connection: Connection) -> None:
        if connection.get_execution_options().get("writing", False):
            _begin_writing(connection)
        else:
            connection.exec_driver_sql("BEGIN")

    return engine


def _begin_writing(connection: Connection) -> None:
    """Wait for the turn to write among the processes; SQLite itself looks again after up to 100 ms only, so that under
    load the turn of one worker lies idle most of the time."""
    deadline = _CLOCK.monotonic() + _BUSY_MS / 1000
    connection.exec_driver_sql("PRAGMA busy_timeout=0")
    try:
        while True:
            try:
                connection.exec_driver_sql("BEGIN IMMEDIATE")
                return
            except OperationalError as fault:
                if not is_busy(fault) or _CLOCK.monotonic() > deadline:
                    raise
                _PAUSE.wait(_LOOK_AGAIN_S)
    finally:
        connection.exec_driver_sql(f"PRAGMA busy_timeout={_BUSY_MS}")
