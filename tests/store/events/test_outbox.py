"""Events of this box: locked here, sealed for the hub, and each in its place.
A case whose number was another's bears a new one, and is found by both.
What is due, to which key, and what the hub has said; nothing of it outlives its file.
"""

import json
from datetime import UTC, datetime, timedelta

import pytest
from msgspec.structs import replace

from kiosk.clock import stamp
from kiosk.crypto import sealing
from kiosk.domain.events.event import Event, EventType
from kiosk.domain.time.calendar import DoubtReason
from kiosk.domain.trail.journal_action import JournalAction
from kiosk.errors import Unreadable
from kiosk.services.box.box import Actor, Box
from kiosk.store import attachments, cases, counters, file_transfers, journal, outbox, upkeep_notes
from kiosk.store.database import Store, read_rows
from kiosk.store.file_transfers import BundleRow
from kiosk.store.outbox import RefusedEvent
from kiosk.store.upkeep_notes import ClockNote
from tests.gallery.site.gestures import submitted, supplemented
from tests.services.exchange.test_file_transfers import enrolled, taken
from tests.services.exchange.test_file_transfers import submitted as submitted_with_file
from tests.store.conftest import (
    CASE,
    CASE_KEY,
    HUB_KEY,
    KEY,
    NOON,
    OTHER_CASE,
    a_case,
    a_submission,
    an_event,
    later,
    sealed_to,
)
from tests.store.steps import steps


def add(store: Store, *events: Event) -> None:
    with store.write() as db:
        for event in events:
            outbox.insert_event(db, event, CASE_KEY, sealed_to(event))


def acknowledge(store: Store, *letters: str) -> None:
    with store.write() as db:
        for letter in letters:
            outbox.insert_acknowledgement(db, letter * 32, later(9), b"statement", b"signature", "key")


def reject(store: Store, letter: str) -> None:
    with store.write() as db:
        outbox.insert_rejection(db, letter * 32, later(9), "bad-event", "body")


def dismiss(store: Store, letter: str) -> None:
    with store.write() as db:
        outbox.insert_dismissal(db, letter * 32, later(9))


def due(store: Store, limit: int = 100) -> str:
    return "".join(event.id[0] for event in outbox.select_due_events(store.read(), limit))


def test_an_event_comes_back_to_the_byte(store: Store) -> None:
    event = an_event("a")
    add(store, event, an_event("b", replaces="a"))
    kept = outbox.read_event(store.read(), event.id)
    assert kept is not None and kept.event(CASE_KEY) == event
    assert kept.sha256 == event.sha256
    assert outbox.read_event(store.read(), "z" * 32) is None


def test_an_event_opens_with_the_key_of_its_stream_and_under_its_own_id(store: Store) -> None:
    add(store, an_event("a"), an_event("b", OTHER_CASE))
    with store.write() as db:
        db.conn.execute("UPDATE events SET kept = (SELECT kept FROM events WHERE id = ?)", ("a" * 32,))
    one, other = (outbox.read_event(store.read(), letter * 32) for letter in "ab")
    assert one is not None and other is not None
    for opens in (lambda: one.body(bytes(32)), lambda: other.body(CASE_KEY)):
        with pytest.raises(Unreadable):
            opens()
    assert b"sequence" not in one.kept


def test_what_is_sealed_to_nobody_waits_and_is_sent_once_it_is(store: Store) -> None:
    event = an_event("a")
    with store.write() as db:
        outbox.insert_event(db, event, CASE_KEY)
    assert due(store) == "" and outbox.read_unsent_summary(store.read())[0] == 1
    assert [event.id for event in outbox.select_events_to_seal(store.read(), HUB_KEY)] == [event.id]
    with store.write() as db:
        outbox.update_event_seal(db, sealed_to(event))
    assert outbox.select_due_events(store.read(), 10) == [sealed_to(event)]
    assert outbox.select_events_to_seal(store.read(), HUB_KEY) == []
    assert [event.id for event in outbox.select_events_to_seal(store.read(), "another key")] == [event.id]


def test_what_the_hub_has_is_not_sealed_again_and_neither_is_what_is_destroyed(store: Store) -> None:
    add(store, an_event("a"), an_event("b", OTHER_CASE), an_event("c", "e" * 32))
    acknowledge(store, "a")
    with store.write() as db:
        outbox.wipe_event_bodies(db, OTHER_CASE)
    assert [event.id[0] for event in outbox.select_events_to_seal(store.read(), "another key")] == ["c"]


def test_the_oldest_stream_goes_first_and_each_in_its_order(store: Store) -> None:
    add(
        store,
        an_event("c", OTHER_CASE, at=later(2)),
        an_event("a", CASE, at=later(1)),
        an_event("b", CASE, 2, at=later(3)),
    )
    assert due(store) == "abc"
    assert due(store, limit=1) == "a"


