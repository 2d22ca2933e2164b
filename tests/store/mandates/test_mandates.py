"""Mandates as the store keeps them: days, marks, and records it cannot read."""

from datetime import date

from kiosk.domain.mandates.mandate import MandateMark, Standing
from kiosk.store.database import Store
from kiosk.store.mandates import mandates
from tests.store.conftest import NOON, later

ID, OTHER = "a" * 32, "b" * 32
END, KEEP = date(2026, 12, 24), date(2032, 12, 24)


def kept(store: Store, *marks: str) -> mandates.Kept:
    with store.write() as db:
        mandates.add(db, ID, END, KEEP, b"locked")
        for minute, action in enumerate(marks):
            mandates.mark(db, ID, action, later(minute), KEEP)
    result = mandates.get(store.read(), ID)
    assert result is not None
    return result


def test_what_becomes_of_a_mandate_is_computed_from_what_happened(store: Store) -> None:
    result = kept(store, "signed", "revoked", "renewed", "signed")
    assert result.standing == Standing(True, "revoked") and result.over_at == later(1)
    assert (result.id, result.ends_on, result.record) == (ID, END, b"locked")
    assert mandates.everything(store.read()) == [result] and mandates.lasting(store.read()) == []


def test_one_that_nobody_signed_says_so(store: Store) -> None:
    result = kept(store)
    assert result.standing == Standing(signed=False) and mandates.lasting(store.read()) == [result]


def test_an_end_is_noted_the_day_after_the_last_and_once(store: Store) -> None:
    kept(store, "signed")
    assert not mandates.any_expired(store.read(), END)
    assert mandates.any_expired(store.read(), date(2026, 12, 25))
    with store.write() as db:
        assert mandates.expire(db, END, NOON) == []
        assert mandates.expire(db, date(2026, 12, 25), NOON) == [ID]
        assert mandates.expire(db, date(2026, 12, 25), NOON) == []
    result = mandates.get(store.read(), ID)
    assert result is not None and result.standing.over == "expired"
    assert not mandates.any_expired(store.read(), date(2040, 1, 1))


def test_retention_follows_what_happens_to_it(store: Store) -> None:
    kept(store, "signed")
    with store.write() as db:
        mandates.mark(db, ID, MandateMark.REVOKED, later(5), date(2032, 11, 24))
        mandates.mark(db, ID, MandateMark.REVOKED, later(6), date(2040, 1, 1))
    assert mandates.due(store.read(), date(2032, 11, 24)) == []
    assert mandates.due(store.read(), date(2032, 11, 25)) == [ID]


def test_uses_come_in_order_and_go_with_their_mandate(store: Store) -> None:
    kept(store, "signed")
    with store.write() as db:
        mandates.add(db, OTHER, END, KEEP, b"other")
        for record in (b"one", b"two"):
            mandates.add_use(db, ID, record)
        mandates.add_use(db, OTHER, b"three")
    assert mandates.uses(store.read(), ID) == [b"one", b"two"]
    with store.write() as db:
        mandates.forget(db, ID)
    assert mandates.get(store.read(), ID) is None and mandates.uses(store.read(), ID) == []
    assert mandates.uses(store.read(), OTHER) == [b"three"]
