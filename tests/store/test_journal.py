"""Who did what to which reference."""

from kiosk.store import journal, people
from kiosk.store.database import Store
from kiosk.store.people import Mediator
from tests.store.conftest import NOON, later


def test_the_journal_of_a_reference_is_in_order_and_names_the_mediator(store: Store) -> None:
    with store.write() as db:
        people.add_mediator(db, Mediator("m" * 32, "nadia", "Nadia Roux", "hash"), NOON)
        journal.note(db, NOON, "submitted", mediator_id="m" * 32, reference="SA1001K")
        journal.note(db, NOON, "submitted", mediator_id="m" * 32, reference="SA1002K")
        journal.note(db, later(1), "mended", reference="SA1001K", detail="bad-event")
    assert journal.of(store.read(), "SA1001K") == [
        {"at": "2026-11-24T12:00:00.000000+00:00", "action": "submitted", "detail": "", "mediator": "Nadia Roux"},
        {"at": "2026-11-24T12:01:00.000000+00:00", "action": "mended", "detail": "bad-event", "mediator": None},
    ]
    assert journal.of(store.read(), "SA1003K") == []
