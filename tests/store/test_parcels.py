"""What is due, to which key, and what the hub has said; nothing of it outlives its file."""

import pytest

from kiosk.services.box import Actor, Box
from kiosk.store import attachments, parcels
from kiosk.store.database import number
from tests.services.test_parcels import enrolled, submitted, taken


@pytest.fixture
def parcel(box: Box, nadia: Actor) -> parcels.Parcel:
    """A file whose event the hub has taken."""
    enrolled(box)
    taken(box, submitted(box, nadia)[0])
    hub_key = box.store.read().conn.execute("SELECT hub_key FROM parcels").fetchone()[0]
    (found,) = parcels.due(box.store.read(), hub_key)
    return found


def test_a_file_is_due_for_the_key_it_is_sealed_to(box: Box, parcel: parcels.Parcel) -> None:
    db = box.store.read()
    assert parcels.due(db, "0" * 16) == []
    case_id = attachments.case_of(db, parcel.attachment_id)
    assert parcels.other_keys(db, "0" * 16) == [(parcel.attachment_id, case_id)]
    assert parcels.other_keys(db, parcel.hub_key) == []


def test_a_receipt_ends_the_waiting(box: Box, parcel: parcels.Parcel) -> None:
    assert (parcels.waiting(box.store.read()), parcels.received(box.store.read(), parcel.attachment_id)) == (1, False)
    with box.store.write() as db:
        parcels.receive(db, parcel.attachment_id, box.clock.now(), b"{}", b"")
    db = box.store.read()
    assert (parcels.waiting(db), parcels.received(db, parcel.attachment_id)) == (0, True)
    assert parcels.due(db, parcel.hub_key) == [] == parcels.other_keys(db, "0" * 16)


def test_nothing_is_left_of_a_parcel_whose_file_is_forgotten(box: Box, parcel: parcels.Parcel) -> None:
    with box.store.write() as db:
        parcels.receive(db, parcel.attachment_id, box.clock.now(), b"{}", b"")
        attachments.remove(db, parcel.attachment_id)
    for table in ("parcels", "parcel_receipts", "attachment_pieces"):
        assert number(box.store.read(), f"SELECT count(*) FROM {table}") == 0
