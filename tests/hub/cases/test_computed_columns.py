"""What follows from what happened to a case, on either engine."""

import pytest
from sqlalchemy import select

from hub.cases.case_list import CaseQuery, find_cases
from hub.cases.computed_columns import state_of
from hub.decisions.decisions import decide
from hub.hub import Hub
from hub.people.people import Staff
from hub.store.schema import cases
from tests.hub.samples import Box, Item


@pytest.fixture
def sent(box: Box) -> Item:
    made = box.submitted()
    box.send(made)
    return made


def state(hub: Hub, sent: Item) -> str:
    with hub.store.reading() as connection:
        case_id = connection.execute(select(cases.c.id).where(cases.c.reference == sent["reference"])).scalar_one()
        return state_of(connection, case_id)


def marks(hub: Hub, sent: Item) -> tuple[int, int]:
    """What nobody has answered yet: additions, and requests about the contents."""
    with hub.store.reading() as connection:
        (row,) = find_cases(connection, hub.ring, CaseQuery(words=sent["reference"])).rows
    return row.news, row.asked


def test_a_state_is_the_last_decision(hub: Hub, sent: Item, paul: Staff) -> None:
    seen = [state(hub, sent)]
    for number, to in enumerate(("in_progress", "accepted", "closed")):
        decide(hub, paul, sent["reference"], to, "", number)
        seen.append(state(hub, sent))
    assert seen == ["received", "in_progress", "accepted", "closed"]


def test_what_was_added_is_news_until_somebody_decides_again(hub: Hub, box: Box, sent: Item, paul: Staff) -> None:
    assert marks(hub, sent) == (0, 0)
    box.send(
        box.supplement(sent["reference"], sent["stream"], 2),
        box.correction(sent["reference"], sent["stream"], 3),
        box.asked("access", sent["reference"], sent["stream"], 4),
    )
    assert marks(hub, sent) == (2, 1)
    decide(hub, paul, sent["reference"], "in_progress", "", 0)
    assert marks(hub, sent) == (0, 1)
