"""A supplement with files that is not sent yet belongs to one session, and ends with it."""

from datetime import UTC, datetime, timedelta

from kiosk.store.cases import supplement_drafts
from kiosk.store.database import Store
from kiosk.store.keys import wrapped_keys
from kiosk.store.keys.wrapped_keys import KeyKind

NOON = datetime(2026, 11, 30, 12, tzinfo=UTC)


def test_a_draft_is_over_after_its_time_or_once_nobody_can_open_it(store: Store) -> None:
    with store.write() as db:
        for name in ("a", "b"):
            supplement_drafts.begin(db, name, "SA1001G", NOON)
            supplement_drafts.begin(db, name, "SA1001G", NOON + timedelta(days=9))
        wrapped_keys.add(db, "a", KeyKind.SESSION, "s", b"key")
        assert supplement_drafts.over(db, NOON) == ["b"], "the session of the other has ended"
        assert supplement_drafts.over(db, NOON + timedelta(days=1)) == ["a", "b"], "the first begin counts"
        assert supplement_drafts.reference_of(db, "a") == "SA1001G" and supplement_drafts.reference_of(db, "c") == ""
        supplement_drafts.end(db, "a")
        assert supplement_drafts.of_reference(db, "SA1001G") == ["b"]
