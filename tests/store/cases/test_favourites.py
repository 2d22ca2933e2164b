"""What each mediator begins most."""

from datetime import datetime

import pytest

from kiosk.store import people
from kiosk.store.database import Store
from kiosk.store.people import Mediator
from tests.store.conftest import NOON, later

NADIA, OMAR = "a" * 32, "b" * 32


@pytest.fixture(autouse=True)
def team(store: Store) -> None:
    with store.write() as db:
        for who, login in ((NADIA, "nadia"), (OMAR, "omar")):
            people.insert_mediator(db, Mediator(who, login, login, False, "passphrase", "", b"", b"", b""), NOON)


def add(store: Store, who: str, procedure: str, at: datetime) -> None:
    with store.write() as db:
        people.insert_favourite(db, who, procedure, at)


def test_they_stand_in_the_order_in_which_they_were_chosen_until_they_are_taken_off(store: Store) -> None:
    for minute, procedure in enumerate(("social-housing", "birth-certificate", "social-housing")):
        add(store, NADIA, procedure, later(minute))
    assert people.select_favourites(store.read(), NADIA) == ["social-housing", "birth-certificate"]
    with store.write() as db:
        people.delete_favourite(db, NADIA, "social-housing")
    assert people.select_favourites(store.read(), NADIA) == ["birth-certificate"]


def test_each_mediator_has_their_own(store: Store) -> None:
    add(store, NADIA, "social-housing", NOON)
    add(store, OMAR, "birth-certificate", NOON)
    with store.write() as db:
        people.delete_favourite(db, OMAR, "social-housing")
        people.delete_mediator_favourites(db, OMAR)
    assert people.select_favourites(store.read(), NADIA) == ["social-housing"]
    assert people.select_favourites(store.read(), OMAR) == []
