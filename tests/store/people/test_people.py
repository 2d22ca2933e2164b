"""Mediators and what they hold, their wrong tries, the recovery sheet, and the stations."""

import pytest
import sqlcipher3.dbapi2 as driver
from msgspec.structs import replace

from kiosk.domain.keys.factor_kind import FactorKind
from kiosk.domain.screen.station import StationRole
from kiosk.store.database import Store
from kiosk.store.keys import wrapped_keys
from kiosk.store.people import people
from kiosk.store.people.people import RECOVERY, Grant, Mediator
from kiosk.store.people.people_rows import KeptStation, RecoverySheet
from tests.store.conftest import KEY, NOON, later

NADIA = Mediator("m" * 32, "nadia", "Nadia Roux", True, FactorKind.PASSPHRASE, "", b"salt", b"public", b"wrapped")
PAUL = Mediator(
    "p" * 32, "paul", "Paul Morel", False, FactorKind.BADGE, "hash of his badge", b"salt", b"public", b"wrapped"
)


@pytest.fixture
def staffed(store: Store) -> Store:
    with store.write() as db:
        people.add_mediator(db, PAUL, NOON)
        people.add_mediator(db, NADIA, NOON)
        for service in ("ccas", StationRole.DESK):
            wrapped_keys.add_service(db, service, b"public", NOON)
    return store


def test_a_login_is_found_whatever_its_case(staffed: Store) -> None:
    assert people.mediator_by_login(staffed.read(), "NADIA") == NADIA
    assert people.mediator_by_login(staffed.read(), "nadi") is None
    assert people.mediator(staffed.read(), NADIA.id) == NADIA


def test_a_badge_names_its_holder_and_words_name_nobody(staffed: Store) -> None:
    assert people.mediator_by_factor(staffed.read(), "hash of his badge") == PAUL
    assert people.mediator_by_factor(staffed.read(), "hash of another") is None


def test_two_people_cannot_have_one_login(staffed: Store) -> None:
    with pytest.raises(driver.IntegrityError), staffed.write() as db:
        people.add_mediator(db, replace(NADIA, id="x" * 32, login="Nadia"), NOON)


def test_everyone_is_listed_by_name_with_their_wrong_tries_and_without_their_keys(staffed: Store) -> None:
    with staffed.write() as db:
        people.add_wrong_try(db, PAUL.id, NOON)
    listed = people.mediators(staffed.read())
    assert [(row.name, row.wrong_tries) for row in listed] == [("Nadia Roux", 0), ("Paul Morel", 1)]


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


def test_new_keys_replace_the_old_ones_and_leave_the_person(staffed: Store) -> None:
    fresh = replace(NADIA, factor=FactorKind.BADGE, factor_hash="new", salt=b"2", public=b"3", wrapped=b"4")
    with staffed.write() as db:
        people.set_keys(db, replace(fresh, name="Somebody else", administrator=False))
    assert people.mediator(staffed.read(), NADIA.id) == fresh
    assert people.mediator(staffed.read(), PAUL.id) == PAUL


def test_a_service_is_held_once_and_can_be_taken_back(staffed: Store) -> None:
    with staffed.write() as db:
        people.grant(db, Grant(NADIA.id, "ccas", False, b"sealed"))
        people.grant(db, Grant(NADIA.id, "ccas", True, b"sealed again"))
        people.grant(db, Grant(PAUL.id, "desk", False, b"his"))
    assert people.grants(staffed.read(), NADIA.id) == [Grant(NADIA.id, "ccas", True, b"sealed again")]
    assert len(people.grants(staffed.read())) == 2
    with staffed.write() as db:
        people.withdraw(db, NADIA.id, "ccas")
    assert people.grants(staffed.read(), NADIA.id) == []


def test_a_lost_private_half_leaves_what_was_held_waiting(staffed: Store) -> None:
    with staffed.write() as db:
        people.grant(db, Grant(NADIA.id, "ccas", True, b"sealed"))
        people.grant(db, Grant(PAUL.id, "ccas", False, b"his"))
        people.suspend(db, NADIA.id)
    assert people.grants(staffed.read(), NADIA.id) == [Grant(NADIA.id, "ccas", True, b"")]
    assert people.grants(staffed.read(), PAUL.id) == [Grant(PAUL.id, "ccas", False, b"his")]


def test_nobody_holds_a_service_that_is_not_there(staffed: Store) -> None:
    with pytest.raises(driver.IntegrityError), staffed.write() as db:
        people.grant(db, Grant(NADIA.id, "urbanisme", True, b"sealed"))


def test_there_is_one_recovery_sheet_and_a_new_one_is_not_verified(store: Store) -> None:
    assert people.recovery(store.read()) is None
    with store.write() as db:
        people.set_recovery(db, b"first", NOON)
        people.verify_recovery(db, later(1))
    assert people.recovery(store.read()) == RecoverySheet(b"first", NOON, later(1))
    with store.write() as db:
        people.set_recovery(db, b"second", later(2))
    assert people.recovery(store.read()) == RecoverySheet(b"second", later(2), None)
    assert RECOVERY == "recovery"


def test_a_browser_is_a_station_by_the_hash_of_what_it_holds(store: Store) -> None:
    with store.write() as db:
        people.add_station(db, "s" * 32, "token hash", StationRole.DESK, NOON)
        people.add_station(db, "t" * 32, "another hash", StationRole.DESK, NOON)
    assert people.station(store.read(), "token hash") == KeptStation("s" * 32, StationRole.DESK, "", 0, 0)
    assert people.station(store.read(), "nobody's") is None
    with store.write() as db:
        people.set_role(db, "s" * 32, StationRole.TERMINAL)
    changed, other = (people.station(store.read(), token) for token in ("token hash", "another hash"))
    assert changed is not None and changed.role == StationRole.TERMINAL
    assert other is not None and other.role == StationRole.DESK
