"""Who asks: the person themselves, also with a curator; whoever acts or helps for somebody else."""

import pytest
from msgspec import UNSET

from kiosk.domain.answers.case import Answer
from kiosk.domain.answers.journey import walk
from kiosk.domain.events.who_asks import applicant, assistance, roles_of
from kiosk.domain.events.wire.people import Person
from tests.domain.samples import TODAY, Codes, a_field, a_procedure, a_step

ROLES = {
    "person.birth_name": "Benali", "person.given_names": "Marie", "applicant.family_name": "Durand",
    "applicant.given_names": "Paul", "curator.family_name": "Udaf 35",
}  # fmt: skip


@pytest.mark.parametrize(
    ("for_whom", "name"),
    [
        ("myself", "Benali"),
        ("assisted", "Benali"),
        ("my_child", "Durand"),
        ("represented", "Durand"),
        ("helped", "Durand"),
    ],
)
def test_an_assisted_person_asks_themselves(for_whom: str, name: str) -> None:
    assert applicant(for_whom, ROLES).family_name == name


def test_the_curator_is_named_where_one_assists() -> None:
    assert assistance("assisted", ROLES) == Person(family_name="Udaf 35", given_names="")
    assert assistance("myself", ROLES) is UNSET


def test_a_used_name_goes_before_the_name_at_birth() -> None:
    assert applicant("myself", {**ROLES, "person.used_name": "Petit"}).family_name == "Petit"


def test_a_role_is_the_answer_in_words() -> None:
    address = a_field("address", "home", role="contact.address")
    home = {"street": "3 rue du Lavoir", "postcode": "35140", "city": "Saint-Aubin"}
    journey = walk(a_procedure(a_step("home", address)), {"home": Answer({}, home)}, TODAY)
    assert roles_of(journey, Codes()) == {"contact.address": "3 rue du Lavoir, 35140 Saint-Aubin"}
