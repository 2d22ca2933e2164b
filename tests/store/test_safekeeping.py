"""Wrapped data keys: a subject whose rows are gone is read by nobody any more."""

import pytest
import sqlcipher3.dbapi2 as driver

from kiosk.store import safekeeping
from kiosk.store.database import Database, Store
from kiosk.store.safekeeping import RESUME, SERVICE, SESSION, ResumeCode
from tests.store.conftest import CASE, NOON, OTHER_CASE

CODE = ResumeCode("KTM", CASE, b"salt", 0)


def ways(db: Database, subject: str = CASE) -> None:
    """A service, two sessions and a code lead to it."""
    safekeeping.add(db, subject, SERVICE, "etat-civil", b"sealed")
    safekeeping.add(db, subject, SESSION, "one", b"for one")
    safekeeping.add(db, subject, SESSION, "two", b"for two")
    safekeeping.add(db, subject, RESUME, "KTM", b"for the code")


def test_each_way_to_a_key_is_its_own(store: Store) -> None:
    with store.write() as db:
        ways(db)
    assert safekeeping.wrapped(store.read(), CASE, SESSION, "two") == b"for two"
    assert safekeeping.wrapped(store.read(), CASE, SESSION, "three") is None
    assert safekeeping.wrapped(store.read(), OTHER_CASE, SESSION, "two") is None
    assert safekeeping.service_of(store.read(), CASE) == ("etat-civil", b"sealed")
    assert safekeeping.service_of(store.read(), OTHER_CASE) is None


def test_the_same_way_again_takes_the_place_of_the_first(store: Store) -> None:
    with store.write() as db:
        ways(db)
        safekeeping.add(db, CASE, SESSION, "one", b"again")
    assert safekeeping.held_by(store.read(), SESSION, "one") == [(CASE, b"again")]


def test_taking_the_keys_from_a_holder_leaves_everyone_elses(store: Store) -> None:
    with store.write() as db:
        ways(db)
        ways(db, OTHER_CASE)
        assert safekeeping.forget(db, SESSION, "one") == 2
        assert safekeeping.forget(db, SESSION, "one") == 0
    assert len(safekeeping.held_by(store.read(), SESSION, "two")) == 2


def test_destroying_closes_every_way_to_one_subject(store: Store) -> None:
    with store.write() as db:
        ways(db)
        ways(db, OTHER_CASE)
        safekeeping.add_resume(db, CODE)
        assert safekeeping.destroy(db, CASE)
        assert not safekeeping.destroy(db, CASE)
    assert not safekeeping.any_left(store.read(), CASE)
    assert safekeeping.any_left(store.read(), OTHER_CASE)
    assert safekeeping.resume(store.read(), "KTM") is None


def test_a_code_that_is_dead_opens_nothing_and_the_rest_stays(store: Store) -> None:
    with store.write() as db:
        ways(db)
        safekeeping.add_resume(db, CODE)
        safekeeping.forget_resume(db, CASE)
    assert safekeeping.resume(store.read(), "KTM") is None
    assert safekeeping.wrapped(store.read(), CASE, RESUME, "KTM") is None
    assert safekeeping.service_of(store.read(), CASE) is not None


def test_a_case_has_one_code_and_a_locator_leads_to_one_case(store: Store) -> None:
    with store.write() as db:
        safekeeping.add_resume(db, CODE)
        safekeeping.add_resume(db, ResumeCode("ABC", CASE, b"salt", 0))
    assert safekeeping.resume(store.read(), "KTM") is None
    assert safekeeping.resume_of(store.read(), CASE) == ResumeCode("ABC", CASE, b"salt", 0)
    with pytest.raises(driver.IntegrityError), store.write() as db:
        safekeeping.add_resume(db, ResumeCode("ABC", OTHER_CASE, b"salt", 0))


def test_tries_are_counted_and_taken_back(store: Store) -> None:
    with store.write() as db:
        safekeeping.add_resume(db, CODE)
        for _ in range(3):
            safekeeping.count_try(db, "KTM")
        safekeeping.count_try(db, "XYZ")
    assert (safekeeping.resume(store.read(), "KTM") or CODE).tries == 3
    with store.write() as db:
        safekeeping.count_try(db, "KTM", -3)
    assert safekeeping.resume(store.read(), "KTM") == CODE


def test_keys_of_sessions_that_are_over_are_forgotten(store: Store) -> None:
    with store.write() as db:
        ways(db)
        db.conn.execute(
            "INSERT INTO sessions (id_hash, language, plain, created_at, seen_at) VALUES ('two', 'fr', 0, '', '')"
        )
        assert safekeeping.orphans_of_sessions(db) == 1
    assert safekeeping.wrapped(store.read(), CASE, SESSION, "one") is None
    assert safekeeping.wrapped(store.read(), CASE, SESSION, "two") == b"for two"
    assert safekeeping.service_of(store.read(), CASE) is not None


def test_a_services_public_half_is_kept_once(store: Store) -> None:
    with store.write() as db:
        for service in ("etat-civil", "ccas"):
            safekeeping.add_service(db, service, service.encode(), NOON)
    assert safekeeping.services(store.read()) == ["ccas", "etat-civil"]
    assert safekeeping.public(store.read(), "ccas") == b"ccas"
    assert safekeeping.public(store.read(), "urbanisme") is None
    with pytest.raises(driver.IntegrityError), store.write() as db:
        safekeeping.add_service(db, "ccas", b"another", NOON)
