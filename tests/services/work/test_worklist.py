"""What waits for a mediator, by the services they hold."""

from dataclasses import replace

from kiosk.domain.keys.ring import DESK, Ring
from kiosk.domain.printing.print_job import JobState
from kiosk.domain.screen.desk_work import WorkKind
from kiosk.services.box.box import Actor, Box
from kiosk.services.exchange.enrolled_hub import hub_of
from kiosk.services.loops.sync_loop import talk
from kiosk.services.work import worklist
from kiosk.services.work.worklist import Answer, Work
from kiosk.store.printing import spool
from tests.gallery.site.central import Central
from tests.gallery.site.gestures import helped, submitted, supplemented
from tests.services.conftest import say


def mine(box: Box, actor: Actor) -> list[Work]:
    return list(worklist.worklist(box, box.store.read(), actor).mine)


def without_services(actor: Actor) -> Actor:
    return replace(actor, ring=Ring({DESK: actor.ring.privates[DESK]}))


def test_papers_asked_for_are_work_and_what_was_added_since_is_said(linked: Box, central: Central) -> None:
    case = submitted(linked)
    talk(linked, hub_of(linked))
    say(central, case.reference, "incomplete", "Apportez le livret de famille.")
    talk(linked, hub_of(linked))
    nadia = helped(linked)
    (line,) = mine(linked, nadia)
    assert (line.kind, line.reference, line.case_id) == (WorkKind.PAPERS, case.reference, case.case_id)
    assert isinstance(line.thing, Answer) and line.thing.added_at is None and line.due is not None
    assert line.thing.read.message == "Apportez le livret de famille."
    supplemented(linked, case.reference)
    (line,) = mine(linked, nadia)
    assert isinstance(line.thing, Answer) and line.thing.added_at is not None
    assert mine(linked, without_services(nadia)) == []


def test_a_paper_in_doubt_is_work_of_the_service_of_its_case(box: Box, nadia: Actor) -> None:
    submitted(box)
    (job,) = spool.in_state(box.store.read(), JobState.PENDING)
    with box.store.write() as db:
        spool.note(db, job.id, box.clock.now(), JobState.UNKNOWN)
    assert [line.kind for line in mine(box, nadia)] == [WorkKind.PAPER]
    assert mine(box, without_services(nadia)) == []
