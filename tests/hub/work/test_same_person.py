"""The person's other requests: by names and birth date, within what one may see; others are not counted."""

from hub.cases.cases import read_case
from hub.cases.scope import EVERYTHING, Scope
from hub.hub import Hub
from hub.work import same_person
from tests.hub.samples import Box, Item


def _others(hub: Hub, sent: Item, scope: Scope = EVERYTHING) -> list[str]:
    with hub.store.reading() as connection:
        file = read_case(connection, hub.ring, sent["reference"])
        return sorted(row.reference for row in same_person.other_cases(connection, hub.ring, file, scope))


def _of(box: Box, family: str, given: str, born: str | None, **more: object) -> Item:
    person = {"family_name": family, "given_names": given} | ({"birth_date": born} if born else {})
    return box.submitted(person=person, **more)


def test_only_the_same_names_and_birth_date_are_the_same_person(hub: Hub, box: Box, other_box: Box) -> None:
    mine = _of(box, "Benali", "Awa", "1945-03-02")
    same = _of(box, "BÉNALI", "awa", "1945-03-02")
    others = (
        _of(box, "Benali", "Awa", "1946-03-02"),
        _of(box, "Benalia", "Awa", "1945-03-02"),
        _of(box, "Benali", "Awa Marie", "1945-03-02"),
        _of(box, "Benali", "Awa", None),
    )
    prepared = box.prepared(person={"family_name": "Benali", "given_names": "Awa", "birth_date": "1945-03-02"})
    box.send(mine, same, *others, prepared)
    assert _others(hub, mine) == sorted([same["reference"], prepared["reference"]])
    assert _others(hub, others[3]) == [], "nobody is a namesake without a birth date"


def test_what_one_may_not_see_is_not_among_them(hub: Hub, box: Box) -> None:
    born = "1945-03-02"
    mine = _of(box, "Benali", "Awa", born)
    help_ = _of(box, "Benali", "Awa", born, service={"id": "ccas", "name": "CCAS"})
    box.send(mine, help_)
    assert _others(hub, mine, Scope(("etat-civil",))) == []
    assert _others(hub, mine) == [help_["reference"]]
