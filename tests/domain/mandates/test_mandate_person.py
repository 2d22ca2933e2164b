"""Whose mandate it is, however names are written, said or searched."""

from hypothesis import given
from hypothesis import strategies as st
from msgspec.structs import replace

from kiosk.domain.mandates.mandate_person import is_for, is_named, is_of, matches
from tests.domain.mandates.test_mandate import JEANNE, given_by_jeanne

NAMES = {
    "person.birth_name": "Lefèbvre", "person.used_name": "Martin", "person.given_names": "Jeanne",
    "person.birth_date": "1945-03-12",
}  # fmt: skip


def test_the_person_of_a_case_is_who_gave_the_mandate() -> None:
    for family_name, given_names, birth_date, same in [
        ("MARTIN", "jeanne", "1945-03-12", True),
        ("Lefebvre", "Jeanne-Marie", "1945-03-12", True),
        ("Martin", "Jeanne", "", True),
        ("Martin", "Jeanne", "1945", True),
        ("Martin", "Jeanne", "1946", False),
        ("Martin", "Jeanne", "1945-03-13", False),
        ("Martin", "Marie", "1945-03-12", False),
        ("Durand", "Jeanne", "1945-03-12", False),
        ("", "", "", False),
        ("Martin", "", "1945-03-12", False),
    ]:
        assert is_of(given_by_jeanne(), family_name, given_names, birth_date) is same


def test_nobody_is_the_person_of_a_mandate_by_having_no_birth_name() -> None:
    assert not is_of(given_by_jeanne(person=replace(JEANNE, birth_name="")), "", "Jeanne")


def test_a_mandate_is_for_the_person_of_the_case_or_for_who_applies_for_them() -> None:
    child = {"person.birth_name": "Martin", "person.given_names": "Léo", "person.birth_date": "2019-01-01"}
    jeanne = {"applicant.family_name": "Martin", "applicant.given_names": "Jeanne"}
    mandate = given_by_jeanne()
    assert is_for(mandate, NAMES, "myself")
    assert is_for(mandate, {**NAMES, "applicant.family_name": "Durand", "applicant.given_names": "Ali"}, "helped")
    assert is_for(mandate, child | jeanne, "my_child")
    assert not is_for(mandate, child | jeanne, "myself")
    assert not is_for(mandate, child | jeanne, "helped"), "who only helps gives no mandate for others"
    assert not is_for(mandate, {}, "myself") and not is_for(mandate, {}, "represented")


def test_a_citizen_says_their_name_to_end_a_mandate() -> None:
    for said, named in [
        ("Jeanne Martin", True),
        ("martin jeanne", True),
        ("Madame Jeanne LEFEBVRE", True),
        ("Jeanne", False),
        ("Martin", False),
        ("Marie Martin", False),
        ("", False),
    ]:
        assert is_named(given_by_jeanne(), said) is named


def test_a_mandate_is_found_by_the_beginning_of_a_name_or_a_birth_date() -> None:
    for typed, found in [
        ("mar", True),
        ("Lefeb", True),
        ("jeanne MARTIN", True),
        ("12/03/1945", True),
        ("martin 1945", True),
        ("martin 1946", False),
        ("arti", False),
        ("durand", False),
        ("M-AAAAAA", True),
        ("m aaaaaa", True),
        ("", False),
        (" - ", False),
        ("9" * 5000, False),
    ]:
        assert matches(given_by_jeanne(), typed) is found


@given(st.text(max_size=30))
def test_nothing_typed_breaks_the_search_or_names_nobody(typed: str) -> None:
    mandate = given_by_jeanne(person=replace(JEANNE, birth_name=""))
    assert matches(mandate, typed) in (True, False)
    assert is_named(mandate, typed) <= ("jeanne" in typed.casefold() and "martin" in typed.casefold())
