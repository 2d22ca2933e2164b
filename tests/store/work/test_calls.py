"""Calls about an answer are kept in their order with who made them, and one is taken back alone."""

from kiosk.domain.screen.desk_work import CallOutcome
from kiosk.store.database import Store
from kiosk.store.work import calls
from tests.store.conftest import NOON, later
from tests.store.work.test_open_answers import an_update, keep


def test_a_call_is_kept_and_taken_back(store: Store) -> None:
    keep(store, an_update(1, "SA11"), an_update(2, "SA22"))
    with store.write() as db:
        first = calls.note(db, "u1", "m1", CallOutcome.NO_ANSWER, NOON)
        second = calls.note(db, "u1", "m1", CallOutcome.REACHED, later(5))
        calls.note(db, "u2", "m1", CallOutcome.MESSAGE, NOON)
    made = calls.of(store.read(), ["u1"])
    assert [(call.id, call.outcome, call.by) for call in made] == [(first, "no-answer", ""), (second, "reached", "")]
    with store.write() as db:
        calls.take_back(db, second)
    assert [call.id for call in calls.of(store.read(), ["u1", "u2"])] == [first, second + 1]


def test_calls_before_a_moment_go_and_later_ones_stay(store: Store) -> None:
    keep(store, an_update(1, "SA11"))
    with store.write() as db:
        calls.note(db, "u1", "m1", CallOutcome.NO_ANSWER, NOON)
        kept = calls.note(db, "u1", "m1", CallOutcome.REACHED, later(5))
    assert not calls.are_older(store.read(), NOON) and calls.are_older(store.read(), later(1))
    with store.write() as db:
        assert calls.forget_older(db, later(1)) == 1
    assert [call.id for call in calls.of(store.read(), ["u1"])] == [kept]
