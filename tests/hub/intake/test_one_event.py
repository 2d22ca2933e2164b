"""One event, looked at by itself: it says why it is not taken before anything is written."""

import pytest
from sqlalchemy import select

from hub.hub import Hub
from hub.intake import one_event
from hub.intake.batch import Known, OutOfOrder, Taken
from hub.intake.site_notices import Notices
from hub.store.schema import event
from kiosk.errors import Rejected
from tests.hub.intake.test_unseen import opened
from tests.hub.samples import Box, Item


def _take(hub: Hub, box: Box, made: Item) -> object:
    with hub.store.writing() as connection:
        return one_event.take(hub, connection, opened(hub, box, made), Notices(hub))


def test_first_it_is_taken_then_it_is_known(hub: Hub, box: Box) -> None:
    made = box.submitted()
    taken = _take(hub, box, made)
    assert isinstance(taken, Taken) and _take(hub, box, made) == Known(taken.statement)


def test_one_that_came_too_early_waits(hub: Hub, box: Box) -> None:
    made = box.submitted()
    assert _take(hub, box, box.supplement(made["reference"], made["stream"], 2)) == OutOfOrder()


def test_a_refusal_leaves_the_transaction_usable(hub: Hub, box: Box) -> None:
    made = box.submitted()
    rival, other = box.submitted(reference=made["reference"]), box.submitted()
    with hub.store.writing() as connection:
        for taken in (made, other):
            one_event.take(hub, connection, opened(hub, box, taken), Notices(hub))
        with pytest.raises(Rejected) as refusal:
            one_event.take(hub, connection, opened(hub, box, rival), Notices(hub))
    assert refusal.value.code == "reference-taken"
    with hub.store.reading() as connection:
        assert set(connection.execute(select(event.c.id)).scalars()) == {made["id"], other["id"]}
