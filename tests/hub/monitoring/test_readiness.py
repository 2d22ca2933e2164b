"""A hub says whether it can take cases now."""

from typing import Any

import pytest
from sqlalchemy import event, text

from hub.hub import Hub
from hub.monitoring import readiness


def test_a_hub_that_can_write_is_ready(hub: Hub) -> None:
    assert readiness.faults(hub) == ()


def test_a_database_that_takes_no_writes_is_not_ready(hub: Hub) -> None:
    """As a standby says of itself, and as SQLite can be told to be."""
    word = (
        "PRAGMA query_only = ON"
        if hub.store.engine.dialect.name == "sqlite"
        else "SET default_transaction_read_only = on"
    )

    def refuse_writes(connection: Any, _: object) -> None:
        connection.cursor().execute(word)
        connection.commit()

    hub.store.engine.dispose()
    event.listen(hub.store.engine, "connect", refuse_writes)
    try:
        assert readiness.faults(hub) == ("database-read-only",)
    finally:
        event.remove(hub.store.engine, "connect", refuse_writes)
        hub.store.engine.dispose()


def test_tables_of_another_version_are_not_ready(hub: Hub) -> None:
    with hub.store.writing() as connection:
        was = connection.execute(text("SELECT version_num FROM alembic_version")).scalar_one()
        connection.execute(text("UPDATE alembic_version SET version_num = '0000'"))
    try:
        assert readiness.faults(hub) == ("database-version",)
    finally:
        with hub.store.writing() as connection:
            connection.execute(text("UPDATE alembic_version SET version_num = :was"), {"was": was})


def test_a_full_disk_is_not_ready(hub: Hub, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(readiness, "LEAST_BYTES", 10**18)
    assert readiness.faults(hub) == ("disk-full",)
