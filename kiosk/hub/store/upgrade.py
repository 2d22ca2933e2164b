"""Runs the hub's missing database migrations at start, in one process at a time."""

import threading
from importlib.resources import files

from alembic import command
from alembic.config import Config
from alembic.script import ScriptDirectory
from sqlalchemy import Engine, text

_ONE_AT_A_TIME = threading.Lock()
"""`alembic.op` and `alembic.context` are one for the whole process."""
_ADVISORY = 0x5041_5256
"""Our number among PostgreSQL's advisory locks."""


def upgrade(engine: Engine) -> None:
    """Run the missing migrations in one transaction; processes that start at the same time wait for each other."""
    with _ONE_AT_A_TIME, engine.connect().execution_options(writing=True) as connection, connection.begin():
        if connection.dialect.name == "postgresql":
            connection.execute(text("SELECT pg_advisory_xact_lock(:number)"), {"number": _ADVISORY})
        config = _config()
        config.attributes["connection"] = connection  # for migrations/env.py
        command.upgrade(config, "head")


def newest_revision() -> str:
    """The migration that this version of the program brings a database to."""
    return str(ScriptDirectory.from_config(_config()).get_current_head())


def _config() -> Config:
    config = Config()
    config.set_main_option("script_location", str(files("kiosk.hub.store") / "migrations").replace("%", "%%"))
    config.set_main_option("path_separator", "os")
    return config
