"""Runs the hub's missing database migrations at start, in one process at a time."""

import threading
from importlib.resources import files

from alembic.config import Config
from alembic.migration import MigrationContext
from alembic.operations import Operations
from alembic.script import ScriptDirectory
from sqlalchemy import Engine, MetaData, text

from kiosk.hub.store.columns import CONSTRAINTS

_ONE_AT_A_TIME = threading.Lock()
"""`alembic.op` is one for the whole process."""
_ADVISORY = 0x5041_5256
"""Our number among PostgreSQL's advisory locks."""


def upgrade(engine: Engine) -> None:
    """Run the missing migrations in one transaction; processes that start at the same time wait for each other."""
    scripts = ScriptDirectory.from_config(_config())
    with _ONE_AT_A_TIME, engine.connect().execution_options(writing=True) as connection, connection.begin():
        if connection.dialect.name == "postgresql":
            connection.execute(text("SELECT pg_advisory_xact_lock(:number)"), {"number": _ADVISORY})
        context = MigrationContext.configure(
            connection,
            opts={
                "fn": lambda revision, _: scripts._upgrade_revs("head", revision),
                "transactional_ddl": True,
                "target_metadata": MetaData(naming_convention=CONSTRAINTS),
            },
        )
        with Operations.context(context):
            context.run_migrations()


def _config() -> Config:
    config = Config()
    config.set_main_option("script_location", str(files("kiosk.hub.store") / "migrations").replace("%", "%%"))
    config.set_main_option("path_separator", "os")
    return config
