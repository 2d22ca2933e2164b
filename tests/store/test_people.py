"""Mediators, their wrong tries, stations and sessions."""

import pytest
import sqlcipher3.dbapi2 as driver

from kiosk.clock import stamp
from kiosk.store import people
from kiosk.store.database import Store, number
from kiosk.store.people import Mediator
from tests.store.conftest import KEY, NOON, later

NADIA = Mediator("m" * 32, "nadia", "Nadia Roux", "hash")
PAUL = Mediator("p" * 32, "paul", "Paul Morel", "hash")


@pytest.fixture
def staffed(store: Store) -> Store:
    with store.write() as db:
        people.add_mediator(db, PAUL, NOON)
        people.add_mediator(db, NADIA, NOON)
    return store


def a_session(id_hash: str, **more: object) -> dict[str, object]:
    empty = {"station_id": None, "mediator_id": None, "language": "fr", "plain": 0}
    return {"id_hash": id_hash, **empty, "created_at": stamp(NOON), "seen_at": stamp(NOON), **more}


def test_a_login_is_found_whatever_its_case(staffed: Store) -> None:
    assert people.mediator_by_login(staffed.read(), "NADIA") == NADIA
    assert people.mediator_by_login(staffed.read(), "nadi") is None
    assert people.mediator(staffed.read(), NADIA.id) == NADIA


def test_two_people_cannot_have_one_login(staffed: Store) -> None:
    with pytest.raises(driver.IntegrityError), staffed.write() as db:
        people.add_mediator(db, Mediator("x" * 32, "Nadia", "Nadia Petit", "hash"), NOON)


def test_everyone_is_listed_by_name_with_their_wrong_tries(staffed: Store) -> None:
    with staffed.write() as db:
        people.add_wrong_try(db, PAUL.id, NOON)
    listed = [(each["name"], each["wrong_tries"]) for each in people.mediators(staffed.read())]
    assert listed == [("Nadia Roux", 0), ("Paul Morel", 1)]


def test_wrong_tries_are_counted_for_each_and_forgiven_together(staffed: Store) -> None:
    with staffed.write() as db:
        for at in (NOON, NOON, later(1)):
            people.add_wrong_try(db, NADIA.id, at)
        people.add_wrong_try(db, PAUL.id, NOON)
        people.forgive(db, NADIA.id)
        people.add_wrong_try(db, NADIA.id, NOON)
    staffed.close()
    again = Store(staffed.path, KEY).read()
    assert (people.wrong_tries(again, NADIA.id), people.wrong_tries(again, PAUL.id)) == (1, 1)


def test_a_new_passphrase_replaces_the_old_one(staffed: Store) -> None:
    with staffed.write() as db:
        people.set_passphrase(db, NADIA.id, "other hash")
    assert (people.mediator(staffed.read(), NADIA.id) or NADIA).passphrase == "other hash"
    assert people.mediator(staffed.read(), PAUL.id) == PAUL


def test_a_browser_is_a_station_by_the_hash_of_what_it_holds(store: Store) -> None:
    with store.write() as db:
        people.add_station(db, "s" * 32, "token hash", "desk", NOON)
    assert people.station(store.read(), "token hash") == {"id": "s" * 32, "role": "desk", "name": ""}
    assert people.station(store.read(), "another") is None


def test_a_session_knows_its_mediator_until_it_ends(staffed: Store) -> None:
    with staffed.write() as db:
        people.save_session(db, a_session("one", mediator_id=NADIA.id, language="en", plain=1))
        people.save_session(db, a_session("two"))
    found = people.session(staffed.read(), "one") or {}
    assert (found["mediator_name"], found["language"], found["plain"]) == ("Nadia Roux", "en", 1)
    assert (people.session(staffed.read(), "two") or {})["mediator_name"] is None
    with staffed.write() as db:
        people.end_session(db, "one")
    assert people.session(staffed.read(), "one") is None


def test_a_session_is_saved_over_itself(staffed: Store) -> None:
    with staffed.write() as db:
        people.save_session(db, a_session("one"))
        people.save_session(db, a_session("one", seen_at=stamp(later(9))))
    assert number(staffed.read(), "SELECT count(*) FROM sessions") == 1
    assert (people.session(staffed.read(), "one") or {})["seen_at"] == stamp(later(9))


def test_sessions_nobody_used_are_forgotten(staffed: Store) -> None:
    with staffed.write() as db:
        people.save_session(db, a_session("old"))
        people.save_session(db, a_session("used", seen_at=stamp(later(60))))
        people.end_old_sessions(db, later(30))
    assert people.session(staffed.read(), "old") is None
    assert people.session(staffed.read(), "used") is not None
