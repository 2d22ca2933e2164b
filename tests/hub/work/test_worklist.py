"""The worklist: the first due first, each case once over its pages, narrowed as one likes, read by an index."""

import pytest

from hub.cases import case_list
from hub.cases.scope import Scope
from hub.hub import Hub
from hub.people.people import Staff
from hub.work import owners, worklist
from hub.work.worklist import View, WorkQuery
from tests.hub.cases.plans import as_if_large, read_whole, watched
from tests.hub.samples import Box, Item

CCAS = {"id": "ccas", "name": "CCAS"}
HELP = {"id": "help", "version": 1, "kind": "deposited", "title": "Aide ponctuelle"}


def _due(box: Box, day: str, **changes: object) -> Item:
    return box.submitted(silence={"means": "refused", "on": day, "text": ""}, **changes)


def _listed(hub: Hub, query: WorkQuery) -> list[str]:
    with hub.store.reading() as connection:
        return [row.reference for row in worklist.page_of(connection, hub.ring, query).rows]


@pytest.fixture
def sent(box: Box, other_box: Box) -> list[Item]:
    made = [
        _due(box, "2027-03-01", language="ar", service=CCAS),
        _due(box, "2027-01-01", channel="kiosk", procedure=HELP),
        _due(box, "2027-02-01"),
    ]
    box.send(*made)
    other = _due(other_box, "2027-01-15")
    other_box.send(other)
    return [*made, other]


def test_each_filter_leaves_what_it_says(hub: Hub, sent: list[Item]) -> None:
    late, kiosk, middle, other = (case["reference"] for case in sent)
    mine = WorkQuery((), "2026-12-01")
    assert _listed(hub, mine) == [kiosk, other, middle, late]
    for narrowed, left in (
        (WorkQuery((), "", language="ar"), [late]),
        (WorkQuery((), "", channel="kiosk"), [kiosk]),
        (WorkQuery((), "", procedure="help"), [kiosk]),
        (WorkQuery((), "", service="ccas"), [late]),
        (WorkQuery((), "", site="BZ"), [other]),
        (WorkQuery((), "", state="incomplete"), []),
        (WorkQuery((), "2027-01-16", View.LATE), [kiosk, other]),
        (WorkQuery((), "", scope=Scope(("ccas",))), [late]),
    ):
        assert _listed(hub, narrowed) == left, narrowed


def test_views_are_counted_as_far_as_one_may_see(
    hub: Hub, sent: list[Item], paul: Staff, monkeypatch: pytest.MonkeyPatch
) -> None:
    owners.hand_over(hub, paul, sent[0]["reference"], paul.id, "")
    with hub.store.reading() as connection:
        counted = worklist.counts(connection, WorkQuery((paul.id,), "2027-01-16"))
        assert counted == {"all": 4, "mine": 1, "free": 3, "late": 2}
        ccas = WorkQuery((), "2027-01-16", scope=Scope(("ccas",)))
        assert worklist.counts(connection, ccas) == {"all": 1, "mine": 0, "free": 0, "late": 0}
        assert dict(worklist.procedures(connection, Scope(("ccas",)))) == {
            "birth-certificate": "Copie d’un acte de naissance"
        }
        assert [code for code, _ in worklist.services(connection)] == ["ccas", "etat-civil"]
        monkeypatch.setattr(worklist, "MOST_COUNTED", 1)
        assert worklist.counts(connection, WorkQuery((), ""))[View.ALL] == 2, "more than one"
    assert case_list.MOST_COUNTED == 1_000


def test_no_list_reads_all_cases(hub: Hub, sent: list[Item]) -> None:
    with watched(hub) as asked:
        for view in View:
            for more in ({}, {"language": "ar", "site": "SA"}, {"after": sent[1]["stream"]}):
                _listed(hub, WorkQuery(("0" * 32, "1" * 32), "2027-01-16", view, Scope(("ccas",)), **more))
        with hub.store.reading() as connection:
            worklist.counts(connection, WorkQuery(("0" * 32,), "2027-01-16"))
            list(worklist.procedures(connection, Scope(("ccas",))))
            worklist.services(connection)
    with hub.store.reading() as connection:
        as_if_large(connection)
        for statement, parameters in asked:
            assert not read_whole(connection, statement, parameters), statement
