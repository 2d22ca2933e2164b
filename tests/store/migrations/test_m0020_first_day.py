"""A store from before the wizard: nothing of its first day is noted, and nothing is asked again."""

from kiosk.store.database import Store
from kiosk.store.migrations import m0020_first_day
from kiosk.store.people import first_day_steps


def test_a_store_without_the_table_gets_it_empty(store: Store) -> None:
    with store.write() as db:
        db.conn.execute("DROP TABLE first_day")
        m0020_first_day.migrate(db.conn)
    assert first_day_steps.done(store.read()) == frozenset()
