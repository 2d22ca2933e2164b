"""A store from before backups were noted."""

from kiosk.store.database import Store
from kiosk.store.migrations import m0017_backup
from kiosk.store.upkeep import backups, release_notes


def test_an_older_store_knows_of_no_backup(store: Store) -> None:
    with store.write() as db:
        db.conn.execute("DROP TABLE backups")
        db.conn.execute("DROP TABLE release_notes")
        m0017_backup.migrate(db)
    assert backups.last_made(store.read()) is None
    assert release_notes.kept(store.read()) is None
