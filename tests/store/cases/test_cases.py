"""Drafts and submitted cases; what a person said is there for whoever has the case's key."""

import pytest
import sqlcipher3.dbapi2 as driver
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as some
from msgspec.structs import replace

from kiosk.domain.answers.case import Answer
from kiosk.errors import Unreadable
from kiosk.store.cases import cases
from kiosk.store.database import Store
from kiosk.store.keys import wrapped_keys
from kiosk.store.keys.wrapped_keys import KeyKind
from tests.store.conftest import CASE, CASE_KEY, NOON, OTHER_CASE, SERVICES, a_case, a_submission, later

WORDS = some.text(some.characters(exclude_categories=["Cs"]), max_size=20)
ANSWERS = some.builds(
    Answer,
    typed=some.dictionaries(WORDS, some.lists(WORDS, max_size=3).map(tuple), max_size=3),
    value=some.none() | WORDS | some.integers() | some.booleans() | some.lists(WORDS) | some.dictionaries(WORDS, WORDS),
    fault=WORDS,
    none=some.booleans(),
)
NAMES = {"person.birth_name": "Benali", "person.given_names": "Marie Louise"}


@settings(max_examples=30, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(answers=some.dictionaries(WORDS, ANSWERS, max_size=4))
def test_what_was_typed_comes_back_to_the_letter(store: Store, answers: dict[str, Answer]) -> None:
    with store.write() as db:
        db.conn.execute("DELETE FROM cases")
        case = a_case(answers=answers, plain=True, language="en", position="birth", mediator_id="m", station_id="s")
        cases.add(db, case, CASE_KEY)
    assert cases.get(store.read(), CASE, CASE_KEY) == case


def test_a_saved_case_keeps_who_opened_it_and_when(store: Store) -> None:
    with store.write() as db:
        cases.add(db, a_case(mediator_id="nadia"), CASE_KEY)
        changed = a_case(position="review", language="en", changed_at=later(5), answers={}, mediator_id="other")
        cases.save(db, changed, CASE_KEY)
    assert cases.get(store.read(), CASE, CASE_KEY) == replace(changed, mediator_id="nadia")


def test_what_was_said_opens_with_the_cases_own_key_and_in_its_own_place(store: Store) -> None:
    """Answers moved into another case's row are another case's, and open there with no key."""
    with store.write() as db:
        cases.add(db, a_case(), CASE_KEY)
        cases.save(db, a_case(), CASE_KEY, NAMES)
        cases.submit(db, a_submission(), CASE_KEY)
        cases.add(db, a_case(OTHER_CASE), bytes(32))
        db.conn.execute("UPDATE cases SET answers = (SELECT answers FROM cases WHERE id = ?)", (CASE,))
    (named,) = [row for row in cases.named(store.read(), "", SERVICES) if row.id == CASE]
    for opens in (
        lambda: cases.get(store.read(), CASE, bytes(32)),
        lambda: cases.get(store.read(), OTHER_CASE, CASE_KEY),
        lambda: cases.names(named.names, CASE, bytes(32)),
        lambda: cases.names(named.names, OTHER_CASE, CASE_KEY),
        lambda: cases.submission(store.read(), CASE, bytes(32)),
    ):
        with pytest.raises(Unreadable):
            opens()


def test_no_column_holds_what_a_person_said(store: Store) -> None:
    with store.write() as db:
        cases.add(db, a_case(), CASE_KEY)
        cases.save(db, a_case(), CASE_KEY, NAMES)
        cases.submit(db, a_submission(), CASE_KEY)
    results = [next(store.read().query(f"SELECT * FROM {table}"), None) or {} for table in ("cases", "submissions")]
    columns = [value if isinstance(value, bytes) else str(value).encode() for row in results for value in row.values()]
    for words in (b"Benali", b"BENALI", b"Marie", b"ABCDEFGHJK"):
        assert not any(words in value for value in columns)


def test_a_discarded_draft_is_gone_with_its_answers(store: Store) -> None:
    with store.write() as db:
        cases.add(db, a_case(), CASE_KEY)
        cases.save(db, a_case(), CASE_KEY, NAMES)
        cases.discard(db, CASE, later(1))
    assert cases.get(store.read(), CASE, CASE_KEY) is None
    assert cases.drafts(store.read(), SERVICES) == []
    state = cases.state(store.read(), CASE)
    assert state is not None and state.state == "discarded"
    assert next(store.read().query("SELECT answers, names FROM cases"), None) == {"answers": b"", "names": b""}


def test_an_emptied_case_keeps_its_number_and_its_days_and_nothing_else(store: Store) -> None:
    with store.write() as db:
        cases.add(db, a_case(language="ar", plain=True), CASE_KEY)
        cases.submit(db, a_submission(), CASE_KEY)
        cases.empty(db, CASE, later(1))
    assert cases.get(store.read(), CASE, CASE_KEY) is None
    assert cases.submission(store.read(), CASE, CASE_KEY) == replace(a_submission(), follow_code="")
    head = cases.head(store.read(), CASE)
    assert head is not None and (head.language, head.plain, head.emptied_at) == ("", False, later(1))
    assert next(store.read().query("SELECT length(answers) + length(names) AS left FROM cases"), None) == {"left": 0}
    assert next(store.read().query("SELECT length(follow_code) AS left FROM submissions"), None) == {"left": 0}


def test_drafts_of_the_services_held_are_listed_with_the_last_changed_first(store: Store) -> None:
    with store.write() as db:
        cases.add(db, a_case(), CASE_KEY)
        cases.add(db, a_case(OTHER_CASE, changed_at=later(1)), CASE_KEY)
        cases.add(db, a_case("e" * 32, changed_at=later(2)), CASE_KEY)
        cases.add(db, replace(a_case("f" * 32), service_id="ccas"), CASE_KEY)
        cases.submit(db, a_submission("e" * 32), CASE_KEY)
        for case_id in (CASE, OTHER_CASE, "e" * 32, "f" * 32):
            wrapped_keys.add(db, case_id, KeyKind.SERVICE, "etat-civil", b"wrapped")
    assert [draft.id for draft in cases.drafts(store.read(), SERVICES)] == [OTHER_CASE, CASE]
    assert [draft.id for draft in cases.drafts(store.read(), SERVICES, limit=1)] == [OTHER_CASE]
    assert [draft.id for draft in cases.drafts(store.read(), ["ccas"])] == ["f" * 32]
    assert cases.drafts(store.read(), []) == []


def test_a_draft_of_the_list_opens_with_what_came_with_it(store: Store) -> None:
    with store.write() as db:
        cases.add(db, a_case(), CASE_KEY)
        wrapped_keys.add(db, CASE, KeyKind.SERVICE, "etat-civil", b"wrapped")
        wrapped_keys.add(db, CASE, KeyKind.SESSION, "one", b"for a session")
    (draft,) = cases.drafts(store.read(), SERVICES)
    assert (draft.holder, draft.wrapped) == ("etat-civil", b"wrapped")
    assert cases.opened(draft, CASE_KEY) == a_case()


def test_submitted_cases_of_the_services_held_are_listed_with_the_newest_first(store: Store) -> None:
    with store.write() as db:
        for case_id, counter, service in ((CASE, 1001, "etat-civil"), (OTHER_CASE, 1002, "etat-civil"), ("e", 3, "u")):
            cases.add(db, replace(a_case(case_id), service_id=service), CASE_KEY)
            cases.submit(db, a_submission(case_id, counter), CASE_KEY)
    listed = cases.submitted(store.read(), SERVICES)
    assert [row.reference for row in listed] == ["SA1002K", "SA1001K"]
    assert (listed[1].id, listed[1].state, listed[1].submitted_at) == (CASE, "received", NOON)
    assert cases.submitted(store.read(), []) == []


def test_whose_cases_they_are_is_looked_for_from_the_last_look_on(store: Store) -> None:
    with store.write() as db:
        for case_id, minutes in ((CASE, 0), (OTHER_CASE, 5)):
            cases.add(db, a_case(case_id), CASE_KEY)
            cases.save(db, a_case(case_id, changed_at=later(minutes)), CASE_KEY, NAMES)
    named_rows = cases.named(store.read(), "", SERVICES)
    assert [row.id for row in named_rows] == [CASE, OTHER_CASE]
    assert cases.names(named_rows[0].names, CASE, CASE_KEY) == NAMES
    assert [record.id for record in cases.named(store.read(), named_rows[1].changed_at, SERVICES)] == [OTHER_CASE]
    assert cases.named(store.read(), "", ["ccas"]) == []
    assert cases.names(b"", CASE, CASE_KEY) == {}


def test_a_case_is_submitted_once(store: Store) -> None:
    with store.write() as db:
        cases.add(db, a_case(), CASE_KEY)
        cases.submit(db, a_submission(), CASE_KEY)
    with pytest.raises(driver.IntegrityError), store.write() as db:
        cases.submit(db, a_submission(counter=1002), CASE_KEY)
    assert cases.submission(store.read(), CASE, CASE_KEY) == a_submission()


def test_a_reference_belongs_to_one_case(store: Store) -> None:
    with store.write() as db:
        cases.add(db, a_case(), CASE_KEY)
        cases.add(db, a_case(OTHER_CASE), CASE_KEY)
        cases.submit(db, a_submission(), CASE_KEY)
    with pytest.raises(driver.IntegrityError), store.write() as db:
        cases.submit(db, a_submission(OTHER_CASE), CASE_KEY)
    assert cases.submission_of(store.read(), "SA1001K") == replace(a_submission(), follow_code="")
    assert cases.submission_of(store.read(), "SA1002K") is None
    assert cases.submission(store.read(), OTHER_CASE, CASE_KEY) is None


def test_who_asks_for_erasure_is_kept_no_day_longer(store: Store) -> None:
    with store.write() as db:
        for case_id, counter in ((CASE, 1001), (OTHER_CASE, 1002)):
            cases.add(db, a_case(case_id), CASE_KEY)
            cases.submit(db, a_submission(case_id, counter), CASE_KEY)
        cases.keep_no_longer(db, "SA1001K")
    kept = [cases.submission(store.read(), case_id) for case_id in (CASE, OTHER_CASE)]
    assert [case.retention_days for case in kept if case] == [0, 30]


def test_the_highest_counter_is_known(store: Store) -> None:
    assert cases.highest_counter(store.read()) == 0
    with store.write() as db:
        for case_id, counter in ((CASE, 1042), (OTHER_CASE, 1007)):
            cases.add(db, a_case(case_id), CASE_KEY)
            cases.submit(db, a_submission(case_id, counter), CASE_KEY)
    assert cases.highest_counter(store.read()) == 1042


def test_a_case_nobody_knows(store: Store) -> None:
    assert cases.get(store.read(), CASE, CASE_KEY) is None
    assert cases.state(store.read(), CASE) is None
    assert cases.head(store.read(), CASE) is None
