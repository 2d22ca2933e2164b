"""Cases of an earlier version come into the worklist, and are found by telephone, without being sent again."""

from sqlalchemy import select

from hub.app import close_hub, create_hub
from hub.cases.case_list import CaseQuery, find_cases
from hub.decisions.decisions import decide
from hub.hub import Hub
from hub.people.people import Staff
from hub.retention import erasure
from hub.retention.daily_upkeep import run_upkeep
from hub.secrets import name_index
from hub.store.schema import cases, name_token
from hub.work import old_cases
from tests.hub.due import days, reckoned
from tests.hub.samples import Box

PHONE = "06 12 34 56 78"


def _as_before(hub: Hub) -> None:
    """The database as an earlier version left it."""
    tokens = name_index.tokens_of(hub.ring, PHONE)
    with hub.store.writing() as connection:
        connection.execute(cases.update().values(due_on="", procedure="", language="", channel="", listed_by=0))
        connection.execute(name_token.delete().where(name_token.c.token.in_(tokens)))


def _by_phone(hub: Hub) -> int:
    with hub.store.reading() as connection:
        return len(find_cases(connection, hub.ring, CaseQuery(words=PHONE)).rows)


def test_those_that_wait_are_there_before_the_hub_answers_and_the_others_a_day_later(
    hub: Hub, box: Box, paul: Staff
) -> None:
    waits, decided, erased = box.submitted(language="ar"), box.submitted(), box.submitted()
    box.send(waits, decided, erased)
    decide(hub, paul, decided["reference"], "accepted", "", 0)
    with hub.store.writing() as connection:
        erasure.erase(hub, connection, erased["stream"], erasure.ASKED)
    _as_before(hub)
    assert _by_phone(hub) == 0 and old_cases.is_behind(hub)
    close_hub(create_hub(hub.settings, hub.clock))
    assert days(hub) == reckoned(hub) and days(hub)[waits["reference"]] == "2027-01-24"
    with hub.store.reading() as connection:
        columns = (cases.c.procedure, cases.c.language, cases.c.channel)
        query = select(*columns).where(cases.c.reference == waits["reference"])
        assert tuple(connection.execute(query).one()) == ("birth-certificate", "ar", "counter")
    assert _by_phone(hub) == 1
    run_upkeep(hub)
    assert _by_phone(hub) == 2 and not old_cases.is_behind(hub)
    assert old_cases.bring_up(hub) == 0


def test_a_telephone_goes_from_the_index_with_the_contents(hub: Hub, box: Box) -> None:
    sent = box.submitted()
    box.send(sent)
    _as_before(hub)
    old_cases.bring_up(hub)
    with hub.store.writing() as connection:
        erasure.erase(hub, connection, sent["stream"], erasure.ASKED)
        assert connection.execute(select(name_token)).all() == []
