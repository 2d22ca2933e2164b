"""The locked rows of a draft, out of the store and back."""

from kiosk.services.box.box import Actor, Box
from kiosk.services.drafts import discard_draft
from kiosk.store.cases import kept_aside
from tests.gallery.site.gestures import answered


def test_a_draft_is_taken_out_whole_and_put_back_once(box: Box, nadia: Actor) -> None:
    case_id = answered(box, actor=nadia)
    with box.store.write() as db:
        db.conn.execute("INSERT INTO attachments VALUES ('a', ?, 'paper', 3, x'00', '2026-11-26', NULL)", (case_id,))
        db.conn.execute("INSERT INTO attachment_pieces VALUES ('a', 0, x'010203')")
    tables = ("cases", "attachments", "attachment_pieces", "parked")
    before = [list(box.store.read().query(f"SELECT * FROM {table}")) for table in tables]
    draft = kept_aside.take(box.store.read(), case_id)
    assert draft is not None
    discard_draft.discard(box, case_id, nadia)
    assert not list(box.store.read().query("SELECT * FROM attachment_pieces"))
    with box.store.write() as db:
        assert kept_aside.put_back(db, draft)
        assert not kept_aside.put_back(db, draft), "it is a draft again"
    assert [list(box.store.read().query(f"SELECT * FROM {table}")) for table in tables] == before


def test_what_is_no_draft_is_not_taken(box: Box, nadia: Actor) -> None:
    gone = answered(box, actor=nadia)
    discard_draft.discard(box, gone, nadia)
    assert kept_aside.take(box.store.read(), gone) is None
    assert kept_aside.take(box.store.read(), "c" * 32) is None
