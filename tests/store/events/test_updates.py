"""What the hub says of cases and of itself, and what becomes of events."""

from datetime import timedelta
from typing import Any

import pytest
from msgspec.structs import replace

from kiosk.clock import moment
from kiosk.domain.proofs.signed_statement import SignedStatement
from kiosk.store import outbox, updates
from kiosk.store.database import Database, Store
from kiosk.store.outbox import Enrolment
from kiosk.store.updates import NewUpdate
from tests.store.conftest import CASE, CASE_KEY, NOON, OTHER_CASE, an_event, later, sealed_to


def an_update(cursor: int, reference: str = "SA1001K", **more: Any) -> NewUpdate:
    at = "2026-11-24T13:00:00+00:00"
    update = NewUpdate(f"u{cursor}", "e1", cursor, reference, "state", "in_progress", at, "etat-civil", b"sealed")
    return replace(update, **more)


def keep(store: Store, *said: NewUpdate) -> None:
    with store.write() as db:
        for item in said:
            updates.insert_update(db, item, NOON)


def bodies(store: Store) -> list[bytes]:
    return [update.body for update in updates.select_updates(store.read(), "SA1001K")]


def test_an_update_is_kept_in_the_order_it_came(store: Store) -> None:
    keep(store, an_update(3), an_update(2, "SA1002W"), an_update(1, kind="accuse", state="received"))
    updates_read = updates.select_updates(store.read(), "SA1001K")
    assert [(row.id, row.kind, row.state) for row in updates_read] == [
        ("u3", "state", "in_progress"), ("u1", "accuse", "received"),
    ]  # fmt: skip
    newest = updates_read[0]
    assert (newest.service_id, newest.body, newest.received_at) == ("etat-civil", b"sealed", NOON)
    assert updates.read_update_row(store.read(), "u3") == updates_read[0]
    assert updates.read_update_row(store.read(), "u9") is None
    assert updates.select_updates(store.read(), "SA1009K") == []


def test_the_same_update_again_changes_nothing_but_where_the_hub_is_asked_on(store: Store) -> None:
    keep(store, an_update(1))
    keep(store, replace(an_update(1, state="accepted"), cursor=7, epoch="e2", body=b"other words"))
    (updates_read,) = updates.select_updates(store.read(), "SA1001K")
    assert (updates_read.state, updates_read.body) == ("in_progress", b"sealed")
    assert updates.read_update_cursor(store.read(), "e2") == 7


def test_the_hub_is_asked_after_the_last_cursor_and_a_restored_one_from_the_start(store: Store) -> None:
    assert updates.read_update_cursor(store.read(), "e1") == 0
    keep(store, an_update(7), an_update(9, "SA1002W"), an_update(8))
    assert updates.read_update_cursor(store.read(), "e1") == 9
    assert updates.read_update_cursor(store.read(), "e2") == 0


def test_what_the_desk_was_shown_keeps_the_first_moment(store: Store) -> None:
    keep(store, an_update(1), an_update(2))
    with store.write() as db:
        updates.mark_update_rows_seen(db, ("u1",), later(1))
        updates.mark_update_rows_seen(db, ("u1",), later(2))
    assert [row.seen_at for row in updates.select_updates(store.read(), "SA1001K")] == [later(1), None]


def test_words_that_were_read_long_ago_go_and_that_there_were_some_stays(store: Store) -> None:
    keep(store, an_update(1))
    with store.write() as db:
        assert updates.wipe_seen_updates(db, later(9)) == 0, "nobody has read them"
        updates.mark_update_rows_seen(db, ("u1",), later(1))
        updates.mark_update_rows_seen(db, ("u1",), later(8))
        assert updates.wipe_seen_updates(db, later(1)) == 0
        assert updates.wipe_seen_updates(db, later(2)) == 1
        assert updates.wipe_seen_updates(db, later(2)) == 0
    assert bodies(store) == [b""]
    assert updates.select_updates(store.read(), "SA1001K")[0].state == "in_progress"


