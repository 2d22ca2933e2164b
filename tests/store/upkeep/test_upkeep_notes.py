"""What upkeep remembers: how backups went, the room of each day, the last note of a newer version."""

from datetime import date, timedelta

from kiosk.domain.proofs.signed_statement import SignedStatement
from kiosk.services.box.box import Box
from kiosk.store import upkeep_notes
from kiosk.store.database import Store
from kiosk.store.upkeep_notes import BackupAttempt
from tests.store.conftest import later


def test_the_last_one_made_and_the_failure_since_are_known(store: Store) -> None:
    assert (upkeep_notes.read_last_backup(store.read()), upkeep_notes.read_failed_backup(store.read())) == (None, None)
    with store.write() as db:
        upkeep_notes.insert_backup_attempt(db, later(0), "/backups/a", "")
        upkeep_notes.insert_backup_attempt(db, later(1), "usb", "no-stick")
    assert upkeep_notes.read_last_backup(store.read()) == BackupAttempt(later(0), "/backups/a", "")
    assert upkeep_notes.read_failed_backup(store.read()) == BackupAttempt(later(1), "usb", "no-stick")
    with store.write() as db:
        upkeep_notes.insert_backup_attempt(db, later(2), "/backups/b", "")
    assert upkeep_notes.read_failed_backup(store.read()) is None


def test_years_of_backups_do_not_fill_the_store(store: Store) -> None:
    with store.write() as db:
        for minute in range(upkeep_notes.BACKUPS_KEPT + 20):
            upkeep_notes.insert_backup_attempt(db, later(minute), "usb", "")
    assert store.read().table("backups").count_where() == upkeep_notes.BACKUPS_KEPT


DAY = date(2026, 11, 2)


def test_the_least_of_a_day_stays_and_a_month_is_kept(box: Box) -> None:
    with box.store.write() as db:
        for free in (700, 500, 900):
            upkeep_notes.save_disk_room(db, DAY, free)
        assert upkeep_notes.read_disk_room(db) == {DAY: 500}
        for days in range(40):
            upkeep_notes.save_disk_room(db, DAY + timedelta(days=days), 100 + days)
        kept = upkeep_notes.read_disk_room(db)
    assert len(kept) == upkeep_notes.DAYS_KEPT and max(kept) == DAY + timedelta(days=39)


def test_the_last_note_is_kept_as_it_was_signed(store: Store) -> None:
    assert upkeep_notes.read_stored_release_note(store.read()) is None
    for number in (b"1", b"2"):
        with store.write() as db:
            upkeep_notes.save_release_note(db, SignedStatement(b"note" + number, b"signature" + number))
    assert upkeep_notes.read_stored_release_note(store.read()) == SignedStatement(b"note2", b"signature2")
