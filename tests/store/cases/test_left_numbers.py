"""A number left at the desk waits for its service, and goes when the person has it or the case is destroyed."""

from kiosk.services.box import data_keys
from kiosk.services.box.box import Box
from kiosk.store.cases import left_numbers
from tests.gallery.site.gestures import submitted

STATION = "t" * 32


def left(box: Box) -> str:
    made = submitted(box)
    with box.store.write() as db:
        left_numbers.leave(db, made.case_id, STATION, box.clock.now())
        left_numbers.leave(db, made.case_id, STATION, box.clock.now())
    return made.case_id


def test_it_waits_once_and_for_its_service_only(box: Box) -> None:
    case_id = left(box)
    assert [kept.case_id for kept in left_numbers.waiting(box.store.read(), {"etat-civil"})] == [case_id]
    assert left_numbers.waiting(box.store.read(), {"urbanisme"}) == []
    assert left_numbers.is_left(box.store.read(), case_id)


def test_it_goes_with_the_case(box: Box) -> None:
    case_id = left(box)
    with box.store.write() as db:
        data_keys.destroy(box, db, case_id, box.clock.now())
    assert not left_numbers.is_left(box.store.read(), case_id)
