"""Wrapped data keys: a subject whose rows are gone is read by nobody any more."""

from datetime import timedelta

import pytest
import sqlcipher3.dbapi2 as driver
from msgspec.structs import replace

from kiosk.store import cases, outbox, wrapped_keys
from kiosk.store.database import Database, Store
from kiosk.store.wrapped_keys import KeyKind, ResumeCode, StoredKeyList
from tests.store.conftest import CASE, CASE_KEY, NOON, OTHER_CASE, a_case, a_submission, an_event, later
from tests.store.steps import steps

CODE = ResumeCode("KTM", CASE, b"salt", 0)


def ways(db: Database, subject: str = CASE) -> None:
    """A service, two sessions and a code lead to it."""
    wrapped_keys.save_wrapped_key(db, subject, KeyKind.SERVICE, "etat-civil", b"sealed")
    wrapped_keys.save_wrapped_key(db, subject, KeyKind.SESSION, "one", b"for one")
    wrapped_keys.save_wrapped_key(db, subject, KeyKind.SESSION, "two", b"for two")
    wrapped_keys.save_wrapped_key(db, subject, KeyKind.RESUME, "KTM", b"for the code")


def test_each_way_to_a_key_is_its_own(store: Store) -> None:
    with store.write() as db:
        ways(db)
    assert wrapped_keys.read_wrapped_key(store.read(), CASE, KeyKind.SESSION, "two") == b"for two"
    assert wrapped_keys.read_wrapped_key(store.read(), CASE, KeyKind.SESSION, "three") is None
    assert wrapped_keys.read_wrapped_key(store.read(), OTHER_CASE, KeyKind.SESSION, "two") is None
    assert wrapped_keys.read_sealed_key(store.read(), CASE) == ("etat-civil", b"sealed")
    assert wrapped_keys.read_sealed_key(store.read(), OTHER_CASE) is None


def test_the_same_way_again_takes_the_place_of_the_first(store: Store) -> None:
    with store.write() as db:
        ways(db)
        wrapped_keys.save_wrapped_key(db, CASE, KeyKind.SESSION, "one", b"again")
    assert wrapped_keys.select_holder_keys(store.read(), KeyKind.SESSION, "one") == [(CASE, b"again")]


def test_taking_the_keys_from_a_holder_leaves_everyone_elses(store: Store) -> None:
    with store.write() as db:
        ways(db)
        ways(db, OTHER_CASE)
        assert wrapped_keys.delete_holder_keys(db, KeyKind.SESSION, "one") == 2
        assert wrapped_keys.delete_holder_keys(db, KeyKind.SESSION, "one") == 0
    assert len(wrapped_keys.select_holder_keys(store.read(), KeyKind.SESSION, "two")) == 2


def test_destroying_closes_every_way_to_one_subject(store: Store) -> None:
    with store.write() as db:
        ways(db)
        ways(db, OTHER_CASE)
        wrapped_keys.insert_resume_code(db, CODE)
        assert wrapped_keys.delete_subject_keys(db, CASE)
        assert not wrapped_keys.delete_subject_keys(db, CASE)
    assert not wrapped_keys.has_keys_left(store.read(), CASE)
    assert wrapped_keys.has_keys_left(store.read(), OTHER_CASE)
    assert wrapped_keys.read_resume_code(store.read(), "KTM") is None


def test_a_code_that_is_dead_opens_nothing_and_the_rest_stays(store: Store) -> None:
    with store.write() as db:
        ways(db)
        wrapped_keys.insert_resume_code(db, CODE)
        wrapped_keys.delete_resume_code(db, CASE)
    assert wrapped_keys.read_resume_code(store.read(), "KTM") is None
    assert wrapped_keys.read_wrapped_key(store.read(), CASE, KeyKind.RESUME, "KTM") is None
    assert wrapped_keys.read_sealed_key(store.read(), CASE) is not None


def test_a_case_has_one_code_and_a_locator_leads_to_one_case(store: Store) -> None:
    with store.write() as db:
        wrapped_keys.insert_resume_code(db, CODE)
        wrapped_keys.insert_resume_code(db, ResumeCode("ABC", CASE, b"salt", 0))
    assert wrapped_keys.read_resume_code(store.read(), "KTM") is None
    assert wrapped_keys.read_resume_code(store.read(), "ABC") == ResumeCode("ABC", CASE, b"salt", 0)
    with pytest.raises(driver.IntegrityError), store.write() as db:
        wrapped_keys.insert_resume_code(db, ResumeCode("ABC", OTHER_CASE, b"salt", 0))


