"""A decision on its way out is kept under the key of its case, one for each."""

from datetime import timedelta

import pytest
from sqlalchemy import select

from hub.hub import Hub
from hub.people.people import Staff
from hub.replies import taken_decision
from hub.replies.taken_decision import Stopped, TakenDecision
from hub.secrets.vault import lock_of
from hub.store import schema
from kiosk.domain.replies.asked_paper import AskedPaper
from tests.hub.samples import Box, Item


@pytest.fixture
def sent(box: Box) -> Item:
    made = box.submitted()
    box.send(made)
    return made


def test_it_is_read_back_and_nothing_of_it_lies_in_clear(hub: Hub, sent: Item, paul: Staff) -> None:
    now = hub.clock.now()
    asked = (AskedPaper("a" * 32, "", "La page 3 du bail"),)
    made = TakenDecision(
        "d" * 32,
        "e" * 32,
        "incomplete",
        "Il manque une page.",
        asked,
        "2026-12-31",
        paul.id,
        paul.name,
        now,
        now + timedelta(minutes=10),
        "f" * 32,
    )
    case_id = sent["stream"]
    with hub.store.writing() as connection:
        lock = lock_of(connection, hub.ring, case_id)
        assert lock is not None
        taken_decision.keep(connection, case_id, lock, made)
        assert taken_decision.of_case(connection, case_id, lock) == made
        (row,) = connection.execute(select(schema.taken_decision)).all()
        assert not any(word in row.body for word in (b"page", b"manque"))
        assert taken_decision.due(connection, now) == []
        assert taken_decision.due(connection, now + timedelta(minutes=10)) == [case_id]
        assert taken_decision.due(connection, now - timedelta(hours=1)) == [case_id], "taken in the future"
        assert taken_decision.stop(connection, case_id, Stopped.ARRIVED)
        assert not taken_decision.stop(connection, case_id, Stopped.RESTORED)
        assert taken_decision.due(connection, now + timedelta(days=1)) == []
        taken_decision.drop(connection, case_id)
        assert taken_decision.of_case(connection, case_id, lock) is None