def test_what_the_hub_had_said_of_a_case_before_it_was_to_be_erased_goes_read_or_not(store: Store) -> None:
    keep(store, an_update(1), an_update(2, "SA1002W"), an_update(3))
    with store.write() as db:
        updates.wipe_update_words(db, "SA1001K", NOON)
    assert bodies(store) == [b"sealed", b"sealed"], "what came since is the answer to that"
    with store.write() as db:
        updates.wipe_update_words(db, "SA1001K", later(1))
    assert bodies(store) == [b"", b""]
    assert [update.body for update in updates.select_updates(store.read(), "SA1002W")] == [b"sealed"]


def add(store: Store, letter: str, stream: str = CASE, sequence: int = 1, reference: str = "SA1001K") -> None:
    with store.write() as db:
        event = an_event(letter, stream, sequence, reference=reference)
        outbox.insert_event(db, event, CASE_KEY, sealed_to(event))


def acknowledge(store: Store, letter: str, minutes: float = 9, statement: bytes = b"statement") -> None:
    with store.write() as db:
        outbox.insert_acknowledgement(db, letter * 32, later(minutes), statement, b"signature", "key")


def due(store: Store) -> str:
    return "".join(event.id[0] for event in outbox.select_due_events(store.read(), 100))


def test_an_acknowledgement_is_kept_with_what_the_hub_signed(store: Store) -> None:
    add(store, "a")
    assert outbox.read_acknowledged_moment(store.read(), "a" * 32) is None
    acknowledge(store, "a")
    assert outbox.read_acknowledged_moment(store.read(), "a" * 32) == later(9)
    assert list(store.read().query("SELECT statement, signature, key FROM acknowledgements")) == [
        {"statement": b"statement", "signature": b"signature", "key": "key"}
    ]


def test_one_that_comes_again_takes_the_place_of_the_first(store: Store) -> None:
    """A hub that was restored signs again: it is held by the newest of what it said."""
    add(store, "a")
    acknowledge(store, "a")
    acknowledge(store, "a", 20, b"again")
    assert outbox.read_acknowledged_moment(store.read(), "a" * 32) == later(20)
    assert next(store.read().query("SELECT count(*) AS many, max(statement) AS said FROM acknowledgements"), None) == {
        "many": 1, "said": b"again",
    }  # fmt: skip


def test_sending_is_noted_before_the_first_send(store: Store) -> None:
    add(store, "a")
    add(store, "b", OTHER_CASE)
    with store.write() as db:
        outbox.insert_sends(db, [sealed_to(an_event("a"))], later(1))
        outbox.insert_sends(db, [sealed_to(an_event("a"))], later(2))
    waiting = outbox.select_waiting_events(store.read())
    assert [(row.id[0], row.sent) for row in waiting] == [("a", True), ("b", False)]
    assert list(store.read().query("SELECT first_at FROM sends")) == [{"first_at": "2026-11-24T12:01:00.000000+00:00"}]


def test_a_hub_restored_from_a_copy_is_sent_again_what_is_still_here(store: Store) -> None:
    for letter, stream in (("a", CASE), ("b", OTHER_CASE), ("c", "e" * 32)):
        add(store, letter, stream)
    acknowledge(store, "a", 1)
    acknowledge(store, "b", 5)
    with store.write() as db:
        assert outbox.wipe_sealed_bytes(db, later(3)) == 1
        assert outbox.requeue_all_events(db) == 1
        assert outbox.requeue_all_events(db) == 0
    assert due(store) == "bc"


def test_what_waits_for_the_hub_is_never_wiped(store: Store) -> None:
    add(store, "a")
    with store.write() as db:
        assert outbox.wipe_sealed_bytes(db, later(1_000_000)) == 0
    assert due(store) == "a"


def test_what_a_restored_hub_is_sent_again_is_kept_until_it_is_acknowledged_again(store: Store) -> None:
    """Found by the fault rig (`trials.rig`): it was wiped on its thirtieth day, while it waited for a line."""
    add(store, "a")
    acknowledge(store, "a", 1)
    with store.write() as db:
        assert outbox.requeue_all_events(db) == 1
        assert outbox.wipe_sealed_bytes(db, later(1_000_000)) == 0
    acknowledge(store, "a", 20)
    with store.write() as db:
        assert outbox.wipe_sealed_bytes(db, later(1_000_000)) == 1


