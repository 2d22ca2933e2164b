"""A store from before the list of work: what nobody opened, and papers still asked for, is open in it."""

from kiosk.store.database import Store
from kiosk.store.events import updates
from kiosk.store.migrations import m0036_worklist
from kiosk.store.work import open_answers
from tests.store.conftest import NOON
from tests.store.work.test_open_answers import an_update

MADE = (
    "DROP TRIGGER answer_arrived", "DROP TRIGGER answer_done", "DROP TRIGGER answer_open_again",
    "DROP TRIGGER answer_left_the_list", "DROP TRIGGER draft_left_the_list", "DROP TABLE open_answers",
    "DROP TABLE work_done", "DROP TABLE work_handed",
)  # fmt: skip


def test_what_was_opened_without_being_done_comes_back_where_papers_are_asked_for(store: Store) -> None:
    with store.write() as db:
        for number, (reference, state) in enumerate(
            [("SA11", "in_progress"), ("SA11", "accepted"), ("SA22", "incomplete"), ("SA33", "closed")], start=1
        ):
            updates.add(db, an_update(number, reference, state), NOON)
        updates.see(db, ["u3", "u4"], NOON)
        for statement in MADE:
            db.conn.execute(statement)
        m0036_worklist.migrate(db.conn)
    waiting = open_answers.waiting(store.read(), {"etat-civil"}, 10)
    assert sorted(row.update.id for row in waiting) == ["u2", "u3"]
