"""A store from before anything was noted of persons: nothing is, and nobody was called."""

from kiosk.store.cases import person_facts
from kiosk.store.database import Store
from kiosk.store.migrations import m0042_person_facts
from kiosk.store.work import calls


def test_a_store_without_the_tables_gets_them_empty(store: Store) -> None:
    with store.write() as db:
        db.conn.execute("DROP TABLE person_facts")
        db.conn.execute("DROP TABLE calls")
        m0042_person_facts.migrate(db.conn)
    assert person_facts.of(store.read(), "c" * 32, b"k" * 32) == ()
    assert person_facts.is_told(store.read(), "c" * 32)
    assert calls.of(store.read(), ["u" * 32]) == []
