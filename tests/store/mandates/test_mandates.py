"""Mandates as the store keeps them: days, marks, and records it cannot read."""

from datetime import date

from kiosk.domain.mandates.mandate import MandateMark, MandateState
from kiosk.store import mandates
from kiosk.store.database import Store
from tests.store.conftest import NOON, later

ID, OTHER = "a" * 32, "b" * 32
END, KEEP = date(2026, 12, 24), date(2032, 12, 24)


def kept(store: Store, *marks: str) -> mandates.MandateRow:
    with store.write() as db:
        mandates.insert_mandate(db, ID, END, KEEP, b"locked")
        for minute, action in enumerate(marks):
            mandates.insert_mandate_mark(db, ID, action, later(minute), KEEP)
    result = mandates.read_mandate_row(store.read(), ID)
    assert result is not None
    return result


def test_what_becomes_of_a_mandate_is_computed_from_what_happened(store: Store) -> None:
    result = kept(store, "signed", "revoked", "renewed", "signed")
    assert result.standing == MandateState(True, "revoked") and result.over_at == later(1)
    assert (result.id, result.ends_on, result.record) == (ID, END, b"locked")
    assert mandates.select_mandates(store.read()) == [result] and mandates.select_lasting_mandates(store.read()) == []


def test_one_that_nobody_signed_says_so(store: Store) -> None:
    result = kept(store)
    assert result.standing == MandateState(signed=False) and mandates.select_lasting_mandates(store.read()) == [result]


def test_an_end_is_noted_the_day_after_the_last_and_once(store: Store) -> None:
    kept(store, "signed")
    assert not mandates.has_expired_mandates(store.read(), END)
    assert mandates.has_expired_mandates(store.read(), date(2026, 12, 25))
    with store.write() as db:
        assert mandates.mark_expired_mandates(db, END, NOON) == []
        assert mandates.mark_expired_mandates(db, date(2026, 12, 25), NOON) == [ID]
        assert mandates.mark_expired_mandates(db, date(2026, 12, 25), NOON) == []
    result = mandates.read_mandate_row(store.read(), ID)
    assert result is not None and result.standing.over == "expired"
    assert not mandates.has_expired_mandates(store.read(), date(2040, 1, 1))


def test_retention_follows_what_happens_to_it(store: Store) -> None:
    kept(store, "signed")
    with store.write() as db:
        mandates.insert_mandate_mark(db, ID, MandateMark.REVOKED, later(5), date(2032, 11, 24))
        mandates.insert_mandate_mark(db, ID, MandateMark.REVOKED, later(6), date(2040, 1, 1))
    assert mandates.select_due_mandates(store.read(), date(2032, 11, 24)) == []
    assert mandates.select_due_mandates(store.read(), date(2032, 11, 25)) == [ID]


def test_uses_come_in_order_and_go_with_their_mandate(store: Store) -> None:
    kept(store, "signed")
    with store.write() as db:
        mandates.insert_mandate(db, OTHER, END, KEEP, b"other")
        for record in (b"one", b"two"):
            mandates.insert_mandate_use(db, ID, record)
        mandates.insert_mandate_use(db, OTHER, b"three")
    assert mandates.select_mandate_uses(store.read(), ID) == [b"one", b"two"]
    with store.write() as db:
        mandates.delete_mandate(db, ID)
    assert mandates.read_mandate_row(store.read(), ID) is None and mandates.select_mandate_uses(store.read(), ID) == []
    assert mandates.select_mandate_uses(store.read(), OTHER) == [b"three"]
