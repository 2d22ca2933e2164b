"""Wrapped data keys: a subject whose rows are gone is read by nobody any more."""

import pytest
import sqlcipher3.dbapi2 as driver

from kiosk.store.database import Database, Store
from kiosk.store.keys import receipt_keys, wrapped_keys
from kiosk.store.keys.receipt_keys import KeptList
from kiosk.store.keys.wrapped_keys import KeyKind, ResumeCode
from tests.store.conftest import CASE, NOON, OTHER_CASE, later

CODE = ResumeCode("KTM", CASE, b"salt", 0)


def ways(db: Database, subject: str = CASE) -> None:
    """A service, two sessions and a code lead to it."""
    wrapped_keys.add(db, subject, KeyKind.SERVICE, "etat-civil", b"sealed")
    wrapped_keys.add(db, subject, KeyKind.SESSION, "one", b"for one")
    wrapped_keys.add(db, subject, KeyKind.SESSION, "two", b"for two")
    wrapped_keys.add(db, subject, KeyKind.RESUME, "KTM", b"for the code")


def test_each_way_to_a_key_is_its_own(store: Store) -> None:
    with store.write() as db:
        ways(db)
    assert wrapped_keys.wrapped(store.read(), CASE, KeyKind.SESSION, "two") == b"for two"
    assert wrapped_keys.wrapped(store.read(), CASE, KeyKind.SESSION, "three") is None
    assert wrapped_keys.wrapped(store.read(), OTHER_CASE, KeyKind.SESSION, "two") is None
    assert wrapped_keys.service_of(store.read(), CASE) == ("etat-civil", b"sealed")
    assert wrapped_keys.service_of(store.read(), OTHER_CASE) is None


def test_the_same_way_again_takes_the_place_of_the_first(store: Store) -> None:
    with store.write() as db:
        ways(db)
        wrapped_keys.add(db, CASE, KeyKind.SESSION, "one", b"again")
    assert wrapped_keys.held_by(store.read(), KeyKind.SESSION, "one") == [(CASE, b"again")]


def test_taking_the_keys_from_a_holder_leaves_everyone_elses(store: Store) -> None:
    with store.write() as db:
        ways(db)
        ways(db, OTHER_CASE)
        assert wrapped_keys.forget(db, KeyKind.SESSION, "one") == 2
        assert wrapped_keys.forget(db, KeyKind.SESSION, "one") == 0
    assert len(wrapped_keys.held_by(store.read(), KeyKind.SESSION, "two")) == 2


def test_destroying_closes_every_way_to_one_subject(store: Store) -> None:
    with store.write() as db:
        ways(db)
        ways(db, OTHER_CASE)
        wrapped_keys.add_resume(db, CODE)
        assert wrapped_keys.destroy(db, CASE)
        assert not wrapped_keys.destroy(db, CASE)
    assert not wrapped_keys.any_left(store.read(), CASE)
    assert wrapped_keys.any_left(store.read(), OTHER_CASE)
    assert wrapped_keys.resume(store.read(), "KTM") is None


def test_a_code_that_is_dead_opens_nothing_and_the_rest_stays(store: Store) -> None:
    with store.write() as db:
        ways(db)
        wrapped_keys.add_resume(db, CODE)
        wrapped_keys.forget_resume(db, CASE)
    assert wrapped_keys.resume(store.read(), "KTM") is None
    assert wrapped_keys.wrapped(store.read(), CASE, KeyKind.RESUME, "KTM") is None
    assert wrapped_keys.service_of(store.read(), CASE) is not None


def test_a_case_has_one_code_and_a_locator_leads_to_one_case(store: Store) -> None:
    with store.write() as db:
        wrapped_keys.add_resume(db, CODE)
        wrapped_keys.add_resume(db, ResumeCode("ABC", CASE, b"salt", 0))
    assert wrapped_keys.resume(store.read(), "KTM") is None
    assert wrapped_keys.resume(store.read(), "ABC") == ResumeCode("ABC", CASE, b"salt", 0)
    with pytest.raises(driver.IntegrityError), store.write() as db:
        wrapped_keys.add_resume(db, ResumeCode("ABC", OTHER_CASE, b"salt", 0))


def test_tries_are_counted_and_taken_back(store: Store) -> None:
    with store.write() as db:
        wrapped_keys.add_resume(db, CODE)
        for _ in range(3):
            wrapped_keys.count_try(db, "KTM")
        wrapped_keys.count_try(db, "XYZ")
    assert (wrapped_keys.resume(store.read(), "KTM") or CODE).tries == 3
    with store.write() as db:
        wrapped_keys.count_try(db, "KTM", -3)
    assert wrapped_keys.resume(store.read(), "KTM") == CODE


def test_keys_of_sessions_that_are_over_are_forgotten(store: Store) -> None:
    with store.write() as db:
        ways(db)
        db.conn.execute(
            "INSERT INTO sessions (id_hash, language, plain, created_at, seen_at) VALUES ('two', 'fr', 0, '', '')"
        )
        assert wrapped_keys.orphans_of_sessions(db) == 1
    assert wrapped_keys.wrapped(store.read(), CASE, KeyKind.SESSION, "one") is None
    assert wrapped_keys.wrapped(store.read(), CASE, KeyKind.SESSION, "two") == b"for two"
    assert wrapped_keys.service_of(store.read(), CASE) is not None


def test_a_services_public_half_is_kept_once(store: Store) -> None:
    with store.write() as db:
        for service in ("etat-civil", "ccas"):
            wrapped_keys.add_service(db, service, service.encode(), NOON)
    assert wrapped_keys.services(store.read()) == ["ccas", "etat-civil"]
    assert wrapped_keys.public(store.read(), "ccas") == b"ccas"
    assert wrapped_keys.public(store.read(), "urbanisme") is None
    with pytest.raises(driver.IntegrityError), store.write() as db:
        wrapped_keys.add_service(db, "ccas", b"another", NOON)


def test_there_is_none_before_the_first_and_then_the_newest(store: Store) -> None:
    assert receipt_keys.current(store.read()) is None
    for minute, statement in enumerate((b"one", b"two")):
        with store.write() as db:
            receipt_keys.keep(db, KeptList(statement, b"signed", "ab"), later(minute) if minute else NOON)
        assert receipt_keys.current(store.read()) == KeptList(statement, b"signed", "ab")
