"""Tables that keep what happened, and the indexes and states that are computed from them."""

from datetime import timedelta

import pytest
import sqlcipher3.dbapi2 as driver
from msgspec.structs import replace

from kiosk.domain.events.event import UNSAID
from kiosk.store import cases, open_answers, outbox, updates, wrapped_keys
from kiosk.store.cases import CaseStateRow
from kiosk.store.database import Database, Store
from kiosk.store.updates import NewUpdate
from kiosk.store.wrapped_keys import KeyKind
from tests.store.conftest import CASE, CASE_KEY, NOON, OTHER_CASE, a_case, a_submission, an_event, sealed_to
from tests.store.test_work import an_update

INDEXES = ("unmended", "unsubmitted", "expiries")


def test_the_index_of_unanswered_events_says_what_the_facts_say(store: Store) -> None:
    with store.write() as db:
        for letter in "abcd":
            outbox.insert_event(db, an_event(letter, stream=letter * 32), CASE_KEY)
        outbox.insert_acknowledgement(db, "a" * 32, NOON, b"", b"", "")
        outbox.insert_rejection(db, "b" * 32, NOON, "bad-event", "")
        outbox.insert_dismissal(db, "c" * 32, NOON)
    assert list(store.read().query("SELECT event_id FROM unanswered")) == [{"event_id": "d" * 32}]


def test_one_place_in_a_stream_holds_one_event(store: Store) -> None:
    with store.write() as db:
        outbox.insert_event(db, an_event("a"), CASE_KEY)
    with pytest.raises(driver.IntegrityError), store.write() as db:
        outbox.insert_event(db, an_event("b"), CASE_KEY)
    with store.write() as db:
        outbox.insert_event(db, an_event("c", replaces="a"), CASE_KEY)
    with pytest.raises(driver.IntegrityError), store.write() as db:
        outbox.insert_event(db, an_event("d", replaces="a"), CASE_KEY)


def test_the_states_of_a_case(store: Store) -> None:
    def state() -> str:
        result = cases.read_case_state(store.read(), CASE)
        return result.state if result else ""

    seen = []
    with store.write() as db:
        cases.insert_case(db, a_case(), CASE_KEY)
    seen.append(state())
    with store.write() as db:
        cases.insert_submission(db, a_submission(), CASE_KEY)
        outbox.insert_event(db, an_event("a"), CASE_KEY)
    seen.append(state())
    with store.write() as db:
        outbox.insert_sends(db, [sealed_to(an_event("a"))], NOON)
    seen.append(state())
    with store.write() as db:
        outbox.insert_rejection(db, "a" * 32, NOON, "bad-event", "")
    seen.append(state())
    with store.write() as db:
        outbox.insert_event(db, an_event("b", replaces="a"), CASE_KEY)
    seen.append(state())
    with store.write() as db:
        outbox.insert_acknowledgement(db, "b" * 32, NOON, b"", b"", "")
    seen.append(state())
    for cursor, hub_state in enumerate(("received", "in_progress", "accepted"), start=1):
        with store.write() as db:
            update = NewUpdate(
                hub_state,
                "epoch",
                cursor,
                "SA1001K",
                "state",
                hub_state,
                "2026-11-24T13:00:00+00:00",
                "etat-civil",
                b"sealed",
            )
            updates.insert_update(db, update, NOON)
        seen.append(state())
    assert seen == [
        "draft", "submitted", "sending", "needs_attention", "submitted",
        "received", "received", "in_progress", "accepted",
    ]  # fmt: skip


def test_what_is_only_prepared_is_never_called_received(store: Store) -> None:
    with store.write() as db:
        cases.insert_case(db, a_case(), CASE_KEY)
        cases.insert_submission(db, a_submission(kind="prepared"), CASE_KEY)
        outbox.insert_event(db, an_event("a"), CASE_KEY)
        outbox.insert_acknowledgement(db, "a" * 32, NOON, b"", b"", "")
    state = cases.read_case_state(store.read(), CASE)
    assert state is not None and state.state == "prepared"


