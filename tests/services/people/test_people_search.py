"""Whose cases these are: found by the beginnings of names, in the memory of a shift and nowhere else."""

import pytest

from kiosk.domain.language.preferences import Preferences
from kiosk.services.access.open_case import open_case
from kiosk.services.box import data_keys
from kiosk.services.box.box import Actor, Box
from kiosk.services.drafts import answer_step, begin_case
from kiosk.services.people.people_search import Directory, search
from tests.gallery.site.gestures import answered, form, submitted

FRENCH = Preferences()


def named(box: Box, actor: Actor, birth: str, given: str) -> str:
    """Someone's draft."""
    case_id = answered(box, actor=actor)
    answer_step.answer(box, case_id, "person", form({"f.birth_name": birth, "f.given_names": given}), FRENCH, actor)
    return case_id


def found(box: Box, actor: Actor, typed: str, directory: Directory | None = None) -> list[str]:
    return [entry.case_id for entry in search(box, directory or Directory(), actor.ring, typed)]


@pytest.fixture
def benaissa(box: Box, nadia: Actor) -> str:
    named(box, nadia, "Petit", "Anne")
    return named(box, nadia, "Benaïssa-Roux", "Marie Émilie")


def test_a_person_is_found_as_people_type(box: Box, nadia: Actor, benaissa: str) -> None:
    for typed in [
        "benaissa", "BENAÏSSA", "ben", "roux", "emilie", "Marie Benaïssa", "roux émi", "benaissaroux", "benaissa %",
        "03/02/1965 benaissa", "1965-02-03 roux", "3.2.1965 marie",
    ]:  # fmt: skip
        assert found(box, nadia, typed) == [benaissa]


def test_and_not_otherwise(box: Box, nadia: Actor, benaissa: str) -> None:
    for typed in ["", "   ", "issa", "benaissa anne", "marie 04/02/1965", "zzz", "1945", "'; --", "%"]:
        assert found(box, nadia, typed) == []


def test_a_name_that_was_corrected_is_found_under_the_new_one(box: Box, nadia: Actor, benaissa: str) -> None:
    directory = Directory()
    assert found(box, nadia, "benaissa", directory) == [benaissa]
    answer_step.answer(
        box, benaissa, "person", form({"f.birth_name": "Martin", "f.given_names": "Marie"}), FRENCH, nadia
    )
    assert found(box, nadia, "benaissa", directory) == []
    assert found(box, nadia, "martin", directory) == [benaissa]


def test_a_submitted_case_is_found_with_its_reference_until_its_key_is_destroyed(box: Box, nadia: Actor) -> None:
    directory, case = Directory(), submitted(box)
    (entry,) = search(box, directory, nadia.ring, "benali")
    assert (entry.case_id, entry.reference, entry.initials, entry.said) == (
        case.case_id, case.reference, "M. B.", "Marie Louise Benali",
    )  # fmt: skip
    with box.store.write() as db:
        data_keys.destroy(box, db, case.case_id, box.clock.now())
    assert found(box, nadia, "benali", directory) == []
    assert found(box, nadia, "benali") == []


def test_the_last_changed_comes_first(box: Box, nadia: Actor) -> None:
    first, second = (named(box, nadia, "Durand", name) for name in ("Paul", "Pauline"))
    assert found(box, nadia, "durand paul") == [second, first]
    answer_step.answer(box, first, "copy", form({"f.copy_type": "full", "f.copies": "2"}), FRENCH, nadia)
    assert found(box, nadia, "durand paul") == [first, second]


def test_no_column_can_be_searched_for_a_name(box: Box, nadia: Actor, benaissa: str) -> None:
    for row in list(box.store.read().query("SELECT * FROM cases")):
        for value in row.values():
            raw = value if isinstance(value, bytes) else str(value).encode()
            assert b"enais" not in raw.lower()  # three letters would stand in random bytes once in a thousand runs


def test_a_draft_without_names_is_in_no_search(box: Box, nadia: Actor) -> None:
    case = begin_case.begin(box, "birth-certificate", FRENCH, nadia)
    assert case.id not in Directory().look(box, nadia.ring) or not search(box, Directory(), nadia.ring, "a")
    assert open_case(box, case.id, nadia).editable