def test_a_clock_put_back_does_not_turn_a_stream_round(store: Store) -> None:
    add(store, an_event("a", sequence=1, at=later(60)), an_event("b", sequence=2, at=NOON))
    assert due(store) == "ab"


def test_a_mended_event_goes_before_those_that_waited_behind_it(store: Store) -> None:
    add(store, an_event("a"), an_event("b", sequence=2, at=later(1)))
    reject(store, "a")
    assert due(store) == ""
    add(store, an_event("c", replaces="a", at=later(9)))
    assert due(store) == "cb"


def test_finding_what_is_due_costs_as_much_more_as_waits_more(store: Store) -> None:
    """After weeks without a line an exchange took a second with 900 cases that wait, a minute with 7,000."""
    costs = []
    for first in (0, 200):
        for number in range(first, first + 200):
            stream, reference = f"{number:032x}", f"SA{number}K"
            with store.write() as db:
                cases.insert_case(db, a_case(stream), CASE_KEY)
                cases.insert_submission(db, replace(a_submission(stream, number), reference=reference), CASE_KEY)
                event = replace(an_event("e", stream, reference=reference), id=f"{number + 1000:032x}")
                outbox.insert_event(db, event, CASE_KEY, sealed_to(event))
        costs.append(steps(store.read(), lambda db: outbox.select_due_events(db, 500)))
        assert len(outbox.select_due_events(store.read(), 500)) == first + 200
    assert costs[1] < 2.5 * costs[0]


def test_what_was_answered_is_not_sent_again(store: Store) -> None:
    add(store, an_event("a"), an_event("b", OTHER_CASE), an_event("c", "e" * 32))
    acknowledge(store, "a")
    reject(store, "b")
    assert due(store) == "c"


def test_a_refused_stream_waits_and_holds_up_no_other(store: Store) -> None:
    add(store, an_event("a"), an_event("b", sequence=2), an_event("c", OTHER_CASE))
    reject(store, "a")
    assert due(store) == "c"


def test_the_hub_is_told_how_much_waits_and_since_when(store: Store) -> None:
    assert outbox.read_unsent_summary(store.read()) == (0, "")
    add(store, an_event("b", OTHER_CASE, at=later(1)), an_event("a"), an_event("c", "e" * 32, at=later(2)))
    acknowledge(store, "c")
    assert outbox.read_unsent_summary(store.read()) == (2, "2026-11-24T12:00:00.000000+00:00")


def test_what_the_desk_has_to_mend(store: Store) -> None:
    add(store, an_event("a"), an_event("b", OTHER_CASE))
    reject(store, "a")
    result = outbox.select_refused_events(store.read())
    assert [(finding.id[0], finding.code, finding.detail) for finding in result] == [("a", "bad-event", "body")]
    body = sealing.unlock_bytes(CASE_KEY, result[0].kept, f"event:{'a' * 32}")
    assert json.loads(body)["sequence"] == 1
    add(store, an_event("c", replaces="a"))
    assert outbox.select_refused_events(store.read()) == []


def test_what_was_set_aside_asks_for_nothing_and_frees_its_place(store: Store) -> None:
    add(store, an_event("a"), an_event("b", sequence=2))
    acknowledge(store, "a")
    reject(store, "b")
    assert outbox.read_next_place(store.read(), CASE) == (3, "")
    dismiss(store, "b")
    assert outbox.select_refused_events(store.read()) == []
    assert outbox.read_next_place(store.read(), CASE) == (2, "b" * 32)
    add(store, an_event("c", sequence=2, replaces="b"))
    assert outbox.read_next_place(store.read(), CASE) == (3, "")
    assert due(store) == "c"


def test_the_next_place_of_a_stream_begins_at_one_and_what_waits_behind_is_known(store: Store) -> None:
    assert outbox.read_next_place(store.read(), CASE) == (1, "")
    add(store, an_event("a"), an_event("c", sequence=3), an_event("b", sequence=2), an_event("d", OTHER_CASE, 2))
    assert [event.id[0] for event in outbox.select_events_behind(store.read(), CASE, 1)] == ["b", "c"]


def test_the_current_event_is_the_one_no_other_replaces(store: Store) -> None:
    add(store, an_event("a"), an_event("b", replaces="a"), an_event("c", sequence=2, type_="supplement"))
    event = outbox.read_newest_event(store.read(), CASE, "submitted")
    assert event is not None and event.id == "b" * 32
    assert outbox.read_newest_event(store.read(), OTHER_CASE, "submitted") is None


