"""A store from before withdrawals computes the states anew, and loses nothing."""

from kiosk.store.cases import cases
from kiosk.store.cases.case_rows import CaseStanding
from kiosk.store.database import Store, rows
from kiosk.store.events import acknowledgements, outbox, updates
from kiosk.store.events.updates import NewUpdate
from kiosk.store.migrations import m0007_withdrawn
from tests.store.conftest import CASE, CASE_KEY, NOON, a_case, a_submission, an_event


def kept(store: Store) -> None:
    """A case the hub has, with a withdrawal that waits."""
    with store.write() as db:
        cases.add(db, a_case(), CASE_KEY)
        cases.submit(db, a_submission(), CASE_KEY)
        outbox.add(db, an_event("a"), CASE_KEY)
        acknowledgements.acknowledge(db, "a" * 32, NOON, b"", b"", "")
        outbox.add(db, an_event("b", sequence=2, type_="withdrawal"), CASE_KEY)


def state(store: Store) -> CaseStanding:
    result = cases.state(store.read(), CASE)
    assert result is not None
    return result


def hear(store: Store, cursor: int, said: str) -> None:
    update = NewUpdate(
        said, "epoch", cursor, "SA1001K", "state", said, "2026-11-24T13:00:00+00:00", "etat-civil", b"sealed"
    )
    with store.write() as db:
        updates.add(db, update, NOON)


def test_it_can_be_computed_anew_as_often_as_one_likes(store: Store) -> None:
    kept(store)
    before = rows(store.read(), "SELECT * FROM case_states")
    with store.write() as db:
        m0007_withdrawn.migrate(db)
    assert rows(store.read(), "SELECT * FROM case_states") == before


def test_asked_for_then_withdrawn(store: Store) -> None:
    kept(store)
    seen = [(state(store).state, state(store).unsent)]
    hear(store, 1, "in_progress")
    seen.append((state(store).state, state(store).unsent))
    with store.write() as db:
        acknowledgements.acknowledge(db, "b" * 32, NOON, b"", b"", "")
    seen.append((state(store).state, state(store).unsent))
    hear(store, 2, "withdrawn")
    seen.append((state(store).state, state(store).unsent))
    assert seen == [("withdrawing", 1), ("withdrawing", 1), ("withdrawn", 0), ("withdrawn", 0)]


def test_what_the_hub_has_decided_meanwhile_is_what_is_shown(store: Store) -> None:
    kept(store)
    hear(store, 1, "accepted")
    assert state(store).state == "accepted"
    with store.write() as db:
        acknowledgements.reject(db, "b" * 32, NOON, "closed-case", "")
    assert (state(store).state, state(store).mendable) == ("needs_attention", 0)
    with store.write() as db:
        acknowledgements.dismiss(db, "b" * 32, NOON)
    assert state(store).state == "accepted"


def test_another_sites_withdrawal_is_told_by_the_hub(store: Store) -> None:
    with store.write() as db:
        cases.add(db, a_case(), CASE_KEY)
        cases.submit(db, a_submission(), CASE_KEY)
        outbox.add(db, an_event("a"), CASE_KEY)
        acknowledgements.acknowledge(db, "a" * 32, NOON, b"", b"", "")
    hear(store, 1, "withdrawn")
    assert state(store).state == "withdrawn"
