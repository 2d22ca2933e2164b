"""The file by which Alembic runs the migrations on our own connection."""

from alembic import command
from alembic.script import ScriptDirectory
from sqlalchemy import create_engine, inspect, text

from hub.store import upgrade


def test_every_step_runs_on_the_connection_that_is_handed_over() -> None:
    """A database in memory exists for one connection alone: with another one the tables would lie elsewhere."""
    config = upgrade._config()
    with create_engine("sqlite://").connect() as connection, connection.begin():
        config.attributes["connection"] = connection
        command.upgrade(config, "head")
        assert connection.execute(text("SELECT version_num FROM alembic_version")).scalars().all() == [
            ScriptDirectory.from_config(config).get_current_head()
        ]
        assert {"event", "cases", "staff", "release_note"} <= set(inspect(connection).get_table_names())
