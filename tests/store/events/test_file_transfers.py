"""What is due, to which key, and what the hub has said; nothing of it outlives its file."""

import pytest

from kiosk.services.box.box import Actor, Box
from kiosk.store import attachments, file_transfers
from tests.services.exchange.test_file_transfers import enrolled, submitted, taken


@pytest.fixture
def parcel(box: Box, nadia: Actor) -> file_transfers.ParcelRow:
    """A file whose event the hub has taken."""
    enrolled(box)
    taken(box, submitted(box, nadia)[0])
    hub_key = box.store.read().conn.execute("SELECT hub_key FROM parcels").fetchone()[0]
    (result,) = file_transfers.select_due_parcels(box.store.read(), hub_key, box.clock.now())
    return result


def test_a_file_is_due_for_the_key_it_is_sealed_to(box: Box, parcel: file_transfers.ParcelRow) -> None:
    db = box.store.read()
    assert file_transfers.select_due_parcels(db, "0" * 16, box.clock.now()) == []
    case_id = attachments.read_attachment_case(db, parcel.attachment_id)
    assert file_transfers.select_files_to_seal(db, "0" * 16) == [(parcel.attachment_id, case_id)]
    assert file_transfers.select_files_to_seal(db, parcel.hub_key) == []


def test_a_receipt_ends_the_waiting(box: Box, parcel: file_transfers.ParcelRow) -> None:
    assert file_transfers.count_waiting_parcels(box.store.read()) == 1
    with box.store.write() as db:
        file_transfers.insert_parcel_receipt(db, parcel.attachment_id, box.clock.now(), b"{}", b"")
    db = box.store.read()
    assert file_transfers.count_waiting_parcels(db) == 0
    assert (
        file_transfers.select_due_parcels(db, parcel.hub_key, box.clock.now())
        == []
        == file_transfers.select_files_to_seal(db, "0" * 16)
    )


def test_nothing_is_left_of_a_parcel_whose_file_is_forgotten(box: Box, parcel: file_transfers.ParcelRow) -> None:
    with box.store.write() as db:
        file_transfers.insert_parcel_receipt(db, parcel.attachment_id, box.clock.now(), b"{}", b"")
        attachments.delete_attachment(db, parcel.attachment_id)
    for table in ("parcels", "parcel_receipts", "attachment_pieces"):
        assert box.store.read().execute(f"SELECT count(*) FROM {table}").fetchone()[0] == 0


def test_what_was_refused_comes_after_what_was_not_and_is_new_again_once_packed_anew(box: Box, nadia: Actor) -> None:
    enrolled(box)
    for _ in range(3):
        taken(box, submitted(box, nadia)[0])
    hub_key = box.store.read().conn.execute("SELECT hub_key FROM parcels").fetchone()[0]
    first, second, third = (
        file.attachment_id for file in file_transfers.select_due_parcels(box.store.read(), hub_key, box.clock.now())
    )

    def due() -> list[str]:
        return [
            file.attachment_id for file in file_transfers.select_due_parcels(box.store.read(), hub_key, box.clock.now())
        ]

    with box.store.write() as db:
        file_transfers.insert_parcel_refusal(db, second, box.clock.now(), "unknown-attachment")
        file_transfers.insert_parcel_refusal(db, first, box.clock.now(), "unknown-attachment")
    assert due() == [third, second, first]
    with box.store.write() as db:
        file_transfers.insert_parcel(db, first, "0" * 64, hub_key, b"sealed")
    assert due() == [first, third, second]


def test_what_waits_is_counted_in_bytes_until_it_is_confirmed(box: Box, parcel: file_transfers.ParcelRow) -> None:
    assert file_transfers.sum_waiting_bytes(box.store.read()) == parcel.size
    with box.store.write() as db:
        file_transfers.insert_parcel_receipt(db, parcel.attachment_id, box.clock.now(), b"{}", b"")
    assert file_transfers.sum_waiting_bytes(box.store.read()) == 0
