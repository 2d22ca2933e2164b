"""Tables that keep what happened, and the states that are computed from them."""

import pytest
import sqlcipher3.dbapi2 as driver

from kiosk.store.cases import cases
from kiosk.store.database import Store, number, rows
from kiosk.store.events import acknowledgements, outbox, updates
from kiosk.store.events.updates import NewUpdate
from tests.store.conftest import CASE, CASE_KEY, NOON, a_case, a_submission, an_event, sealed_to


def test_the_index_of_unanswered_events_says_what_the_facts_say(store: Store) -> None:
    with store.write() as db:
        for letter in "abcd":
            outbox.add(db, an_event(letter, stream=letter * 32), CASE_KEY)
        acknowledgements.acknowledge(db, "a" * 32, NOON, b"", b"", "")
        acknowledgements.reject(db, "b" * 32, NOON, "bad-event", "")
        acknowledgements.dismiss(db, "c" * 32, NOON)
    assert rows(store.read(), "SELECT event_id FROM unanswered") == [{"event_id": "d" * 32}]


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
        result = cases.state(store.read(), CASE)
        return result.state if result else ""

    seen = []
    with store.write() as db:
        cases.add(db, a_case(), CASE_KEY)
    seen.append(state())
    with store.write() as db:
        cases.submit(db, a_submission(), CASE_KEY)
        outbox.add(db, an_event("a"), CASE_KEY)
    seen.append(state())
    with store.write() as db:
        acknowledgements.sending(db, [sealed_to(an_event("a"))], NOON)
    seen.append(state())
    with store.write() as db:
        acknowledgements.reject(db, "a" * 32, NOON, "bad-event", "")
    seen.append(state())
    with store.write() as db:
        outbox.add(db, an_event("b", replaces="a"), CASE_KEY)
    seen.append(state())
    with store.write() as db:
        acknowledgements.acknowledge(db, "b" * 32, NOON, b"", b"", "")
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
            updates.add(db, update, NOON)
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
        acknowledgements.acknowledge(db, "a" * 32, NOON, b"", b"", "")
    state = cases.state(store.read(), CASE)
    assert state is not None and state.state == "prepared"


def test_only_a_refused_case_can_be_mended_not_one_with_a_refused_supplement(store: Store) -> None:
    with store.write() as db:
        cases.add(db, a_case(), CASE_KEY)
        cases.submit(db, a_submission(), CASE_KEY)
        outbox.add(db, an_event("a"), CASE_KEY)
        acknowledgements.acknowledge(db, "a" * 32, NOON, b"", b"", "")
        outbox.add(db, an_event("b", sequence=2, type_="supplement"), CASE_KEY)
        acknowledgements.reject(db, "b" * 32, NOON, "closed-case", "")
    state = cases.state(store.read(), CASE)
    assert state is not None and (state.state, state.mendable, state.unsent) == ("needs_attention", 0, 0)
    assert number(store.read(), "SELECT count(*) FROM attention") == 1
