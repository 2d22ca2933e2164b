"""A statement of intake that hangs is ended, and the next transaction knows nothing of the limit."""

import pytest
from sqlalchemy import text
from sqlalchemy.exc import OperationalError

from kiosk.hub.hub import Hub
from kiosk.hub.store.faults import is_busy
from kiosk.hub.store.limits import limit


def test_a_statement_beyond_the_limit_is_ended_on_postgresql(hub: Hub) -> None:
    with hub.store.writing() as connection:
        limit(connection)  # SQLite takes it, too
    if hub.store.engine.dialect.name == "postgresql":
        with pytest.raises(OperationalError) as told, hub.store.writing() as connection:
            limit(connection, statement_ms=20)
            connection.execute(text("SELECT pg_sleep(5)"))
        assert is_busy(told.value)
        with hub.store.writing() as connection:
            connection.execute(text("SELECT pg_sleep(0.05)"))
