"""Updates of before asked for no papers by a day."""

from kiosk.store.database import Store, row
from kiosk.store.migrations import m0021_papers_by


def test_an_update_of_before_has_no_day(store: Store) -> None:
    with store.write() as db:
        db.conn.execute("ALTER TABLE updates DROP COLUMN papers_by")
        db.conn.execute(
            "INSERT INTO updates (id, epoch, cursor, reference, kind, state, at, service_id, body, received_at)"
            " VALUES ('u', 'e', 1, 'SA1042X', 'state', 'incomplete', '2026-11-24', 's', x'', '2026-11-24')"
        )
        m0021_papers_by.migrate(db.conn)
    assert row(store.read(), "SELECT papers_by FROM updates") == {"papers_by": ""}
