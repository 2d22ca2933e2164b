"""Drafts and submitted cases."""

import pytest
import sqlcipher3.dbapi2 as driver
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as some

from kiosk.domain.case import Answer
from kiosk.store import cases
from kiosk.store.database import Store, row
from tests.store.conftest import CASE, NOON, OTHER_CASE, a_case, a_submission, later

WORDS = some.text(some.characters(exclude_categories=["Cs"]), max_size=20)
ANSWERS = some.builds(
    Answer,
    typed=some.dictionaries(WORDS, some.lists(WORDS, max_size=3).map(tuple), max_size=3),
    value=some.none() | WORDS | some.integers() | some.booleans() | some.lists(WORDS) | some.dictionaries(WORDS, WORDS),
    fault=WORDS,
    none=some.booleans(),
)


@settings(max_examples=30, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(answers=some.dictionaries(WORDS, ANSWERS, max_size=4))
def test_what_was_typed_comes_back_to_the_letter(store: Store, answers: dict[str, Answer]) -> None:
    with store.write() as db:
        db.conn.execute("DELETE FROM cases")
        case = a_case(answers=answers, plain=True, language="en", position="birth", mediator_id="m", station_id="s")
        cases.add(db, case)
    assert cases.get(store.read(), CASE) == case


def test_a_saved_case_keeps_who_opened_it_and_when(store: Store) -> None:
    with store.write() as db:
        cases.add(db, a_case(mediator_id="nadia"))
        cases.save(db, a_case(position="review", language="en", changed_at=later(5), answers={}, mediator_id="other"))
    kept = cases.get(store.read(), CASE)
    assert kept == a_case(position="review", language="en", changed_at=later(5), answers={}, mediator_id="nadia")


def test_a_discarded_draft_is_gone_with_its_answers(store: Store) -> None:
    with store.write() as db:
        cases.add(db, a_case())
        cases.discard(db, CASE, later(1))
    assert cases.get(store.read(), CASE) is None
    assert cases.drafts(store.read()) == []
    assert (cases.state(store.read(), CASE) or {})["state"] == "discarded"
    assert row(store.read(), "SELECT answers FROM cases") == {"answers": b"{}"}


def test_drafts_are_listed_with_the_last_changed_first(store: Store) -> None:
    with store.write() as db:
        cases.add(db, a_case())
        cases.add(db, a_case(OTHER_CASE, changed_at=later(1)))
        cases.add(db, a_case("e" * 32, changed_at=later(2)))
        cases.submit(db, a_submission("e" * 32))
    assert [case.id for case in cases.drafts(store.read())] == [OTHER_CASE, CASE]
    assert [case.id for case in cases.drafts(store.read(), limit=1)] == [OTHER_CASE]


def test_submitted_cases_are_listed_with_the_newest_first(store: Store) -> None:
    with store.write() as db:
        for case_id, counter in ((CASE, 1001), (OTHER_CASE, 1002)):
            cases.add(db, a_case(case_id))
            cases.submit(db, a_submission(case_id, counter))
    listed = cases.submitted(store.read())
    assert [each["reference"] for each in listed] == ["SA1002K", "SA1001K"]
    assert (listed[1]["case"], listed[1]["state"], listed[1]["submitted_at"]) == (a_case(), "received", NOON)


def test_a_case_is_submitted_once(store: Store) -> None:
    with store.write() as db:
        cases.add(db, a_case())
        cases.submit(db, a_submission())
    with pytest.raises(driver.IntegrityError), store.write() as db:
        cases.submit(db, a_submission(counter=1002))
    assert cases.submission(store.read(), CASE) == a_submission()


def test_a_reference_belongs_to_one_case(store: Store) -> None:
    with store.write() as db:
        cases.add(db, a_case())
        cases.add(db, a_case(OTHER_CASE))
        cases.submit(db, a_submission())
    with pytest.raises(driver.IntegrityError), store.write() as db:
        cases.submit(db, a_submission(OTHER_CASE))
    assert cases.submission_of(store.read(), "SA1001K") == a_submission()
    assert cases.submission_of(store.read(), "SA1002K") is None
    assert cases.submission(store.read(), OTHER_CASE) is None


def test_the_highest_counter_is_known(store: Store) -> None:
    assert cases.highest_counter(store.read()) == 0
    with store.write() as db:
        for case_id, counter in ((CASE, 1042), (OTHER_CASE, 1007)):
            cases.add(db, a_case(case_id))
            cases.submit(db, a_submission(case_id, counter))
    assert cases.highest_counter(store.read()) == 1042


def test_a_case_nobody_knows(store: Store) -> None:
    assert cases.get(store.read(), CASE) is None
    assert cases.state(store.read(), CASE) is None
