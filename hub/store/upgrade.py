"""Runs the hub's missing database migrations at start, in one process at a time."""

import threading
from importlib.resources import files

from alembic import command
from alembic.config import Config
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Engine, text
from sqlalchemy.exc import OperationalError

from hub.store.faults import is_busy
from kiosk.error_codes import Refusal
from kiosk.errors import Refused

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
    """The migration that this version of the program brings a database to."""
    return str(ScriptDirectory.from_config(_config()).get_current_head())


def _config() -> Config:
    config = Config()
    config.set_main_option("script_location", str(files("hub.store") / "migrations").replace("%", "%%"))
    config.set_main_option("path_separator", "os")
    return config
