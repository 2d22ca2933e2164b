"""A database that has no time is told from one that is broken."""

import pytest
from sqlalchemy import text
from sqlalchemy.exc import OperationalError, ProgrammingError

from hub.hub import Hub
from hub.store.faults import is_busy, is_collision


def test_a_turn_that_does_not_come_is_no_fault(hub: Hub) -> None:
    if hub.store.engine.dialect.name == "postgresql":
        with hub.store.writing() as holder, hub.store.writing() as late:
            holder.execute(text("LOCK TABLE site"))
            late.execute(text("SET LOCAL lock_timeout = 20"))
            with pytest.raises(OperationalError) as told:
                late.execute(text("LOCK TABLE site"))
    else:
        with hub.store.reading() as waiting:
            waiting.exec_driver_sql("PRAGMA busy_timeout = 20")
        with hub.store.engine.connect() as late, hub.store.writing(), pytest.raises(OperationalError) as told:
            late.exec_driver_sql("PRAGMA busy_timeout = 20")
            late.exec_driver_sql("CREATE TABLE late (x)")
    assert is_busy(told.value) and not is_collision(told.value)


def test_a_table_that_is_not_there_is_a_fault(hub: Hub) -> None:
    with pytest.raises((OperationalError, ProgrammingError)) as told, hub.store.reading() as connection:
        connection.execute(text("SELECT 1 FROM nowhere"))
    assert not (isinstance(told.value, OperationalError) and is_busy(told.value))
