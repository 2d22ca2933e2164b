"""Opens the hub's database: SQLite through the sqlcipher3 driver, or PostgreSQL, behind one interface."""

import threading
from collections.abc import Iterator
from contextlib import AbstractContextManager, contextmanager, nullcontext
from pathlib import Path
from typing import Any

from msgspec import Struct
from sqlalchemy import Connection, Engine, create_engine, event, make_url
from sqlalchemy.exc import ArgumentError, DatabaseError, OperationalError

from hub.settings import HubSettings
from hub.store.faults import is_busy
from hub.store.limits import keep_to
from hub.store.upgrade import upgrade
from kiosk.clock import Clock
from kiosk.error_codes import HubRefusal, Refusal
from kiosk.errors import Refused
from kiosk.paths import name_what_is_wrong

_BUSY_MS = 20_000
"""How long a process waits for another one's write on SQLite."""
_LOOK_AGAIN_S = 0.002
_CHECKPOINT_PAGES = 4_000
"""16 MB of log before pages go into the file: what many cases write again and again is copied once."""
_PAUSE = threading.Event()
"""Never set: waited for between two looks."""
_CLOCK = Clock()


class Store(Struct, frozen=True):
    """The hub's database: `reading` gives one consistent view, `writing` one transaction (on SQLite one at a time)."""

    engine: Engine
    _turn: AbstractContextManager[Any]

    @contextmanager
    def reading(self) -> Iterator[Connection]:
        """A connection that sees one state of the database."""
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
        store = Store(engine, nullcontext())
    keep_to(engine)
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
    def prepare(connection: Any, _: Any) -> None:
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
