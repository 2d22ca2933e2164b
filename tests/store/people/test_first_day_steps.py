"""What is stored of the first day."""

from kiosk.domain.screen.first_day_step import FirstDayStep
from kiosk.store.database import Store
from kiosk.store.people import first_day_steps
from kiosk.store.people.first_day_steps import FirstPerson
from tests.store.conftest import NOON


def test_a_step_is_done_once_it_is_noted_however_often(store: Store) -> None:
    assert first_day_steps.done(store.read()) == frozenset()
    for _ in range(2):
        with store.write() as db:
            first_day_steps.note(db, FirstDayStep.NAME, NOON)
    assert first_day_steps.done(store.read()) == {"name"}


def test_who_was_named_first_is_there_after_a_power_cut(store: Store) -> None:
    assert first_day_steps.first_person(store.read()) is None
    for person in (FirstPerson("n", "N", "badge"), FirstPerson("zoe", "Zoé « Ω » Martin", "passphrase")):
        with store.write() as db:
            first_day_steps.note_person(db, person, NOON)
    assert first_day_steps.first_person(store.read()) == person
    assert first_day_steps.done(store.read()) == {"mediator"}
