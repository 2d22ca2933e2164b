"""An answer of the hub stays open at the desk until it is done; calls about it are kept in their order."""

from typing import Any

from msgspec.structs import asdict, replace

from kiosk.store import open_answers, updates
from kiosk.store.database import Store
from kiosk.store.open_answers import CallOutcome
from kiosk.store.updates import NewUpdate
from tests.store.conftest import NOON, later

MINE = {"etat-civil"}


def an_update(number: int, reference: str, state: str = "accepted", kind: str = "state", **more: Any) -> NewUpdate:
    update = NewUpdate(
        f"u{number}", "e1", number, reference, kind, state, "2026-11-24T13:00:00+00:00", "etat-civil", b"sealed"
    )
    return replace(update, **more)


def keep(store: Store, *said: NewUpdate) -> None:
    with store.write() as db:
        for update in said:
            updates.insert_update(db, update, NOON)


def waiting(store: Store, services: set[str] = MINE, limit: int = 50) -> list[str]:
    return [row.update.id for row in open_answers.select_open_answers(store.read(), services, limit)]


def test_the_newest_answer_of_a_case_is_open_and_the_answer_about_data_beside_it(store: Store) -> None:
    keep(store, an_update(1, "SA11"), an_update(2, "SA11", kind="rights"), an_update(3, "SA11"), an_update(4, "SA22"))
    assert waiting(store) == ["u2", "u3", "u4"]


def test_papers_with_a_day_come_first_the_soonest_before(store: Store) -> None:
    keep(
        store,
        an_update(1, "SA11"),
        an_update(2, "SA22", "incomplete", papers_by="2026-12-20"),
        an_update(3, "SA33", "incomplete", papers_by="2026-12-04"),
    )
    assert waiting(store) == ["u3", "u2", "u1"]


def test_another_service_s_answers_are_not_among_those_that_are_counted_off(store: Store) -> None:
    """Fifty were taken before the services were looked at, so that a busy service hid another's answers."""
    keep(store, an_update(0, "SA00"), *(an_update(n, f"SB{n}", service_id="ccas") for n in range(1, 61)))
    assert waiting(store, limit=50) == ["u0"]


def test_done_is_noted_once_and_taken_back(store: Store) -> None:
    keep(store, an_update(1, "SA11"))
    with store.write() as db:
        open_answers.insert_done_answer(db, "u1", "nadia", NOON)
        open_answers.insert_done_answer(db, "u1", "omar", later(5))
    assert waiting(store) == [] and not open_answers.is_answer_open(store.read(), "u1")
    (done,) = open_answers.select_done_answers(store.read(), MINE, NOON)
    assert (done.update_id, done.at) == ("u1", NOON)
    assert open_answers.select_done_answers(store.read(), {"ccas"}, NOON) == []
    with store.write() as db:
        open_answers.delete_done_answer(db, "u1")
    assert waiting(store) == ["u1"]


def test_what_a_newer_answer_replaced_does_not_come_back(store: Store) -> None:
    keep(store, an_update(1, "SA11"))
    with store.write() as db:
        open_answers.insert_done_answer(db, "u1", "nadia", NOON)
    keep(store, an_update(2, "SA11"))
    with store.write() as db:
        open_answers.delete_done_answer(db, "u1")
    assert waiting(store) == ["u2"]


def test_the_same_update_again_does_not_open_it_again(store: Store) -> None:
    keep(store, an_update(1, "SA11"))
    with store.write() as db:
        open_answers.insert_done_answer(db, "u1", "nadia", NOON)
    keep(store, an_update(1, "SA11"))
    assert waiting(store) == []


def test_what_was_added_since_and_printed_is_said_of_it(store: Store) -> None:
    keep(store, an_update(1, "SA11", "incomplete"))
    (row,) = open_answers.select_open_answers(store.read(), MINE, 9)
    assert (row.added_at, row.is_printed, row.case_id) == (None, False, "")


def test_work_is_in_one_pair_of_hands_until_it_is_done_or_they_have_left(store: Store) -> None:
    keep(store, an_update(1, "SA11"), an_update(2, "SA22"))
    with store.write() as db:
        for name in ("nadia", "omar"):
            row = {"id": name, "login": name, "name": name.title(), "administrator": 0, "factor": "passphrase"}
            nothing = {"factor_hash": "", "salt": b"", "public": b"", "wrapped": b"", "created_at": "2026"}
            db.table("mediators").insert(row | nothing)
        open_answers.save_handed_work(db, "u1", "nadia", "nadia", NOON)
        open_answers.save_handed_work(db, "u1", "nadia", "omar", NOON)
        open_answers.save_handed_work(db, "u2", "nadia", "omar", NOON)
    given = open_answers.select_handed_work(store.read())
    assert (given["u1"].by, given["u1"].to) == ("Nadia", "Omar")
    with store.write() as db:
        open_answers.insert_done_answer(db, "u1", "omar", NOON)
        open_answers.delete_handed_work(db, "u2")
        open_answers.save_handed_work(db, "u2", "omar", "omar", NOON)
    assert set(open_answers.select_handed_work(store.read())) == {"u2"}
    with store.write() as db:
        db.conn.execute("UPDATE mediators SET left_at = '2026' WHERE id = 'omar'")
    assert open_answers.select_handed_work(store.read()) == {}
    assert asdict(given["u2"])["to_id"] == "omar"


def test_a_call_is_kept_and_taken_back(store: Store) -> None:
    keep(store, an_update(1, "SA11"), an_update(2, "SA22"))
    with store.write() as db:
        first = open_answers.insert_call(db, "u1", "m1", CallOutcome.NO_ANSWER, NOON)
        second = open_answers.insert_call(db, "u1", "m1", CallOutcome.REACHED, later(5))
        open_answers.insert_call(db, "u2", "m1", CallOutcome.MESSAGE, NOON)
    made = open_answers.select_calls(store.read(), ["u1"])
    assert [(call.id, call.outcome, call.by) for call in made] == [(first, "no-answer", ""), (second, "reached", "")]
    with store.write() as db:
        open_answers.delete_call(db, second)
    assert [call.id for call in open_answers.select_calls(store.read(), ["u1", "u2"])] == [first, second + 1]


def test_calls_before_a_moment_go_and_later_ones_stay(store: Store) -> None:
    keep(store, an_update(1, "SA11"))
    with store.write() as db:
        open_answers.insert_call(db, "u1", "m1", CallOutcome.NO_ANSWER, NOON)
        kept = open_answers.insert_call(db, "u1", "m1", CallOutcome.REACHED, later(5))
    assert not open_answers.has_calls_before(store.read(), NOON) and open_answers.has_calls_before(
        store.read(), later(1)
    )
    with store.write() as db:
        assert open_answers.delete_calls_before(db, later(1)) == 1
    assert [call.id for call in open_answers.select_calls(store.read(), ["u1"])] == [kept]
