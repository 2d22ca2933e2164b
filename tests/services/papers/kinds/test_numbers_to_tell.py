"""Whom the desk has to tell that their case has another number."""

import re

from kiosk.domain.events.reference import spoken
from kiosk.services.access.key_holder import NO_ONE, Reader
from kiosk.services.box.box import Actor, Box
from kiosk.services.exchange import new_numbers
from kiosk.services.papers.kinds import numbers_to_tell
from kiosk.services.papers.papers import slip_of_kind
from printers.slip import Pair
from tests.gallery.site.gestures import helped, submitted


def renumbered(box: Box) -> tuple[str, str]:
    case = submitted(box)
    with box.store.write() as db:
        new_numbers.renumber(box, db, case.case_id, case.reference, "wrong-site")
    return case.case_id, case.reference


def test_names_appear_once_somebody_of_the_service_can_open_them(box: Box, nadia: Actor) -> None:
    case_id, former = renumbered(box)
    (row,) = numbers_to_tell.listed(box, Reader(nadia), nadia.ring.services)
    assert (row.case_id, row.former) == (case_id, former) and "Benali" in row.person
    assert "+33" not in row.reach and re.search(r"0\d( \d\d){4}", row.reach), "as people dial it"
    assert numbers_to_tell.listed(box, NO_ONE, nadia.ring.services) == []


def test_the_paper_holds_both_numbers_and_the_name(box: Box, nadia: Actor) -> None:
    _, former = renumbered(box)
    slip = slip_of_kind(box, numbers_to_tell.KIND, "desk", box.words(), Reader(nadia))
    (pair,) = [block for block in slip.blocks if isinstance(block, Pair)]
    assert spoken(former) in pair.label and "Benali" in pair.value


def test_whoever_holds_no_key_of_the_service_marks_nobody_as_told(box: Box, nadia: Actor) -> None:
    case_id, _ = renumbered(box)
    numbers_to_tell.tell(box, case_id, Actor())
    assert len(numbers_to_tell.listed(box, Reader(nadia), nadia.ring.services)) == 1
    numbers_to_tell.tell(box, case_id, helped(box))
    assert numbers_to_tell.listed(box, Reader(nadia), nadia.ring.services) == []
