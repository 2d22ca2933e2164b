"""One try of one job, and what became of the tries before it."""

from dataclasses import replace

import pytest

from kiosk.domain.printing.print_job import Job, JobState, PrintJob
from kiosk.services.box.box import Actor, Box
from kiosk.services.printers import printer_choice
from kiosk.services.printers.printer_choice import Printer
from kiosk.services.spool import print_attempt, print_queue
from kiosk.store.printing import spool
from printers.carrier import NotPrinted, Unknown, Waiting
from printers.carriers.dummy import Dummy
from printers.renderers.escpos import ESCPOS_80
from tests.gallery.site.gestures import helped, submitted


def job(box: Box) -> PrintJob:
    (result,) = spool.recent(box.store.read())
    return result


def test_a_printer_that_remembers_is_believed_before_anything_is_printed_twice(box: Box, nadia: Actor) -> None:
    carrier = Dummy(remembers=True)
    box = replace(box, carrier=carrier)
    carrier.fail_with(Unknown("no-answer"))
    submitted(box)
    print_queue.print_due(box)
    assert job(box).state == "unknown"
    print_queue.settle(box, str(job(box).id), False, nadia)
    assert print_queue.print_due(box) == 1 and len(carrier.jobs) == 1
    assert (job(box).state, job(box).detail) == ("completed", "printer-says-so")


def test_what_waits_in_a_queue_is_asked_about_until_it_is_out(box: Box) -> None:
    carrier = Dummy(remembers=True)
    box = replace(box, carrier=carrier)
    carrier.fail_with(Waiting("no-paper"))
    submitted(box)
    printer = printer_choice.usual(box)
    assert print_attempt.attempt(box, printer, str(job(box).id)) == "processing"
    assert job(box).detail == "no-paper"
    assert print_attempt.ask_printer(box, str(job(box).id)) == "completed"
    assert print_attempt.attempt(box, printer, str(job(box).id)) == "", "it is no longer pending"


@pytest.mark.parametrize(("code", "state"), [("no-paper", "pending"), ("bad-job-id", "aborted")])
def test_time_mends_a_printer_and_not_us(box: Box, code: str, state: str) -> None:
    box.carrier.fail_with(NotPrinted(code))  # type: ignore[attr-defined]
    submitted(box)
    assert print_attempt.attempt(box, printer_choice.usual(box), str(job(box).id)) == state
    assert job(box).ended == "not-printed"


def test_what_was_cut_off_is_ended_before_the_next_citizen(box: Box) -> None:
    carrier = Dummy()
    printer = Printer("", "", carrier, ESCPOS_80)
    carrier.fail_with(Unknown("cut-off"))
    for _ in range(3):
        submitted(box, actor=helped(box))
    for row in reversed(spool.recent(box.store.read())):
        print_attempt.attempt(box, printer, row.id)
    begins = [data.startswith(ESCPOS_80.flush()) for _, data in carrier.jobs]
    assert begins == [False, True, False]


def test_a_queue_that_answers_no_more_is_not_believed_to_print_still(box: Box) -> None:
    box.carrier.fail_with(Waiting("in-the-queue"))  # type: ignore[attr-defined]
    submitted(box)
    job_id = str(job(box).id)
    assert print_attempt.attempt(box, printer_choice.usual(box), job_id) == "processing"
    assert print_attempt.ask_printer(box, job_id) == "unknown"
    assert job(box).detail == "no-answer", "« il va sortir » is said no more"


def test_a_paper_of_a_damaged_case_is_given_up_and_says_why(box: Box) -> None:
    """Nothing that time or a person at the printer does will open it."""
    submitted(box)
    with box.store.write() as db:
        db.conn.execute("UPDATE submissions SET follow_code = zeroblob(length(follow_code))")
    assert print_attempt.attempt(box, printer_choice.usual(box), str(job(box).id)) == "aborted"
    assert job(box).detail == "unreadable"


def test_a_paper_that_another_version_queued_is_given_up_and_holds_back_no_other(box: Box) -> None:
    with box.store.write() as db:
        at = box.clock.now()
        spool.add(db, Job("p" * 32, "parchment", "", "x", "fr", False, False, "", "", at))
    submitted(box)
    assert print_queue.print_due(box) == 1
    old = spool.get(box.store.read(), "p" * 32)
    assert old is not None and (old.state, old.detail) == ("aborted", "nothing-to-print")
    print_queue.cancel(box, old.id)
    assert spool.in_state(box.store.read(), JobState.ABORTED) == []
