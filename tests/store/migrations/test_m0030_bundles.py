"""A box of before has made no bundle."""

from kiosk.store.database import Store
from kiosk.store.events import bundles
from kiosk.store.migrations import m0030_bundles


def test_the_table_begins_empty(store: Store) -> None:
    with store.write() as db:
        db.conn.execute("DROP TABLE bundles")
        m0030_bundles.migrate(db.conn)
        assert bundles.latest(db) == [] and bundles.get(db, "0" * 32) is None