def test_only_a_refused_case_can_be_mended_not_one_with_a_refused_supplement(store: Store) -> None:
    with store.write() as db:
        cases.insert_case(db, a_case(), CASE_KEY)
        cases.insert_submission(db, a_submission(), CASE_KEY)
        outbox.insert_event(db, an_event("a"), CASE_KEY)
        outbox.insert_acknowledgement(db, "a" * 32, NOON, b"", b"", "")
        outbox.insert_event(db, an_event("b", sequence=2, type_="supplement"), CASE_KEY)
        outbox.insert_rejection(db, "b" * 32, NOON, "closed-case", "")
    state = cases.read_case_state(store.read(), CASE)
    assert state is not None and (state.state, state.mendable, state.unsent) == ("needs_attention", 0, 0)
    assert store.read().view("attention").count_where() == 1


def kept(store: Store) -> None:
    """A case the hub has, with a withdrawal that waits."""
    with store.write() as db:
        cases.insert_case(db, a_case(), CASE_KEY)
        cases.insert_submission(db, a_submission(), CASE_KEY)
        outbox.insert_event(db, an_event("a"), CASE_KEY)
        outbox.insert_acknowledgement(db, "a" * 32, NOON, b"", b"", "")
        outbox.insert_event(db, an_event("b", sequence=2, type_="withdrawal"), CASE_KEY)


def state(store: Store) -> CaseStateRow:
    result = cases.read_case_state(store.read(), CASE)
    assert result is not None
    return result


def hear(store: Store, cursor: int, said: str) -> None:
    update = NewUpdate(
        said, "epoch", cursor, "SA1001K", "state", said, "2026-11-24T13:00:00+00:00", "etat-civil", b"sealed"
    )
    with store.write() as db:
        updates.insert_update(db, update, NOON)


def test_asked_for_then_withdrawn(store: Store) -> None:
    kept(store)
    seen = [(state(store).state, state(store).unsent)]
    hear(store, 1, "in_progress")
    seen.append((state(store).state, state(store).unsent))
    with store.write() as db:
        outbox.insert_acknowledgement(db, "b" * 32, NOON, b"", b"", "")
    seen.append((state(store).state, state(store).unsent))
    hear(store, 2, "withdrawn")
    seen.append((state(store).state, state(store).unsent))
    assert seen == [("withdrawing", 1), ("withdrawing", 1), ("withdrawn", 0), ("withdrawn", 0)]


def test_what_the_hub_has_decided_meanwhile_is_what_is_shown(store: Store) -> None:
    kept(store)
    hear(store, 1, "accepted")
    assert state(store).state == "accepted"
    with store.write() as db:
        outbox.insert_rejection(db, "b" * 32, NOON, "closed-case", "")
    assert (state(store).state, state(store).mendable) == ("needs_attention", 0)
    with store.write() as db:
        outbox.insert_dismissal(db, "b" * 32, NOON)
    assert state(store).state == "accepted"


def test_another_sites_withdrawal_is_told_by_the_hub(store: Store) -> None:
    with store.write() as db:
        cases.insert_case(db, a_case(), CASE_KEY)
        cases.insert_submission(db, a_submission(), CASE_KEY)
        outbox.insert_event(db, an_event("a"), CASE_KEY)
        outbox.insert_acknowledgement(db, "a" * 32, NOON, b"", b"", "")
    hear(store, 1, "withdrawn")
    assert state(store).state == "withdrawn"


def _held(db: Database) -> dict[str, list[dict[str, object]]]:
    return {table: list(db.query(f"SELECT * FROM {table} ORDER BY 1")) for table in INDEXES}


