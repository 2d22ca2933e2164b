"""Readers see what is committed, wait for nobody, and are not to be had where their view is out of date."""

import threading

import pytest
import sqlcipher3.dbapi2 as driver

from kiosk.domain.trail.journal_action import JournalAction
from kiosk.store.database import Store, number
from kiosk.store.people import journal
from tests.store.conftest import NOON
from tests.store.test_database import count


def test_what_is_not_committed_is_seen_by_nobody_else(store: Store) -> None:
    seen = []
    with store.write() as db:
        journal.note(db, NOON, JournalAction.OPENED)
        elsewhere = threading.Thread(target=lambda: seen.append(count(store)))
        elsewhere.start()
        elsewhere.join(5)
        assert seen == [0]
        assert number(db, "SELECT count(*) FROM journal") == 1
    assert count(store) == 1


def test_a_reader_cannot_write(store: Store) -> None:
    with pytest.raises(driver.OperationalError, match="readonly"):
        store.read().conn.execute("DELETE FROM journal")


def test_a_reader_waits_for_nobody(store: Store) -> None:
    with store.write():
        reading = threading.Thread(target=lambda: count(store))
        reading.start()
        reading.join(5)
        assert not reading.is_alive()


def test_nothing_is_read_through_a_second_connection_inside_a_write(store: Store) -> None:
    """The reader sees what was there before: a rule judged on it would be judged on what is no longer so."""
    with store.write() as db:
        journal.note(db, NOON, JournalAction.OPENED)
        with pytest.raises(RuntimeError):
            store.read()
        with store.write() as same, pytest.raises(RuntimeError):
            assert number(same, "SELECT count(*) FROM journal") == 1
            store.read()
        with pytest.raises(RuntimeError):
            store.read()
    assert count(store) == 1
    with pytest.raises(ValueError, match="broken off"), store.write():
        raise ValueError("broken off")
    assert count(store) == 1
