"""How backups went is remembered; the newest lines only."""

from kiosk.store.database import Store
from kiosk.store.upkeep import backups
from kiosk.store.upkeep.backups import Tried
from tests.store.conftest import later


def test_the_last_one_made_and_the_failure_since_are_known(store: Store) -> None:
    assert (backups.last_made(store.read()), backups.failed_since(store.read())) == (None, None)
    with store.write() as db:
        backups.note(db, later(0), "/backups/a", "")
        backups.note(db, later(1), "usb", "no-stick")
    assert backups.last_made(store.read()) == Tried(later(0), "/backups/a", "")
    assert backups.failed_since(store.read()) == Tried(later(1), "usb", "no-stick")
    with store.write() as db:
        backups.note(db, later(2), "/backups/b", "")
    assert backups.failed_since(store.read()) is None


def test_years_of_backups_do_not_fill_the_store(store: Store) -> None:
    with store.write() as db:
        for minute in range(backups.KEPT + 20):
            backups.note(db, later(minute), "usb", "")
    assert store.read().table("backups").count_where() == backups.KEPT
