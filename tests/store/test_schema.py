"""Tables that keep what happened, and indexes that only find it."""

import pytest
import sqlcipher3.dbapi2 as driver

from kiosk.store import answers, cases, outbox, updates
from kiosk.store.database import Store, number, rows
from kiosk.store.schema import migrations
from tests.store.conftest import CASE, CASE_KEY, KEY, NOON, a_case, a_submission, an_event, sealed_to

INDEXES = {"unanswered", "unprinted"}
"""Tables that triggers keep, so that a page need not look through everything there ever was."""


def test_opening_again_changes_nothing(store: Store) -> None:
    before = rows(store.read(), "SELECT * FROM sqlite_schema ORDER BY name")
    store.close()
    again = Store(store.path, KEY)
    assert rows(again.read(), "SELECT * FROM sqlite_schema ORDER BY name") == before
    with again.write() as db:
        assert not migrations.pending(db)
    again.close()


def test_every_column_keeps_its_type(store: Store) -> None:
    tables = rows(
        store.read(), "SELECT name, sql FROM sqlite_schema WHERE type = 'table' AND name NOT LIKE '\\_%' ESCAPE '\\'"
    )
    assert len(tables) > 10
    assert [each["name"] for each in tables if not each["sql"].endswith("STRICT")] == []


def test_no_table_keeps_a_state_that_events_already_say(store: Store) -> None:
    """A job's notes and the hub's updates are events themselves."""
    holding = rows(
        store.read(),
        "SELECT t.name FROM sqlite_schema t JOIN pragma_table_info(t.name) c WHERE t.type = 'table'"
        " AND c.name IN ('state', 'status') ORDER BY t.name",
    )
    assert [each["name"] for each in holding] == ["job_states", "updates"]


def test_the_index_of_unanswered_events_says_what_the_facts_say(store: Store) -> None:
    with store.write() as db:
        for letter in "abcd":
            outbox.add(db, an_event(letter, stream=letter * 32), CASE_KEY)
        answers.acknowledge(db, "a" * 32, NOON, b"", b"", "")
        answers.reject(db, "b" * 32, NOON, "bad-event", "")
        answers.dismiss(db, "c" * 32, NOON)
    assert rows(store.read(), "SELECT event_id FROM unanswered") == [{"event_id": "d" * 32}]


def test_looking_at_the_desk_reads_no_more_than_what_is_open(store: Store) -> None:
    """20,000 events cost a page 300 ms before these plans (measured 2026-11)."""
    for view, slow in (
        ("outbox", "SCAN events"),
        ("case_states WHERE case_id = ''", "SCAN events"),
        ("attention", "SCAN events"),
    ):
        plan = [each["detail"] for each in rows(store.read(), f"EXPLAIN QUERY PLAN SELECT * FROM {view}")]
        assert not [step for step in plan if step.startswith(slow)], plan
    for query in (
        "SELECT spool.* FROM unprinted CROSS JOIN spool ON spool.id = unprinted.job_id WHERE state = 'pending'",
        "SELECT count(*) FROM jobs WHERE kind = 'receipt' AND subject = 'x'",
    ):
        plan = [each["detail"] for each in rows(store.read(), f"EXPLAIN QUERY PLAN {query}")]
        assert not [step for step in plan if step.startswith("SCAN job")], plan


def test_one_place_in_a_stream_holds_one_event(store: Store) -> None:
    with store.write() as db:
        outbox.add(db, an_event("a"), CASE_KEY)
    with pytest.raises(driver.IntegrityError), store.write() as db:
        outbox.add(db, an_event("b"), CASE_KEY)
    with store.write() as db:
        outbox.add(db, an_event("c", replaces="a"), CASE_KEY)
    with pytest.raises(driver.IntegrityError), store.write() as db:
        outbox.add(db, an_event("d", replaces="a"), CASE_KEY)


def test_the_states_of_a_case(store: Store) -> None:
    def state() -> str:
        return str((cases.state(store.read(), CASE) or {})["state"])

    seen = []
    with store.write() as db:
        cases.add(db, a_case(), CASE_KEY)
    seen.append(state())
    with store.write() as db:
        cases.submit(db, a_submission(), CASE_KEY)
        outbox.add(db, an_event("a"), CASE_KEY)
    seen.append(state())
    with store.write() as db:
        answers.sending(db, [sealed_to(an_event("a"))], NOON)
    seen.append(state())
    with store.write() as db:
        answers.reject(db, "a" * 32, NOON, "bad-event", "")
    seen.append(state())
    with store.write() as db:
        outbox.add(db, an_event("b", replaces="a"), CASE_KEY)
    seen.append(state())
    with store.write() as db:
        answers.acknowledge(db, "b" * 32, NOON, b"", b"", "")
    seen.append(state())
    for cursor, said in enumerate(("received", "in_progress", "accepted"), start=1):
        with store.write() as db:
            update = {
                "cursor": cursor, "id": said, "reference": "SA1001K", "kind": "state", "state": said,
                "at": "2026-11-24T13:00:00+00:00",
            }  # fmt: skip
            updates.add(db, update, "epoch", "etat-civil", b"sealed", NOON)
        seen.append(state())
    assert seen == [
        "draft", "submitted", "sending", "needs_attention", "submitted",
        "received", "received", "in_progress", "accepted",
    ]  # fmt: skip


def test_what_is_only_prepared_is_never_called_received(store: Store) -> None:
    with store.write() as db:
        cases.add(db, a_case(), CASE_KEY)
        cases.submit(db, a_submission(kind="prepared"), CASE_KEY)
        outbox.add(db, an_event("a"), CASE_KEY)
        answers.acknowledge(db, "a" * 32, NOON, b"", b"", "")
    assert (cases.state(store.read(), CASE) or {})["state"] == "prepared"


def test_only_a_refused_case_can_be_mended_not_one_with_a_refused_supplement(store: Store) -> None:
    with store.write() as db:
        cases.add(db, a_case(), CASE_KEY)
        cases.submit(db, a_submission(), CASE_KEY)
        outbox.add(db, an_event("a"), CASE_KEY)
        answers.acknowledge(db, "a" * 32, NOON, b"", b"", "")
        outbox.add(db, an_event("b", sequence=2, type_="supplement"), CASE_KEY)
        answers.reject(db, "b" * 32, NOON, "closed-case", "")
    found = cases.state(store.read(), CASE) or {}
    assert (found["state"], found["mendable"], found["unsent"]) == ("needs_attention", 0, 0)
    assert number(store.read(), "SELECT count(*) FROM attention") == 1
