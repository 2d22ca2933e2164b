"""A store from before persons could wish to be told of news: nobody has wished it."""

from kiosk.domain.notices.wish import Wish
from kiosk.store.cases import wished_notices
from kiosk.store.database import Store
from kiosk.store.migrations import m0037_wished_notices


def test_a_store_without_the_table_gets_it_empty(store: Store) -> None:
    with store.write() as db:
        db.conn.execute("DROP TABLE wished_notices")
        m0037_wished_notices.migrate(db.conn)
    assert wished_notices.of(store.read(), "c" * 32, b"k" * 32) == Wish()
