"""A box of before has no authority, and no station but those of its own machine."""

from kiosk.store.database import Store
from kiosk.store.migrations import m0032_lan
from kiosk.store.people import enrolled_stations, local_authority


def test_the_tables_begin_empty(store: Store) -> None:
    with store.write() as db:
        db.conn.execute("DROP TABLE enrolled_stations")
        db.conn.execute("DROP TABLE local_authority")
        m0032_lan.migrate(db.conn)
        assert enrolled_stations.every(db) == [] and local_authority.kept(db) is None
