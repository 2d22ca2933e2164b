"""Who has a case: taken, handed over within its service, given back; a colleague who was faster keeps it."""

import pytest

from hub.cases.scope import Scope
from hub.hub import Hub
from hub.people.people import Staff
from hub.people.staff_role import StaffRole
from hub.trail.audit import lines
from hub.work import owners
from hub.work.departure import remove_staff
from kiosk.errors import Refused
from tests.hub.conftest import person
from tests.hub.samples import Box, Item


@pytest.fixture
def sent(box: Box) -> Item:
    made = box.submitted()
    box.send(made)
    return made


def _owner(hub: Hub, sent: Item) -> str:
    with hub.store.reading() as connection:
        return owners.owned(connection, sent["reference"], Scope()).owner


def test_a_case_is_taken_handed_over_and_given_back(hub: Hub, sent: Item, paul: Staff, lea: Staff) -> None:
    for _ in range(2):  # a double tap
        owners.hand_over(hub, paul, sent["reference"], paul.id, "")
    owners.hand_over(hub, paul, sent["reference"], lea.id, paul.id)
    assert _owner(hub, sent) == lea.id
    with pytest.raises(Refused, match="taken-meanwhile"):
        owners.hand_over(hub, paul, sent["reference"], paul.id, "")
    owners.hand_over(hub, lea, sent["reference"], owners.NOBODY, lea.id)
    assert _owner(hub, sent) == ""
    told = [(line.action, line.by, line.about) for line in lines(hub.store) if line.reference == sent["reference"]]
    assert told == [
        ("handed-over", lea.id, ""),
        ("handed-over", paul.id, lea.id),
        ("taken", paul.id, paul.id),
    ]


def test_only_who_may_open_a_case_may_have_it(hub: Hub, sent: Item, paul: Staff) -> None:
    gone = person(hub, "gone", "Guy Ono")
    remove_staff(hub, "gone")
    others = (
        person(hub, "ccas", "Ali Rey", scope=Scope(("ccas",))),
        person(hub, "bruz", "Zoé Le", scope=Scope((), ("BZ",))),
        person(hub, "ines", "Inès Caron", StaffRole.OPERATOR),
        gone,
    )
    assert [colleague.login for colleague in owners.colleagues(hub, sent["reference"], Scope())] == ["paul"]
    for other in others:
        with pytest.raises(Refused, match="not-a-colleague"):
            owners.hand_over(hub, paul, sent["reference"], other.id, "")
    with pytest.raises(Refused, match="unknown-case"):
        owners.hand_over(hub, others[0], sent["reference"], others[0].id, "")


def test_whoever_leaves_hands_over_what_the_other_may_see(hub: Hub, box: Box, paul: Staff) -> None:
    mine, other = box.submitted(), box.submitted(service={"id": "ccas", "name": "CCAS"})
    box.send(mine, other)
    lea = person(hub, "lea", "Léa Petit", scope=Scope(("etat-civil",)))
    for case in (mine, other):
        owners.hand_over(hub, paul, case["reference"], paul.id, "")
    remove_staff(hub, "paul", "lea")
    assert (_owner(hub, mine), _owner(hub, other)) == (lea.id, "")
