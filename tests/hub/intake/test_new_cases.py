"""New cases are stored together, each under a key of its own."""

from typing import Any

import pytest
from sqlalchemy import func, select
from sqlalchemy.exc import IntegrityError

from hub.cases.case_list import CaseQuery, find_cases
from hub.cases.cases import read_case
from hub.hub import Hub
from hub.intake import new_cases
from hub.intake.batch import OpenedEvent
from hub.intake.new_cases import NewCase
from hub.intake.opening import open_event
from hub.sites import sites
from hub.store.schema import case_key, cases, event, name_token
from hub.wire.read_event import envelope
from kiosk.domain.events.wire.bodies import Submitted
from tests.hub.samples import Box


def made(hub: Hub, box: Box, **changes: Any) -> NewCase:
    opened = open_event(hub, "SA", envelope(box.sealed(box.submitted(**changes))), sites.signers(hub.store, "SA"))
    assert isinstance(opened, OpenedEvent) and isinstance(opened.incoming.content, Submitted)
    return new_cases.make(hub, "SA", opened.incoming, opened.incoming.content, hub.clock.now())


def test_each_case_of_many_is_read_and_found_by_name(hub: Hub, box: Box) -> None:
    awa, omar = made(hub, box), made(hub, box, applicant={"family_name": "Diallo", "given_names": "Omar"})
    with hub.store.writing() as connection:
        new_cases.store(connection, [awa, omar])
    with hub.store.reading() as connection:
        file = read_case(connection, hub.ring, omar.case["reference"])
        found = find_cases(connection, hub.ring, CaseQuery(words="diallo")).rows
    assert file.submitted["applicant"]["family_name"] == "Diallo"
    assert [row.reference for row in found] == [omar.case["reference"]]
    assert awa.key["wrapped"] != omar.key["wrapped"]


def test_where_one_of_them_is_there_already_none_is_stored(hub: Hub, box: Box) -> None:
    first, second = made(hub, box), made(hub, box)
    with hub.store.writing() as connection:
        new_cases.store(connection, [first])
    with pytest.raises(IntegrityError), hub.store.writing() as connection:
        new_cases.store(connection, [second, first])
    with hub.store.reading() as connection:
        counts = [
            connection.execute(select(func.count()).select_from(table)).scalar() for table in (cases, case_key, event)
        ]
        tokens = set(connection.execute(select(name_token.c.case_id)).scalars())
    assert counts == [1, 1, 1] and tokens == {first.case["id"]}
