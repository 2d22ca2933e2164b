"""What was changed on the hub's disk is seen, and told by its table."""

import pytest
from sqlalchemy import text

from hub.hub import Hub
from hub.monitoring import doctor
from tests.hub.samples import Box


def change(hub: Hub, sql: str) -> None:
    with hub.store.writing() as connection:
        connection.execute(text(sql))


def test_what_nothing_has_touched_is_whole(hub: Hub, box: Box) -> None:
    box.send(box.submitted())
    assert doctor.find_damage(hub) == ()


@pytest.mark.parametrize(
    ("sql", "table"),
    [
        ("UPDATE event SET body = substr(body, 1, 40)", "event"),
        ("UPDATE event SET statement = replace(statement, '0', '1')", "event"),
        ("UPDATE event SET statement = substr(statement, 1, 40)", "event"),
        ("UPDATE case_key SET wrapped = substr(wrapped, 1, 40)", "case_key"),
    ],
)
def test_bytes_that_changed_on_the_disk_are_told_by_their_table(hub: Hub, box: Box, sql: str, table: str) -> None:
    box.send(box.submitted())
    if hub.store.engine.dialect.name == "postgresql":
        sql = sql.replace("substr(body, 1, 40)", "substring(body from 1 for 40)")
    change(hub, sql)
    assert doctor.find_damage(hub) == (table,)
    found = next(finding for finding in doctor.examine(hub) if finding.code == "hub-database")
    assert (found.well, found.reason, found.detail) == (False, doctor.DAMAGED, table)
