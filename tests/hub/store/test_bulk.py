"""Many rows at once are the rows they were, on either engine, and a double is told as SQLAlchemy tells it."""

from datetime import UTC, datetime, timedelta, timezone

import pytest
from sqlalchemy import select
from sqlalchemy.exc import DataError, IntegrityError

from hub.hub import Hub
from hub.store import bulk
from hub.store.schema import event
from tests.hub.samples import Box


def _row(site: str, number: int, **changes: object) -> dict[str, object]:
    moment = datetime(2026, 11, 24, 9, tzinfo=timezone(timedelta(hours=1)))
    return {
        "id": f"{number:032x}", "stream": f"{number:032x}", "sequence": 1, "type": "submitted", "site": site,
        "reference": "SA1042K", "sha256": "a" * 64, "body": b"\x00\xff\\N\t\n", "received_at": moment,
        "statement": "é\t\\N\n«»", "signature": "", **changes,
    }  # fmt: skip


def test_the_rows_are_there_to_the_byte(hub: Hub, box: Box) -> None:
    with hub.store.writing() as connection:
        bulk.insert(connection, event, [_row(box.code, number) for number in range(3)])
        bulk.insert(connection, event, [])
    with hub.store.reading() as connection:
        stored = connection.execute(select(event).order_by(event.c.id)).all()
    assert [row.id for row in stored] == [f"{number:032x}" for number in range(3)]
    assert {row.body for row in stored} == {b"\x00\xff\\N\t\n"}
    assert {row.statement for row in stored} == {"é\t\\N\n«»"} and {row.signature for row in stored} == {""}
    assert {row.received_at for row in stored} == {datetime(2026, 11, 24, 8, tzinfo=UTC)}


def test_a_double_undoes_its_transaction_and_is_told_without_what_it_held(hub: Hub, box: Box) -> None:
    with pytest.raises(IntegrityError) as told, hub.store.writing() as connection:
        bulk.insert(connection, event, [_row(box.code, 1, statement="Benali"), _row(box.code, 1)])
    assert "Benali" not in str(told.value)
    with hub.store.reading() as connection:
        assert connection.execute(select(event)).first() is None


def test_what_postgresql_cannot_hold_is_told_as_bad_data(hub: Hub, box: Box) -> None:
    if hub.store.engine.dialect.name != "postgresql":
        return
    with pytest.raises(DataError), hub.store.writing() as connection:
        bulk.insert(connection, event, [_row(box.code, 1, statement="a\0b")])
