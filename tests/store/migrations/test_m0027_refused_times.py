"""A file that was refused before counts as refused once."""

from kiosk.store.database import Store, row
from kiosk.store.migrations import m0012_file_refusals, m0027_refused_times


def test_what_was_refused_before_was_refused_once(store: Store) -> None:
    with store.write() as db:
        db.conn.execute("PRAGMA defer_foreign_keys = ON")
        db.conn.execute("DROP TABLE parcel_refusals")
        m0012_file_refusals.migrate(db.conn)
        db.conn.execute("INSERT INTO parcel_refusals VALUES ('a', '2026-01-01', 'wrong-hash')")
        m0027_refused_times.migrate(db.conn)
        known = row(db, "SELECT * FROM parcel_refusals")
        assert known is not None and (known["times"], known["code"]) == (1, "wrong-hash")
        db.conn.execute("DELETE FROM parcel_refusals")
