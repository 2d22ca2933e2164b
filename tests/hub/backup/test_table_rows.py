"""Rows as lines, from either database."""

import json
from collections import Counter

from sqlalchemy import select

from hub.backup import hub_backup
from hub.hub import Hub
from hub.store.schema import event, metadata
from tests.hub.samples import Box


def test_every_table_is_copied_but_those_of_the_moment() -> None:
    names = {table.name for table in hub_backup.copied_tables()}
    assert names | hub_backup.LEFT_OUT == set(metadata.tables)
    assert {"upkeep", "audit", "attachment", "hub_key"} < names


def test_rows_come_back_as_they_were(hub: Hub, box: Box) -> None:
    box.send(box.submitted())
    counted: Counter[str] = Counter()
    with hub.store.reading() as connection:
        lines = list(hub_backup.table_lines(connection, counted))
        before = connection.execute(select(event)).mappings().all()
    assert counted["event"] == 1 and sum(counted.values()) == len(lines)
    with hub.store.writing() as connection:
        hub_backup.empty_tables(connection)
        assert hub_backup.insert_lines(connection, lines) == counted
    with hub.store.reading() as connection:
        assert connection.execute(select(event)).mappings().all() == before
        assert list(hub_backup.table_lines(connection, Counter())) == lines
    assert all(isinstance(json.loads(line)[0], str) for line in lines)
