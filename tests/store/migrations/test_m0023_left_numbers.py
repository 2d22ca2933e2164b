"""A store from before numbers were left at the desk: none waits there."""

from kiosk.store.cases import left_numbers
from kiosk.store.database import Store
from kiosk.store.migrations import m0023_left_numbers


def test_a_store_without_the_table_gets_it_empty(store: Store) -> None:
    with store.write() as db:
        db.conn.execute("DROP TABLE left_numbers")
        m0023_left_numbers.migrate(db.conn)
    assert left_numbers.waiting(store.read(), {"etat-civil"}) == []