def _lived(db: Database) -> None:
    """A case that the hub has taken, a draft, and an event that it refused."""
    for case in (a_case(), a_case(OTHER_CASE)):
        cases.insert_case(db, case, CASE_KEY)
        wrapped_keys.save_wrapped_key(db, case.id, KeyKind.SERVICE, "etat-civil", b"wrapped")
    cases.insert_submission(db, a_submission(), CASE_KEY)
    outbox.insert_event(db, an_event("a"), CASE_KEY)
    outbox.insert_event(db, an_event("b", sequence=2), CASE_KEY)
    outbox.insert_acknowledgement(db, "a" * 32, NOON, b"", b"", "")
    outbox.insert_rejection(db, "b" * 32, NOON, "bad-event", "")


def test_an_index_follows_what_happens(store: Store) -> None:
    with store.write() as db:
        _lived(db)
        outbox.insert_event(db, an_event("c", sequence=2, replaces="b"), CASE_KEY)
        assert _held(db)["unmended"] == []
        cases.mark_draft_discarded(db, OTHER_CASE, NOON)
        assert _held(db)["unsubmitted"] == []
        assert wrapped_keys.select_expired_subjects(db, NOON + timedelta(days=400)) == []
        outbox.insert_acknowledgement(db, "c" * 32, NOON, b"", b"", "")
        assert wrapped_keys.select_expired_subjects(db, NOON + timedelta(days=29)) == []
        assert wrapped_keys.select_expired_subjects(db, NOON + timedelta(days=30)) == [CASE]
        cases.end_case_retention(db, a_submission().reference)
        assert wrapped_keys.select_expired_subjects(db, NOON) == [CASE]
        wrapped_keys.delete_subject_keys(db, CASE)
        assert _held(db)["expiries"] == []


def waiting(store: Store) -> list[str]:
    return [row.update.id for row in open_answers.select_open_answers(store.read(), {"etat-civil"}, 10)]


@pytest.mark.parametrize("kind", UNSAID)
def test_word_of_an_addition_or_of_a_tick_leaves_the_answer_open(store: Store, kind: str) -> None:
    with store.write() as db:
        updates.insert_update(db, an_update(1, "SA11", "incomplete"), NOON)
        updates.insert_update(db, replace(an_update(2, "SA11", "incomplete"), kind=kind), NOON)
        updates.insert_update(db, an_update(3, "SA22", "incomplete"), NOON)
    assert waiting(store) == ["u1", "u3"]
    with store.write() as db:
        open_answers.insert_done_answer(db, "u1", "m", NOON)
        updates.insert_update(db, replace(an_update(4, "SA11", "incomplete"), kind=kind), NOON)
    assert waiting(store) == ["u3"]
    with store.write() as db:
        open_answers.delete_done_answer(db, "u1")
    assert waiting(store) == ["u1", "u3"]


def test_a_newer_answer_still_takes_the_place_of_an_older_one(store: Store) -> None:
    with store.write() as db:
        updates.insert_update(db, an_update(1, "SA11", "incomplete"), NOON)
        updates.insert_update(db, replace(an_update(2, "SA11", "incomplete"), kind="added"), NOON)
        updates.insert_update(db, an_update(3, "SA11", "accepted"), NOON)
    assert waiting(store) == ["u3"]


def test_a_file_that_goes_takes_everything_about_it_along(store: Store) -> None:
    with store.write() as db:
        db.conn.execute("INSERT INTO attachments VALUES ('f', 'of another site', 'proof', 3, x'00', '2026', 'e')")
        db.conn.execute("INSERT INTO attachment_pieces VALUES ('f', 0, x'00')")
        db.conn.execute("INSERT INTO parcels VALUES ('f', 'hash', '', x'')")
        db.conn.execute("INSERT INTO parcel_receipts VALUES ('f', '2026', x'', x'')")
        db.conn.execute("INSERT INTO parcel_refusals VALUES ('f', '2026', 'unknown-attachment', 1)")
        db.conn.execute("DELETE FROM attachments")
        for table in ("attachment_pieces", "parcels", "parcel_receipts", "parcel_refusals"):
            assert list(db.query(f"SELECT * FROM {table}")) == [], table