def test_tries_are_counted_and_taken_back(store: Store) -> None:
    with store.write() as db:
        wrapped_keys.insert_resume_code(db, CODE)
        for _ in range(3):
            wrapped_keys.update_resume_tries(db, "KTM")
        wrapped_keys.update_resume_tries(db, "XYZ")
    assert (wrapped_keys.read_resume_code(store.read(), "KTM") or CODE).tries == 3
    with store.write() as db:
        wrapped_keys.update_resume_tries(db, "KTM", -3)
    assert wrapped_keys.read_resume_code(store.read(), "KTM") == CODE


def test_keys_of_sessions_that_are_over_are_forgotten(store: Store) -> None:
    with store.write() as db:
        ways(db)
        db.conn.execute(
            "INSERT INTO sessions (id_hash, language, plain, created_at, seen_at) VALUES ('two', 'fr', 0, '', '')"
        )
        assert wrapped_keys.delete_orphan_session_keys(db) == 1
    assert wrapped_keys.read_wrapped_key(store.read(), CASE, KeyKind.SESSION, "one") is None
    assert wrapped_keys.read_wrapped_key(store.read(), CASE, KeyKind.SESSION, "two") == b"for two"
    assert wrapped_keys.read_sealed_key(store.read(), CASE) is not None


def test_a_services_public_half_is_kept_once(store: Store) -> None:
    with store.write() as db:
        for service in ("etat-civil", "ccas"):
            wrapped_keys.insert_service_key(db, service, service.encode(), NOON)
    assert wrapped_keys.select_services(store.read()) == ["ccas", "etat-civil"]
    assert wrapped_keys.read_service_public_key(store.read(), "ccas") == b"ccas"
    assert wrapped_keys.read_service_public_key(store.read(), "urbanisme") is None
    with pytest.raises(driver.IntegrityError), store.write() as db:
        wrapped_keys.insert_service_key(db, "ccas", b"another", NOON)


def test_there_is_none_before_the_first_and_then_the_newest(store: Store) -> None:
    assert wrapped_keys.read_receipt_keys(store.read()) is None
    for minute, statement in enumerate((b"one", b"two")):
        with store.write() as db:
            wrapped_keys.save_receipt_keys(
                db, StoredKeyList(statement, b"signed", "ab"), later(minute) if minute else NOON
            )
        assert wrapped_keys.read_receipt_keys(store.read()) == StoredKeyList(statement, b"signed", "ab")


DAY = timedelta(days=1)
DRAFTS = (("a", "kiosk", 0), ("b", "kiosk", 60), ("c", "counter", 0), ("d", "phone", 5))


def submit(store: Store, case_id: str = CASE, counter: int = 1001, days: int = 30, letter: str = "a") -> None:
    with store.write() as db:
        cases.insert_case(db, a_case(case_id), CASE_KEY)
        cases.insert_submission(db, replace(a_submission(case_id, counter), retention_days=days), CASE_KEY)
        wrapped_keys.save_wrapped_key(db, case_id, KeyKind.SERVICE, "etat-civil", b"sealed")
        outbox.insert_event(db, an_event(letter, case_id, reference=f"SA{counter}K"), CASE_KEY)


def acknowledge(store: Store, letter: str, days: float = 0) -> None:
    with store.write() as db:
        outbox.insert_acknowledgement(db, letter * 32, NOON + days * DAY, b"", b"", "")


def over(store: Store, days: float) -> list[str]:
    return wrapped_keys.select_expired_subjects(store.read(), NOON + days * DAY)


def test_a_case_the_hub_has_not_acknowledged_is_never_over(store: Store) -> None:
    submit(store, days=0)
    assert over(store, 10_000) == []


def test_a_case_is_over_once_its_days_since_the_acknowledgement_are(store: Store) -> None:
    submit(store)
    acknowledge(store, "a", 2)
    assert over(store, 31.9) == []
    assert over(store, 32) == [CASE]


def test_a_terminals_case_is_over_as_soon_as_the_hub_has_it(store: Store) -> None:
    submit(store, days=0)
    acknowledge(store, "a")
    assert over(store, 0) == [CASE]


def test_a_supplement_that_waits_keeps_its_case_and_the_last_word_counts(store: Store) -> None:
    submit(store)
    acknowledge(store, "a")
    with store.write() as db:
        outbox.insert_event(db, an_event("b", sequence=2, type_="supplement"), CASE_KEY)
    assert over(store, 1000) == []
    acknowledge(store, "b", 100)
    assert over(store, 129) == []
    assert over(store, 130) == [CASE]


def test_what_the_desk_still_has_to_mend_is_never_over(store: Store) -> None:
    submit(store, days=0)
    with store.write() as db:
        outbox.insert_rejection(db, "a" * 32, NOON, "bad-event", "")
    assert over(store, 1000) == []
    with store.write() as db:
        outbox.insert_event(db, an_event("b", replaces="a"), CASE_KEY)
    assert over(store, 1000) == []
    acknowledge(store, "b")
    assert over(store, 0) == [CASE]


