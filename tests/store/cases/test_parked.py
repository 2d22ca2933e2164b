"""Drafts that were set aside, and what was noted of them."""

import pytest

from kiosk.errors import Unreadable
from kiosk.store.cases import cases, parked
from kiosk.store.database import Store
from kiosk.store.keys import wrapped_keys
from kiosk.store.keys.wrapped_keys import KeyKind
from tests.store.conftest import CASE, CASE_KEY, NOON, SERVICES, a_case

NOTE = "Revient jeudi avec son bail."


def aside(store: Store, note: str = NOTE) -> None:
    with store.write() as db:
        if not cases.head(db, CASE):
            cases.add(db, a_case(), CASE_KEY)
        parked.park(db, CASE, note, CASE_KEY, NOON)


def test_a_note_is_read_with_the_case_s_key_and_with_no_other(store: Store) -> None:
    aside(store)
    assert parked.note(store.read(), CASE, CASE_KEY) == NOTE
    with pytest.raises(Unreadable):
        parked.note(store.read(), CASE, bytes(32))


def test_a_note_does_not_stand_in_the_clear(store: Store) -> None:
    aside(store)
    (records,) = list(store.read().query("SELECT * FROM parked"))
    assert b"jeudi" not in records["note"]


def test_the_last_note_stands(store: Store) -> None:
    aside(store)
    aside(store, "Revient vendredi.")
    assert parked.note(store.read(), CASE, CASE_KEY) == "Revient vendredi."


def test_the_list_of_drafts_brings_the_note_along(store: Store) -> None:
    with store.write() as db:
        cases.add(db, a_case(), CASE_KEY)
        wrapped_keys.add(db, CASE, KeyKind.SERVICE, "etat-civil", b"wrapped")
    (head,) = cases.drafts(store.read(), SERVICES)
    assert parked.opened(head.note, CASE, CASE_KEY) == ""
    aside(store)
    (head,) = cases.drafts(store.read(), SERVICES)
    assert parked.opened(head.note, CASE, CASE_KEY) == NOTE


def test_a_note_that_has_served_is_gone(store: Store) -> None:
    aside(store)
    with store.write() as db:
        parked.forget(db, CASE)
    assert parked.note(store.read(), CASE, CASE_KEY) == ""
    assert list(store.read().query("SELECT * FROM parked")) == []
