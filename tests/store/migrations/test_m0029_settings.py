"""No setting of a box of before is published."""

from kiosk.store.database import Store
from kiosk.store.migrations import m0029_settings
from kiosk.store.published import setting_changes


def test_nothing_is_published_after_the_upgrade(store: Store) -> None:
    with store.write() as db:
        for table in ("setting_changes", "setting_reverts"):
            db.conn.execute(f"DROP TABLE {table}")
        m0029_settings.migrate(db.conn)
        assert setting_changes.every(db) == []
        assert setting_changes.reverted(db) == set()
