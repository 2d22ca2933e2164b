"""No page of the hub reads a table from end to end that grows with the cases."""

import re

import pytest
from flask import Flask

from hub.cases import case_search
from hub.cases.case_list import CaseQuery, count_by_state, find_cases
from hub.cases.case_search import Way
from hub.cases.scope import EVERYTHING, Scope
from hub.hub import Hub
from hub.people.staff_role import StaffRole
from hub.retention.retention import expire
from tests.hub.cases.plans import as_if_large, read_whole, watched
from tests.hub.conftest import person, signed_in
from tests.hub.samples import Box

SCOPES = (
    EVERYTHING,
    Scope(services=("etat-civil", "ccas")),
    Scope(sites=("SA",)),
    Scope(("etat-civil",), ("SA", "BZ")),
    Scope(sites=tuple(f"S{letter}" for letter in "ABCDEFGHJKLMNPQRSTUVWXYZ")),
)


@pytest.mark.parametrize("scope", SCOPES, ids=str)
def test_lists_and_searches_follow_an_index(hub: Hub, box: Box, scope: Scope, monkeypatch: pytest.MonkeyPatch) -> None:
    sent = [box.submitted(), box.submitted()]
    box.send(*sent)
    with hub.store.reading() as connection:
        last = find_cases(connection, hub.ring, CaseQuery()).rows[0].reference
    assert last == sent[1]["reference"]
    searches = ("", "benali", "be aw", "02/03/1945", sent[0]["reference"])
    with watched(hub) as asked, hub.store.reading() as connection:
        count_by_state(connection, scope)
        for way in Way:
            monkeypatch.setattr(case_search, "cheapest", lambda *_, way=way: way)
            for words in searches:
                for state, after in (("", ""), ("received", ""), ("", sent[1]["stream"])):
                    find_cases(connection, hub.ring, CaseQuery(state, words, scope=scope, after=after))
    _check(hub, asked)


def test_no_page_for_staff_reads_a_growing_table_whole(app: Flask, hub: Hub, box: Box) -> None:
    sent = box.submitted()
    box.send(sent)
    places = (
        "/dossiers",
        "/dossiers/prepares",
        f"/dossiers/{sent['reference']}",
        "/lieux",
        "/lieux/SA",
        "/transmissions",
    )
    instructor = signed_in(app, hub, person(hub, "awa", "Awa Rey"))
    operator = signed_in(app, hub, person(hub, "ali", "Ali Rey", role=StaffRole.OPERATOR))
    with watched(hub) as asked:
        for place in places:
            instructor.open(place)
        for place in ("/trace", "/lieux"):
            operator.open(place)
        for place in ("/readyz", "/healthz"):
            operator.client.get(place)
    _check(hub, asked)


def test_the_daily_run_looks_at_decided_cases_that_are_old_enough(hub: Hub, box: Box) -> None:
    box.send(box.submitted(), box.prepared())
    with watched(hub) as asked:
        expire(hub)
    with hub.store.reading() as connection:
        found = {table for statement, _ in asked for table in re.findall(r"FROM (\w+)", statement)}
        assert "cases" in found
        late = [item for item in asked if "coalesce(cases.keep_days" in item[0] and "DISTINCT" not in item[0]]
        as_if_large(connection)
        assert late and not any("cases" in read_whole(connection, *item) for item in late)


def _check(hub: Hub, asked: list[tuple[str, object]]) -> None:
    assert asked
    with hub.store.reading() as connection:
        as_if_large(connection)
        for statement, parameters in {statement: (statement, parameters) for statement, parameters in asked}.values():
            assert not read_whole(connection, statement, parameters), statement
