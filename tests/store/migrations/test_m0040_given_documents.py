"""A store from before decisions had documents: what the hub says is kept as before, and has none."""

from kiosk.store.database import Store, number
from kiosk.store.events import given_documents
from kiosk.store.migrations import m0040_given_documents


def test_updates_of_before_have_no_document(store: Store) -> None:
    with store.write() as db:
        db.conn.execute("DROP TABLE given_chunks")
        db.conn.execute("DROP TABLE given_documents")
        m0040_given_documents.migrate(db.conn)
    assert given_documents.of_update(store.read(), "a" * 32) is None
    assert number(store.read(), "SELECT count(*) FROM given_chunks") == 0
