"""A damaged page is told by the table that it belongs to."""

from pathlib import Path

from kiosk.store import damage
from kiosk.store.database import Store
from tests.store.conftest import KEY

PAGE = 4096


def garble(path: Path, page: int) -> None:
    with path.open("r+b") as file:
        file.seek((page - 1) * PAGE + 1000)
        file.write(b"\xff" * 300)


def test_a_whole_file_has_none(store: Store) -> None:
    assert damage.damaged_tables(store.path, KEY) == ()


def test_the_table_of_a_garbled_page_is_named_and_no_other(store: Store) -> None:
    page = store.read().execute("SELECT rootpage FROM sqlite_master WHERE name = 'events'").fetchone()[0]
    store.fold()
    store.close()
    garble(store.path, page)
    assert damage.damaged_tables(store.path, KEY) == ("events",)


def test_a_garbled_index_is_named_by_its_table(store: Store) -> None:
    page = store.read().execute("SELECT rootpage FROM sqlite_master WHERE name = 'attachments_of_case'").fetchone()[0]
    store.fold()
    store.close()
    garble(store.path, page)
    assert damage.damaged_tables(store.path, KEY) == ("attachments",)


def test_of_a_file_whose_first_page_is_gone_nothing_can_be_named(store: Store) -> None:
    store.fold()
    store.close()
    garble(store.path, 1)
    assert damage.damaged_tables(store.path, KEY) == ()
