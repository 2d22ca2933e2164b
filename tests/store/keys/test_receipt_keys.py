"""One list, the newest."""

from kiosk.store.database import Store
from kiosk.store.keys import receipt_keys
from kiosk.store.keys.receipt_keys import KeptList
from tests.store.conftest import NOON, later


def test_there_is_none_before_the_first_and_then_the_newest(store: Store) -> None:
    assert receipt_keys.current(store.read()) is None
    for minute, statement in enumerate((b"one", b"two")):
        with store.write() as db:
            receipt_keys.keep(db, KeptList(statement, b"signed", "ab"), later(minute) if minute else NOON)
        assert receipt_keys.current(store.read()) == KeptList(statement, b"signed", "ab")
