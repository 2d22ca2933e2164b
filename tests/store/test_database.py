"""One file: all of a gesture or none of it, and nothing to read for who has no key."""

import stat
import threading
from pathlib import Path

import pytest
import sqlcipher3.dbapi2 as driver
from sqlite_utils import db as sqlite_utils_db

from kiosk.domain.trail.journal_action import JournalAction
from kiosk.error_codes import Refusal
from kiosk.errors import Refused
from kiosk.store.database import Store
from kiosk.store.events import counters
from kiosk.store.people import journal
from tests.store.conftest import KEY, NOON


def count(store: Store) -> int:
    return store.read().table("journal").count_where()


def write_line(store: Store, detail: str = "") -> None:
    with store.write() as db:
        journal.note(db, NOON, JournalAction.OPENED, detail=detail)


def test_a_gesture_that_breaks_off_leaves_nothing(store: Store) -> None:
    with pytest.raises(RuntimeError), store.write() as db:
        counters.confirm_clock(db, NOON, 0, 0)
        counters.set_value(db, 2000)
        raise RuntimeError
    assert counters.last_clock_note(store.read()) is None
    assert counters.value(store.read()) == counters.FIRST
    write_line(store)
    assert count(store) == 1


def test_a_commit_that_fails_leaves_nothing_open(store: Store) -> None:
    """A row that points nowhere is found at the commit; the next gesture is not part of it."""
    with pytest.raises(driver.IntegrityError), store.write() as db:
        db.conn.execute("PRAGMA defer_foreign_keys = ON")
        db.conn.execute("INSERT INTO wrong_tries (mediator_id, at) VALUES ('nobody', 'now')")
    write_line(store)
    assert count(store) == 1
    assert store.read().table("wrong_tries").count_where() == 0


def test_a_gesture_inside_a_gesture_is_part_of_it(store: Store) -> None:
    with pytest.raises(RuntimeError), store.write():
        write_line(store)
        raise RuntimeError
    assert count(store) == 0


def test_a_busy_day_does_not_fill_the_memory_with_pages_of_the_file(store: Store) -> None:
    """sqlcipher3 is built with 8 MB a connection."""
    assert store.read().execute("PRAGMA cache_size").fetchone()[0] == -256
    with store.write() as db:
        assert db.execute("PRAGMA cache_size").fetchone()[0] == -1024


def test_gestures_wait_for_one_another(store: Store) -> None:
    def count_up() -> None:
        for _ in range(25):
            with store.write() as db:
                counters.set_value(db, counters.value(db) + 1)

    threads = [threading.Thread(target=count_up) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(60)
    assert counters.value(store.read()) == counters.FIRST + 200


def test_every_commit_reaches_the_disk(store: Store) -> None:
    with store.write() as db:
        assert db.execute("PRAGMA synchronous").fetchone()[0] == 2
        assert db.execute("PRAGMA secure_delete").fetchone()[0] == 1
        assert db.execute("PRAGMA foreign_keys").fetchone()[0] == 1
    assert next(store.read().query("PRAGMA journal_mode"), None) == {"journal_mode": "wal"}


def test_this_sqlite_does_not_corrupt_its_wal() -> None:
    """Two connections that checkpoint could garble the file until 3.51.3."""
    assert driver.sqlite_version_info >= (3, 51, 3)


def test_the_file_opens_with_no_other_key(store: Store) -> None:
    store.close()
    with pytest.raises(Refused) as refused:
        Store(store.path, bytes(32))
    assert refused.value.code == Refusal.UNREADABLE_STORE
    Store(store.path, KEY).close()


def test_what_is_no_database_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "parvis.db"
    path.write_bytes(b"not a database at all" * 500)
    with pytest.raises(Refused) as refused:
        Store(path, KEY)
    assert refused.value.code == Refusal.UNREADABLE_STORE


def test_who_copies_the_files_reads_nothing(store: Store) -> None:
    write_line(store, "Benali Marie Louise")
    copied = [path.read_bytes() for path in store.path.parent.iterdir()]
    assert len(copied) >= 2
    assert not any(b"Benali" in content or b"SQLite format" in content or b"journal" in content for content in copied)


def test_the_files_are_their_owners_only(store: Store) -> None:
    write_line(store)
    assert {stat.S_IMODE(path.stat().st_mode) for path in store.path.parent.iterdir()} == {0o600}


@pytest.mark.parametrize("place", [100, 4096 + 17, -4096 * 3, -1])
def test_one_flipped_byte_is_noticed(store: Store, place: int) -> None:
    for _ in range(50):
        write_line(store, "x" * 500)
    assert store.is_sound()
    store.close()
    content = bytearray(store.path.read_bytes())
    content[place] ^= 1
    store.path.write_bytes(content)
    try:
        damaged = Store(store.path, KEY)
    except Refused as refused:
        assert refused.code == Refusal.UNREADABLE_STORE
        return
    assert not damaged.is_sound()
    damaged.close()


def test_a_copy_is_whole_and_has_the_same_key(store: Store, tmp_path: Path) -> None:
    write_line(store, "Benali")
    store.copy_to(tmp_path / "copy.db")
    write_line(store)
    assert b"Benali" not in (tmp_path / "copy.db").read_bytes()
    copy = Store(tmp_path / "copy.db", KEY)
    assert (count(copy), count(store)) == (1, 2)
    assert copy.is_sound()
    copy.close()


def test_nobody_waits_for_a_copy_and_it_holds_what_was_committed(store: Store, tmp_path: Path) -> None:
    write_line(store)
    with store.write() as db:
        db.table("counters").insert({"name": "half", "value": 1})
        copying = threading.Thread(target=store.copy_to, args=(tmp_path / "copy.db",))
        copying.start()
        copying.join(20)
        assert not copying.is_alive()
    copy = Store(tmp_path / "copy.db", KEY)
    assert count(copy) == 1 and not list(copy.read().query("SELECT 1 FROM counters WHERE name = 'half'"))
    copy.close()


def test_what_was_deleted_is_in_no_file_once_it_is_folded(store: Store) -> None:
    """Pages under their key say nothing; what counts is that none of them is left in the write-ahead log."""
    for _ in range(50):
        write_line(store, "x" * 500)
    wal = store.path.with_name("parvis.db-wal")
    assert wal.stat().st_size > 0
    assert store.fold()
    assert wal.stat().st_size == 0
    assert count(store) == 50


def test_a_reader_in_the_middle_of_a_look_holds_folding_up_and_is_not_disturbed(tmp_path: Path) -> None:
    store = Store(tmp_path / "parvis.db", KEY)
    store._writer.conn.execute("PRAGMA busy_timeout = 50")
    write_line(store)
    looking = store.read().conn
    looking.execute("BEGIN")
    assert store.read().table("journal").count_where() == 1
    write_line(store)
    assert not store.fold()
    assert store.read().table("journal").count_where() == 1
    looking.rollback()
    assert store.fold()
    store.close()


def test_closing_leaves_one_file(store: Store) -> None:
    write_line(store)
    count(store)
    store.close()
    assert [path.name for path in store.path.parent.iterdir()] == ["parvis.db"]


def test_sqlite_utils_has_the_sqlite_that_encrypts() -> None:
    assert sqlite_utils_db.sqlite3.sqlite_version == driver.sqlite_version