def test_a_deposit_is_kept_as_long_as_what_was_added_to_it(store: Store) -> None:
    """A restored hub that lacks both takes the addition only after the deposit."""
    add(store, "a")
    add(store, "b", sequence=2)
    acknowledge(store, "a", 1)
    acknowledge(store, "b", 100)
    with store.write() as db:
        assert outbox.wipe_sealed_bytes(db, later(50)) == 0
        assert outbox.requeue_all_events(db) == 2
    assert due(store) == "ab"


def test_a_body_that_is_wiped_leaves_that_it_was_and_when(store: Store) -> None:
    add(store, "a")
    add(store, "b", sequence=2)
    add(store, "c", OTHER_CASE)
    with store.write() as db:
        outbox.wipe_event_bodies(db, CASE)
    kept = [outbox.read_event(store.read(), letter * 32) for letter in "abc"]
    assert [bool(item.kept) for item in kept if item] == [False, False, True]
    assert [item.sha256 for item in kept if item] == [an_event(*item).sha256 for item in (("a",), ("b", CASE, 2), "c")]
    assert len(outbox.select_event_history(store.read(), "SA1001K")) == 3


def test_the_first_refusal_counts_and_so_does_the_first_setting_aside(store: Store) -> None:
    add(store, "a")
    with store.write() as db:
        for minutes, code in ((1, "bad-event"), (2, "closed-case")):
            outbox.insert_rejection(db, "a" * 32, later(minutes), code, "")
            outbox.insert_dismissal(db, "a" * 32, later(minutes + 5))
    result = outbox.select_event_history(store.read(), "SA1001K")[0]
    assert (result.code, result.rejected_at, result.dismissed_at) == ("bad-event", later(1), later(6))


def test_a_refused_event_counts_until_it_is_set_aside(store: Store) -> None:
    add(store, "a")
    assert outbox.count_unmended_events(store.read()) == 0
    with store.write() as db:
        outbox.insert_rejection(db, "a" * 32, later(1), "bad-event", "")
    assert outbox.count_unmended_events(store.read()) == 1
    with store.write() as db:
        outbox.insert_dismissal(db, "a" * 32, later(2))
    assert outbox.count_unmended_events(store.read()) == 0


AT = moment("2026-11-26T09:00:00+00:00")
UPDATE, DOCUMENT = "c" * 32, "d" * 32
CHUNKS = (b"1" * 32, b"2" * 32)


def _update(db: Database) -> None:
    new = NewUpdate(UPDATE, "e" * 32, 1, "SA1001G", "state", "accepted", AT.isoformat(), "etat-civil", b"sealed")
    updates.insert_update(db, new, AT)
    updates.insert_given_document(db, DOCUMENT, UPDATE, "etat-civil", 5)


@pytest.fixture
def expected(store: Store) -> Store:
    with store.write() as db:
        _update(db)
    return store


def test_it_is_whole_once_every_chunk_came_in_any_order_and_twice(expected: Store) -> None:
    (waits,) = updates.select_documents_to_fetch(expected.read(), AT)
    assert (waits.id, waits.chunks, waits.is_whole) == (DOCUMENT, (), False)
    with expected.write() as db:
        updates.save_document_manifest(db, DOCUMENT, "desk", b"key", CHUNKS)
        for place, chunk in ((1, b"zwei"), (0, b"eins"), (1, b"other")):
            updates.insert_document_chunk(db, DOCUMENT, place, chunk)
    kept = updates.read_update_document(expected.read(), UPDATE)
    assert kept and kept.is_whole and (kept.service_id, kept.made_of, kept.chunks) == ("desk", b"key", CHUNKS)
    assert list(updates.select_document_chunks(expected.read(), DOCUMENT)) == [b"eins", b"zwei"]
    assert updates.select_documents_to_fetch(expected.read(), AT) == []


