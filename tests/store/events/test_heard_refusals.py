"""Unsigned refusals of an event are counted while they say the same."""

from kiosk.store.database import Store
from kiosk.store.events import heard_refusals, outbox
from kiosk.store.events.heard_refusals import HeardRefusal
from tests.store.conftest import CASE_KEY, NOON, an_event, later


def test_the_same_refusal_is_counted_and_another_begins_anew(store: Store) -> None:
    with store.write() as db:
        outbox.add(db, an_event("a", stream="a" * 32), CASE_KEY)
        assert heard_refusals.hear(db, "a" * 32, "bad-event", NOON) == HeardRefusal(1, NOON)
        assert heard_refusals.hear(db, "a" * 32, "bad-event", later(1)) == HeardRefusal(2, NOON)
        assert heard_refusals.hear(db, "a" * 32, "closed-case", later(2)) == HeardRefusal(1, later(2))
        heard_refusals.forget(db, "a" * 32)
        assert heard_refusals.hear(db, "a" * 32, "closed-case", later(3)) == HeardRefusal(1, later(3))
