"""A store from before somebody alone could add a paper: its drafts were begun at a desk."""

from kiosk.clock import moment
from kiosk.store.cases import supplement_drafts
from kiosk.store.database import Store
from kiosk.store.migrations import m0039_alone_drafts


def test_drafts_of_before_are_a_desks(store: Store) -> None:
    draft, begun = "d" * 32, moment("2026-03-02T09:00:00+00:00")
    with store.write() as db:
        db.conn.execute("ALTER TABLE supplement_drafts DROP COLUMN alone")
        db.conn.execute("INSERT INTO supplement_drafts VALUES (?, 'SA1001G', '2026-03-02T09:00:00+00:00')", (draft,))
        m0039_alone_drafts.migrate(db.conn)
    assert supplement_drafts.alone(store.read(), draft) is None
    with store.write() as db:
        supplement_drafts.begin(db, "e" * 32, "SA1001G", begun, b"locked")
    assert supplement_drafts.alone(store.read(), "e" * 32) == b"locked"
