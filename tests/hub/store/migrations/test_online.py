"""A database that is full already comes to its new shape while sites send."""

import pytest
from sqlalchemy import select

from hub.decisions.decisions import decide
from hub.hub import Hub
from hub.people.people import Staff
from hub.store.migrations.online import finish
from hub.store.schema import cases
from tests.hub.samples import Box


def test_cases_of_before_get_the_state_that_follows_from_what_happened(hub: Hub, box: Box, paul: Staff) -> None:
    sent = [box.submitted() for _ in range(3)]
    box.send(*sent)
    decide(hub, paul, sent[0]["reference"], "in_progress", "", 0)
    decide(hub, paul, sent[0]["reference"], "accepted", "", 1)
    box.send(box.withdrawal(sent[1]["reference"], sent[1]["stream"], 2))
    if hub.store.engine.dialect.name != "postgresql":  # there the migration itself gives them
        return
    with hub.store.writing() as connection:
        connection.execute(cases.update().values(listed_state=None))
    finish(hub.store.engine)
    with hub.store.reading() as connection:
        states = dict(connection.execute(select(cases.c.reference, cases.c.listed_state)).tuples().all())
    assert [states[case["reference"]] for case in sent] == ["accepted", "withdrawn", "received"]


@pytest.mark.parametrize("name", ["ix_cases_site_listed", "ix_delivery_waiting"])
def test_an_index_that_is_missing_is_built(hub: Hub, box: Box, name: str) -> None:
    with hub.store.writing() as connection:
        connection.exec_driver_sql(f"DROP INDEX {name}")
    finish(hub.store.engine)
    catalogue = (
        "SELECT name FROM sqlite_master WHERE type = 'index'"
        if hub.store.engine.dialect.name == "sqlite"
        else "SELECT c.relname FROM pg_index i JOIN pg_class c ON c.oid = i.indexrelid WHERE i.indisvalid"
    )
    with hub.store.reading() as connection:
        assert name in connection.exec_driver_sql(catalogue).scalars().all()
    finish(hub.store.engine)  # and the next start has nothing to do
    assert box.outcomes(box.submitted()) == ["acknowledged"]
