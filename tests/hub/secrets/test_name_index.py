"""Cases are found by the start of a name, though no name is kept."""

import pytest

from hub.cases.case_list import CaseQuery, find_cases
from hub.hub import Hub
from tests.hub.samples import Box


def found(hub: Hub, words: str) -> list[str]:
    with hub.store.reading() as connection:
        return sorted(row.person for row in find_cases(connection, hub.ring, CaseQuery(words=words)).rows)


@pytest.fixture(autouse=True)
def people(box: Box) -> None:
    named = [
        ({"family_name": "Le Goff-Hébrard", "given_names": "Zoé", "birth_date": "1945-03-02"}, None),
        ({"family_name": "D’Arc", "given_names": "Jean-Pierre", "birth_date": "1931"}, None),
        ({"family_name": "Bartholomaeuskirchner", "given_names": "Li"}, {"family_name": "Œuf", "given_names": "Ève"}),
    ]
    box.send(*(box.submitted(person=who, applicant=asks or who) for who, asks in named))


def test_a_case_is_found_as_people_type(hub: Hub) -> None:
    for words, persons in [
        ("hebrard", ["Zoé Le Goff-Hébrard"]), ("HÉB zo", ["Zoé Le Goff-Hébrard"]),
        ("goff-hébr", ["Zoé Le Goff-Hébrard"]), ("le", ["Zoé Le Goff-Hébrard"]), ("pierre", ["Jean-Pierre D’Arc"]),
        ("d'arc", ["Jean-Pierre D’Arc"]), ("bartholomaeuskirchner", ["Li Bartholomaeuskirchner"]),
        ("eve", ["Li Bartholomaeuskirchner"]), ("li", ["Li Bartholomaeuskirchner"]),
        ("1945-03-02", ["Zoé Le Goff-Hébrard"]), ("2/3/1945", ["Zoé Le Goff-Hébrard"]),
        ("zoé 02.03.1945", ["Zoé Le Goff-Hébrard"]), ("1931", ["Jean-Pierre D’Arc"]), ("02/03/1946", []),
        ("31/02/1945", []), ("ebrard", []), ("hebrard pierre", []), ("z", []), ("-", []), ("%", []),
    ]:  # fmt: skip
        assert found(hub, words) == persons