def test_the_history_of_a_reference_says_what_became_of_each(store: Store) -> None:
    add(store, an_event("a"), an_event("b", replaces="a", at=later(1)), an_event("x", OTHER_CASE, reference="SA9K"))
    add(store, an_event("c", sequence=2, type_="supplement", at=later(2)))
    reject(store, "a")
    acknowledge(store, "b")
    reject(store, "c")
    dismiss(store, "c")
    events = outbox.select_event_history(store.read(), "SA1001K")
    assert [row.id[0] for row in events] == ["a", "b", "c"]
    assert [bool(event.replaced) for event in events] == [True, False, False]
    assert [bool(event.acknowledged_at) for event in events] == [False, True, False]
    assert [bool(event.dismissed_at) for event in events] == [False, False, True]


def test_the_newest_moment_leaves_out_what_was_there_when_the_desk_said_the_date(store: Store) -> None:
    assert outbox.read_newest_moment(store.read()) is None
    add(store, an_event("a", at=later(600)))
    assert outbox.count_events(store.read()) == 1
    assert outbox.read_newest_moment(store.read()) == later(600)
    assert outbox.read_newest_moment(store.read(), after=1) is None
    add(store, an_event("b", OTHER_CASE, at=later(1)))
    assert outbox.read_newest_moment(store.read(), after=1) == later(1)


def test_all_that_is_due_in_the_order_of_the_wire(linked: Box) -> None:
    first, second = submitted(linked), submitted(linked)
    supplemented(linked, first.reference)
    db = linked.store.read()
    due = outbox.select_due_events(db, 100)
    ids = [event_id for event_id, _ in file_transfers.select_due_event_ids(db)]
    assert ids == [event.id for event in due] and len(ids) == 3
    assert [size for _, size in file_transfers.select_due_event_ids(db)] == [len(event.sealed) for event in due]
    assert file_transfers.select_events_by_id(db, [ids[2], "0" * 32, ids[0]]) == [due[2], due[0]]
    assert second.reference in {event.reference for event in due}


ID = "a" * 32


def test_a_refused_event_names_the_service_of_its_case_if_it_has_one() -> None:
    for column, service in [("etat-civil", "etat-civil"), ("", "")]:
        row = {
            "id": ID, "stream": CASE, "sequence": 2, "type": "supplement", "reference": "SA1001K", "kept": b"locked",
            "code": "bad-event", "detail": "body", "rejected_at": stamp(NOON), "service_id": column,
        }  # fmt: skip
        (read,) = read_rows(RefusedEvent, [row])
        assert (read.type, read.rejected_at, read.service_id) == (EventType.SUPPLEMENT, NOON, service)
        assert "locked" not in repr(read)


def test_the_counter_starts_with_four_digits_and_never_goes_back(store: Store) -> None:
    assert counters.read_reference_counter(store.read()) == 1000
    for counter, stands in ((1042, 1042), (1007, 1042), (2000, 2000)):
        with store.write() as db:
            counters.update_reference_counter(db, counter)
        assert counters.read_reference_counter(store.read()) == stands
    store.close()
    assert counters.read_reference_counter(Store(store.path, KEY).read()) == 2000


def test_the_last_note_about_the_clock_counts(store: Store) -> None:
    assert upkeep_notes.read_clock_note(store.read()) is None
    assert upkeep_notes.read_confirmed_event_count(store.read()) == 0
    with store.write() as db:
        upkeep_notes.insert_clock_confirmation(db, NOON, offset_days=-2, events=7)
        upkeep_notes.insert_clock_doubt(db, later(1), DoubtReason.JUMPED, -2)
    assert upkeep_notes.read_clock_note(store.read()) == ClockNote(later(1), DoubtReason.JUMPED, -2)
    assert upkeep_notes.read_confirmed_event_count(store.read()) == 7


def test_the_moment_that_was_reached_is_the_one_noted_last_else_that_of_the_newest_line(store: Store) -> None:
    assert upkeep_notes.read_reached_moment(store.read()) is None
    with store.write() as db:
        journal.insert_journal_line(db, later(3), JournalAction.SET_UP)
    assert upkeep_notes.read_reached_moment(store.read()) == later(3)
    for noted in (later(9), NOON):
        with store.write() as db:
            upkeep_notes.save_reached_moment(db, noted)
        assert upkeep_notes.read_reached_moment(store.read()) == noted, "the desk may put a date back"


NOW = datetime(2026, 11, 27, 9, tzinfo=UTC)


def made(number: int, days_ago: int = 0) -> BundleRow:
    at = NOW - timedelta(days=days_ago)
    return BundleRow(f"{number:032x}", "SA", "ab" * 32, at, "e" * 32, 3, 900)


def test_only_what_was_written_to_its_end_is_shown_newest_first(store: Store) -> None:
    with store.write() as db:
        for number, days in ((1, 3), (2, 1), (3, 2)):
            file_transfers.insert_bundle(db, made(number, days))
        for number in (1, 2):
            file_transfers.mark_bundle_made(db, f"{number:032x}", 1234)
    shown = file_transfers.select_latest_bundles(store.read())
    assert [(bundle.id[-1], bundle.bytes, bundle.made) for bundle in shown] == [("2", 1234, True), ("1", 1234, True)]


