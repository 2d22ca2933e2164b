"""What a disk garbles is found, page by page; what is whole is said to be."""

from pathlib import Path

import pytest

from kiosk.errors import Refused
from kiosk.store import soundness
from kiosk.store.database import Store, bare
from tests.store.conftest import KEY


def test_a_new_database_is_whole_and_a_garbled_page_of_it_is_torn(store: Store) -> None:
    store.close()
    with bare(store.path, KEY) as db:
        assert soundness.is_whole(db.conn) and not soundness.is_torn(db.conn)
    with store.path.open("r+b") as file:
        file.seek(3 * 4096 + 100)
        file.write(bytes(200))
    with bare(store.path, KEY) as db:
        assert soundness.is_torn(db.conn) and not soundness.is_whole(db.conn)


def test_a_log_is_there_until_the_database_is_closed(store: Store) -> None:
    with store.write() as db:
        db.table("counters").insert({"name": "here", "value": 1})
    assert soundness.has_log(store.path)
    store.close()
    assert not soundness.has_log(store.path)


def test_a_torn_page_is_refused_at_once_and_not_in_the_middle_of_a_day(store: Store) -> None:
    store.close()
    with store.path.open("r+b") as file:
        file.seek(3 * 4096 + 100)
        file.write(bytes(200))
    with pytest.raises(Refused, match="unreadable-store"):
        Store(store.path, KEY)


def test_a_torn_page_that_the_log_still_holds_is_mended(store: Store, tmp_path: Path) -> None:
    """So a power cut leaves them, in the middle of a checkpoint."""
    store.fold()
    with store.write() as db:
        db.table("counters").insert({"name": "here", "value": 1})
        db.execute("PRAGMA user_version = 1")  # on the first page
    cut = tmp_path / "cut"
    cut.mkdir()
    for name in (store.path.name, f"{store.path.name}-wal"):
        (cut / name).write_bytes(store.path.with_name(name).read_bytes())
    with (cut / store.path.name).open("r+b") as file:
        file.seek(100)
        file.write(bytes(200))
    again = Store(cut / store.path.name, KEY)
    assert again.read().table("counters").count_where("name = 'here'") == 1
    assert again.is_sound()
    again.close()
