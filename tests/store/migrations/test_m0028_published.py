"""A box of before trusts nobody, and nothing is published to it."""

from kiosk.store.database import Store
from kiosk.store.migrations import m0028_published
from kiosk.store.published import publications

TABLES = ("items", "contents", "roots", "lists", "faults", "following")


def test_nothing_is_in_force_after_the_upgrade(store: Store) -> None:
    with store.write() as db:
        for table in TABLES:
            db.conn.execute(f"DROP TABLE published_{table}")
        db.conn.execute("DROP TABLE message_reads")
        m0028_published.migrate(db.conn)
        assert publications.root(db) is None
        assert publications.lists(db) == []
        assert publications.following(db).cursor == 0