def test_an_answer_that_was_taken_is_noted(store: Store) -> None:
    with store.write() as db:
        file_transfers.insert_bundle(db, made(1))
    assert file_transfers.read_bundle(store.read(), f"{1:032x}") == made(1)
    with store.write() as db:
        file_transfers.mark_bundle_answered(db, f"{1:032x}", NOW)
    kept = file_transfers.read_bundle(store.read(), f"{1:032x}")
    assert kept is not None and kept.answered_at == NOW
    assert file_transfers.read_bundle(store.read(), "0" * 32) is None


def test_a_bundle_of_years_ago_is_forgotten(store: Store) -> None:
    with store.write() as db:
        file_transfers.insert_bundle(db, made(1, 500))
        file_transfers.insert_bundle(db, made(2))
        assert file_transfers.delete_old_bundles(db, NOW - timedelta(days=400)) == 1
    assert file_transfers.read_bundle(store.read(), f"{1:032x}") is None


@pytest.fixture
def renumbered(store: Store) -> Store:
    """A case that was submitted as SA1001K, and is SA2001K now; what was added to it waits under the old number."""
    with store.write() as db:
        cases.insert_case(db, a_case(), CASE_KEY)
        cases.insert_submission(db, a_submission(), CASE_KEY)
        outbox.insert_event(db, an_event("a"), CASE_KEY)
        outbox.insert_event(db, an_event("b", sequence=2, type_="supplement"), CASE_KEY)
        outbox.insert_rejection(db, "a" * 32, NOON, "reference-taken", "reference")
        counters.update_case_reference(db, CASE, "SA2001K", 2001, NOON, "reference-taken")
        outbox.insert_event(db, an_event("c", replaces="a", reference="SA2001K"), CASE_KEY)
    return store


def ids(store: Store, reference: str) -> str:
    return "".join(sorted(row.id[0] for row in outbox.select_event_history(store.read(), reference)))


def test_a_case_says_what_its_numbers_were_and_is_found_by_them(renumbered: Store) -> None:
    db = renumbered.read()
    assert counters.select_former_references(db, CASE) == ("SA1001K",)
    assert counters.select_present_references(db, "SA1001K") == ("SA2001K",)
    assert (counters.select_present_references(db, "SA2001K"), counters.select_former_references(db, OTHER_CASE)) == (
        (),
        (),
    )
    assert cases.read_submission_by_reference(db, "SA1001K") is None
    assert [row.reference for row in cases.select_submitted_cases(db, ["etat-civil"])] == ["SA2001K"]


def test_all_that_happened_to_a_case_is_told_under_its_number_of_today(renumbered: Store) -> None:
    """The other number is another case's, whose history it does not touch."""
    with renumbered.write() as db:
        outbox.insert_event(db, an_event("d", stream=OTHER_CASE, type_="supplement"), CASE_KEY)
    assert ids(renumbered, "SA2001K") == "abc"
    assert ids(renumbered, "SA1001K") == "d"


def test_the_numbers_that_the_hub_has_not_taken_are_known(renumbered: Store) -> None:
    assert counters.select_unreceived_references(renumbered.read()) == ("SA2001K",)
    with renumbered.write() as db:
        outbox.insert_rejection(db, "c" * 32, NOON, "wrong-site", "reference")
    assert counters.select_unreceived_references(renumbered.read()) == ("SA2001K",)
    with renumbered.write() as db:
        outbox.insert_event(db, an_event("e", replaces="c", reference="SA2001K"), CASE_KEY)
        outbox.insert_acknowledgement(db, "e" * 32, NOON, b"", b"", "")
    assert counters.select_unreceived_references(renumbered.read()) == ()


def test_whoever_is_to_be_told_is_listed_for_their_service_until_it_is_done(renumbered: Store) -> None:
    db = renumbered.read()
    (changed,) = counters.select_numbers_to_tell(db, ["etat-civil"])
    assert (changed.case_id, changed.former, changed.reference) == (CASE, "SA1001K", "SA2001K")
    assert counters.select_numbers_to_tell(db, ["ccas"]) == []
    with renumbered.write() as db:
        counters.mark_number_told(db, CASE, NOON)
    assert counters.select_numbers_to_tell(renumbered.read(), ["etat-civil"]) == []


@pytest.fixture
def parcel(box: Box, nadia: Actor) -> file_transfers.ParcelRow:
    """A file whose event the hub has taken."""
    enrolled(box)
    taken(box, submitted_with_file(box, nadia)[0])
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
        taken(box, submitted_with_file(box, nadia)[0])
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