def test_what_was_given_up_keeps_no_case(store: Store) -> None:
    submit(store)
    acknowledge(store, "a")
    with store.write() as db:
        outbox.insert_event(db, an_event("b", sequence=2, type_="supplement"), CASE_KEY)
        outbox.insert_dismissal(db, "b" * 32, NOON)
    assert over(store, 30) == [CASE]


def test_what_was_added_to_another_sites_case_goes_as_soon_as_the_hub_has_it(store: Store) -> None:
    with store.write() as db:
        wrapped_keys.save_wrapped_key(db, OTHER_CASE, KeyKind.SERVICE, "desk", b"sealed")
        outbox.insert_event(db, an_event("a", OTHER_CASE, type_="supplement", reference="BZ1041K"), CASE_KEY)
    assert over(store, 1000) == []
    acknowledge(store, "a")
    assert over(store, 0) == [OTHER_CASE]


def test_what_is_destroyed_is_not_destroyed_again(store: Store) -> None:
    submit(store)
    acknowledge(store, "a")
    with store.write() as db:
        wrapped_keys.delete_subject_keys(db, CASE)
    assert over(store, 1000) == []


def test_a_draft_waits_for_its_citizen_and_a_desks_longer(store: Store) -> None:
    with store.write() as db:
        for case_id, channel, minutes in (
            ("a", "kiosk", 0),
            ("b", "kiosk", 60),
            ("c", "counter", 0),
            ("d", "phone", 5),
        ):
            cases.insert_case(db, a_case(case_id * 32, channel=channel, changed_at=later(minutes)), CASE_KEY)

    def gone(terminal: float, desk: float) -> str:
        result = wrapped_keys.select_abandoned_drafts(store.read(), later(terminal), later(desk))
        return "".join(sorted(row[0] for row in result))

    assert gone(0, 0) == ""
    assert gone(30, 0) == "a"
    assert gone(90, 3) == "abc"
    assert gone(90, 30) == "abcd"


def test_a_submitted_a_discarded_and_an_emptied_case_is_no_forgotten_draft(store: Store) -> None:
    submit(store)
    with store.write() as db:
        for letter in "xy":
            cases.insert_case(db, a_case(letter * 32), CASE_KEY)
        cases.mark_draft_discarded(db, "x" * 32, NOON)
        cases.wipe_case(db, "y" * 32, NOON)
    assert wrapped_keys.select_abandoned_drafts(store.read(), later(10), later(10)) == []


def test_a_subject_is_known_by_its_reference_and_a_draft_by_none(store: Store) -> None:
    submit(store)
    assert wrapped_keys.read_subject_reference(store.read(), CASE) == "SA1001K"
    assert wrapped_keys.read_subject_reference(store.read(), OTHER_CASE) == ""


def test_when_an_erasure_was_asked_for_is_known(store: Store) -> None:
    submit(store)
    assert wrapped_keys.read_erasure_request(store.read(), CASE) is None
    with store.write() as db:
        outbox.insert_event(db, an_event("b", CASE, sequence=2, type_="erasure", at=later(5)), CASE_KEY)
    assert wrapped_keys.read_erasure_request(store.read(), CASE) == later(5)
    assert wrapped_keys.read_erasure_request(store.read(), OTHER_CASE) is None


def test_asking_of_one_case_costs_the_same_however_many_are_over(store: Store) -> None:
    """A clock that comes back from years ago makes all that was kept over at once: each case then read all of them."""
    costs = []
    for first in (1001, 1101):
        for counter in range(first, first + 100):
            event_id, stream = f"{counter:032x}", f"{counter + 5000:032x}"
            with store.write() as db:
                cases.insert_case(db, a_case(stream), CASE_KEY)
                cases.insert_submission(db, a_submission(stream, counter), CASE_KEY)
                wrapped_keys.save_wrapped_key(db, stream, KeyKind.SERVICE, "etat-civil", b"sealed")
                outbox.insert_event(
                    db, replace(an_event("a", stream, reference=f"SA{counter}K"), id=event_id), CASE_KEY
                )
                outbox.insert_acknowledgement(db, event_id, NOON, b"", b"", "")
        one = f"{first + 5000:032x}"
        assert wrapped_keys.select_expired_subjects(store.read(), NOON + 40 * DAY, one) == [one]
        costs.append(
            steps(store.read(), lambda db, one=one: wrapped_keys.select_expired_subjects(db, NOON + 40 * DAY, one))
        )
        costs.append(steps(store.read(), lambda db: wrapped_keys.select_abandoned_drafts(db, NOON, NOON, CASE)))
    assert costs[2] <= costs[0] + 1 and costs[3] <= costs[1] + 1
