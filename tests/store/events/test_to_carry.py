"""What is carried by hand is what is due, in the same order, and some of it at a time."""

from kiosk.services.box.box import Box
from kiosk.store.events import outbox, to_carry
from tests.gallery.site.gestures import submitted, supplemented


def test_all_that_is_due_in_the_order_of_the_wire(linked: Box) -> None:
    first, second = submitted(linked), submitted(linked)
    supplemented(linked, first.reference)
    db = linked.store.read()
    due = outbox.due(db, 100)
    ids = [event_id for event_id, _ in to_carry.due_ids(db)]
    assert ids == [event.id for event in due] and len(ids) == 3
    assert [size for _, size in to_carry.due_ids(db)] == [len(event.sealed) for event in due]
    assert to_carry.by_ids(db, [ids[2], "0" * 32, ids[0]]) == [due[2], due[0]]
    assert second.reference in {event.reference for event in due}