def test_what_the_hub_had_not_is_asked_again_after_a_while(expected: Store) -> None:
    with expected.write() as db:
        updates.update_document_asked(db, DOCUMENT, AT)
    assert updates.select_documents_to_fetch(expected.read(), AT) == []
    assert len(updates.select_documents_to_fetch(expected.read(), AT + timedelta(seconds=1))) == 1


def test_it_begins_again_where_it_was_not_what_was_promised(expected: Store) -> None:
    with expected.write() as db:
        updates.save_document_manifest(db, DOCUMENT, "etat-civil", b"key", CHUNKS)
        updates.insert_document_chunk(db, DOCUMENT, 0, b"eins")
        updates.delete_document_chunks(db, DOCUMENT)
    kept = updates.read_update_document(expected.read(), UPDATE)
    assert kept and (kept.chunks, kept.there) == ((), 0)


def test_it_goes_with_the_words_and_does_not_come_back(expected: Store) -> None:
    with expected.write() as db:
        updates.save_document_manifest(db, DOCUMENT, "etat-civil", b"key", CHUNKS)
        updates.insert_document_chunk(db, DOCUMENT, 0, b"eins")
        updates.mark_update_rows_seen(db, [UPDATE], AT)
        updates.wipe_seen_updates(db, AT + timedelta(days=1))
        _update(db)  # the hub was put back, and says it again
        updates.insert_document_chunk(db, DOCUMENT, 1, b"late")
    assert updates.read_update_document(expected.read(), UPDATE) is None
    assert list(updates.select_document_chunks(expected.read(), DOCUMENT)) == []


def test_the_last_statement_takes_the_place_of_the_one_before(store: Store) -> None:
    assert outbox.read_hub_standing(store.read()) is None
    with store.write() as db:
        outbox.save_hub_standing(db, SignedStatement(b"first", b"1"), NOON)
        outbox.save_hub_standing(db, SignedStatement(b"second", b"2"), later(1))
    assert outbox.read_hub_standing(store.read()) == SignedStatement(b"second", b"2")
    with store.write() as db:
        outbox.delete_hub_standing(db)
    assert outbox.read_hub_standing(store.read()) is None


def test_the_newest_acknowledgement_is_this_hubs(store: Store) -> None:
    assert outbox.read_last_acknowledgement(store.read(), "hub") is None
    with store.write() as db:
        for letter, key in (("a", "hub"), ("b", "hub"), ("c", "another hub")):
            outbox.insert_event(db, an_event(letter, stream=letter * 32), CASE_KEY)
            outbox.insert_acknowledgement(db, letter * 32, NOON, letter.encode(), b"s", key)
    assert outbox.read_last_acknowledgement(store.read(), "hub") == SignedStatement(b"b", b"s")


HUB = Enrolment("https://hub.example", "Pays de Saint-Aubin", "token", "0" * 64, bytes(32), "epoch")


def test_a_box_stands_alone_until_it_is_enrolled(store: Store) -> None:
    assert outbox.read_enrolment(store.read()) is None
    with store.write() as db:
        outbox.insert_enrolment(db, HUB, NOON)
    assert outbox.read_enrolment(store.read()) == HUB


def test_the_newest_enrolment_counts_and_the_old_one_is_not_forgotten(store: Store) -> None:
    other = replace(HUB, url="https://other.example", token="another")
    with store.write() as db:
        outbox.insert_enrolment(db, HUB, later(5))
        outbox.insert_enrolment(db, other, NOON)
    assert outbox.read_enrolment(store.read()) == other, "a clock that was put back does not bring the old one back"
    assert store.read().table("enrolments").count_where() == 2


def test_a_hub_that_changes_its_key_is_followed_under_the_identity_that_was_pinned(store: Store) -> None:
    with store.write() as db:
        outbox.insert_enrolment(db, replace(HUB, url="https://old.example"), NOON)
        outbox.insert_enrolment(db, HUB, NOON)
        outbox.update_hub_key(db, b"k" * 32, "2026-12-01", "another epoch")
    expected = replace(HUB, seal_key=b"k" * 32, key_made_at="2026-12-01", epoch="another epoch")
    assert outbox.read_enrolment(store.read()) == expected
    assert store.read().table("enrolments").count_where("epoch = 'epoch'") == 1
