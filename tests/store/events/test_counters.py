"""A case whose number was another's bears a new one, and is found by both."""

import pytest

from kiosk.store import cases, counters, outbox
from kiosk.store.database import Store
from tests.store.conftest import CASE, CASE_KEY, NOON, OTHER_CASE, a_case, a_submission, an_event


@pytest.fixture
def renumbered(store: Store) -> Store:
    """A case that was submitted as SA1001K, and is SA2001K now; what was added to it waits under the old number."""
    with store.write() as db:
        cases.insert_case(db, a_case(), CASE_KEY)
        cases.insert_submission(db, a_submission(), CASE_KEY)
        outbox.insert_event(db, an_event("a"), CASE_KEY)
        outbox.insert_event(db, an_event("b", sequence=2, type_="supplement"), CASE_KEY)
        outbox.insert_rejection(db, "a" * 32, NOON, "reference-taken", "reference")
        counters.update_case_reference(db, CASE, "SA2001K", 2001, NOON, "reference-taken")
        outbox.insert_event(db, an_event("c", replaces="a", reference="SA2001K"), CASE_KEY)
    return store


def ids(store: Store, reference: str) -> str:
    return "".join(sorted(row.id[0] for row in outbox.select_event_history(store.read(), reference)))


def test_a_case_says_what_its_numbers_were_and_is_found_by_them(renumbered: Store) -> None:
    db = renumbered.read()
    assert counters.select_former_references(db, CASE) == ("SA1001K",)
    assert counters.select_present_references(db, "SA1001K") == ("SA2001K",)
    assert (counters.select_present_references(db, "SA2001K"), counters.select_former_references(db, OTHER_CASE)) == (
        (),
        (),
    )
    assert cases.read_submission_by_reference(db, "SA1001K") is None
    assert [row.reference for row in cases.select_submitted_cases(db, ["etat-civil"])] == ["SA2001K"]


def test_all_that_happened_to_a_case_is_told_under_its_number_of_today(renumbered: Store) -> None:
    """The other number is another case's, whose history it does not touch."""
    with renumbered.write() as db:
        outbox.insert_event(db, an_event("d", stream=OTHER_CASE, type_="supplement"), CASE_KEY)
    assert ids(renumbered, "SA2001K") == "abc"
    assert ids(renumbered, "SA1001K") == "d"


def test_the_numbers_that_the_hub_has_not_taken_are_known(renumbered: Store) -> None:
    assert counters.select_unreceived_references(renumbered.read()) == ("SA2001K",)
    with renumbered.write() as db:
        outbox.insert_rejection(db, "c" * 32, NOON, "wrong-site", "reference")
    assert counters.select_unreceived_references(renumbered.read()) == ("SA2001K",)
    with renumbered.write() as db:
        outbox.insert_event(db, an_event("e", replaces="c", reference="SA2001K"), CASE_KEY)
        outbox.insert_acknowledgement(db, "e" * 32, NOON, b"", b"", "")
    assert counters.select_unreceived_references(renumbered.read()) == ()


def test_whoever_is_to_be_told_is_listed_for_their_service_until_it_is_done(renumbered: Store) -> None:
    db = renumbered.read()
    (changed,) = counters.select_numbers_to_tell(db, ["etat-civil"])
    assert (changed.case_id, changed.former, changed.reference) == (CASE, "SA1001K", "SA2001K")
    assert counters.select_numbers_to_tell(db, ["ccas"]) == []
    with renumbered.write() as db:
        counters.mark_number_told(db, CASE, NOON)
    assert counters.select_numbers_to_tell(renumbered.read(), ["etat-civil"]) == []
