"""In a store from before, what was added elsewhere takes no answer's place and is no work of its own."""

from msgspec.structs import replace

from kiosk.store.database import Store
from kiosk.store.events import updates
from kiosk.store.work import open_answers
from tests.store.conftest import NOON
from tests.store.work.test_open_answers import an_update


def waiting(store: Store) -> list[tuple[str, bool]]:
    return [(row.update.id, row.added_at is not None) for row in open_answers.waiting(store.read(), {"etat-civil"}, 10)]


def test_word_of_an_addition_leaves_the_answer_open_and_completes_it(store: Store) -> None:
    with store.write() as db:
        updates.add(db, an_update(1, "SA11", "incomplete"), NOON)
        updates.add(db, replace(an_update(2, "SA11", "incomplete"), kind="added"), NOON)
        updates.add(db, an_update(3, "SA22", "incomplete"), NOON)
    assert waiting(store) == [("u1", True), ("u3", False)]
    with store.write() as db:
        open_answers.finish(db, "u1", "m", NOON)
        updates.add(db, replace(an_update(4, "SA11", "incomplete"), kind="added"), NOON)
    assert waiting(store) == [("u3", False)]
    with store.write() as db:
        open_answers.reopen(db, "u1")
    assert waiting(store) == [("u1", True), ("u3", False)]


def test_a_newer_answer_still_takes_the_place_of_an_older_one(store: Store) -> None:
    with store.write() as db:
        updates.add(db, an_update(1, "SA11", "incomplete"), NOON)
        updates.add(db, replace(an_update(2, "SA11", "incomplete"), kind="added"), NOON)
        updates.add(db, an_update(3, "SA11", "accepted"), NOON)
    assert waiting(store) == [("u3", False)]
