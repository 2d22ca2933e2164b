"""One paper on its way: rendered, carried, called off with its citizen, and what becomes of its job."""

import dataclasses
from datetime import timedelta

import pytest
from msgspec.structs import replace

from kiosk.catalogue.define.catalogue import LiveCatalogue, open_catalogue
from kiosk.domain.printing.print_job import CalledOff, CannotPrint, Job, JobClaim, JobState, PrintJob, PrintTry
from kiosk.errors import Refused
from kiosk.services.box.box import Actor, Box, shipped_procedures
from kiosk.services.papers.kinds import handouts
from kiosk.services.printers import printer_choice, printer_setup
from kiosk.services.printers.printer_choice import Printer, renderer_of
from kiosk.services.printers.printer_setup import Advice
from kiosk.services.spool import print_queue
from kiosk.store import people, spool
from printers import profiles
from printers.carrier import COMPLETED, NOT_PRINTED, UNKNOWN, WAITING, NotPrintedFault, UnknownFault, WaitingFault
from printers.carriers.dummy import Dummy
from printers.renderers.escpos import ESCPOS_80
from printers.renderers.pdf import A4
from tests.gallery.site.cast import Watch
from tests.gallery.site.gestures import at_a_terminal, helped, leaves, submitted, submitted_alone
from tests.gallery.site.print_jobs import added, of


def job(box: Box) -> PrintJob:
    (result,) = spool.select_recent_jobs(box.store.read())
    return result


def test_a_printer_that_remembers_is_believed_before_anything_is_printed_twice(box: Box, nadia: Actor) -> None:
    carrier = Dummy(remembers=True)
    box = dataclasses.replace(box, carrier=carrier)
    carrier.fail_with(UnknownFault("no-answer"))
    submitted(box)
    print_queue.print_due_jobs(box)
    assert job(box).state == "unknown"
    print_queue.settle_print_job(box, str(job(box).id), False, nadia)
    assert print_queue.print_due_jobs(box) == 1 and len(carrier.jobs) == 1
    assert (job(box).state, job(box).detail) == ("completed", "printer-says-so")


def test_what_waits_in_a_queue_is_asked_about_until_it_is_out(box: Box) -> None:
    carrier = Dummy(remembers=True)
    box = dataclasses.replace(box, carrier=carrier)
    carrier.fail_with(WaitingFault("no-paper"))
    submitted(box)
    printer = printer_choice.usual(box)
    assert print_queue.attempt(box, printer, str(job(box).id)) == "processing"
    assert job(box).detail == "no-paper"
    assert print_queue.ask_printer(box, str(job(box).id)) == "completed"
    assert print_queue.attempt(box, printer, str(job(box).id)) == "", "it is no longer pending"


@pytest.mark.parametrize(("code", "state"), [("no-paper", "pending"), ("bad-job-id", "aborted")])
def test_time_mends_a_printer_and_not_us(box: Box, code: str, state: str) -> None:
    box.carrier.fail_with(NotPrintedFault(code))  # type: ignore[attr-defined]
    submitted(box)
    assert print_queue.attempt(box, printer_choice.usual(box), str(job(box).id)) == state
    assert job(box).ended == "not-printed"


def test_what_was_cut_off_is_ended_before_the_next_citizen(box: Box) -> None:
    carrier = Dummy()
    printer = Printer("", "", carrier, ESCPOS_80)
    carrier.fail_with(UnknownFault("cut-off"))
    for _ in range(3):
        submitted(box, actor=helped(box))
    for row in reversed(spool.select_recent_jobs(box.store.read())):
        print_queue.attempt(box, printer, row.id)
    begins = [data.startswith(ESCPOS_80.flush()) for _, data in carrier.jobs]
    assert begins == [False, True, False]


def test_a_queue_that_answers_no_more_is_not_believed_to_print_still(box: Box) -> None:
    box.carrier.fail_with(WaitingFault("in-the-queue"))  # type: ignore[attr-defined]
    submitted(box)
    job_id = str(job(box).id)
    assert print_queue.attempt(box, printer_choice.usual(box), job_id) == "processing"
    assert print_queue.ask_printer(box, job_id) == "unknown"
    assert job(box).detail == "no-answer", "« il va sortir » is said no more"


def test_a_paper_of_a_damaged_case_is_given_up_and_says_why(box: Box) -> None:
    """Nothing that time or a person at the printer does will open it."""
    submitted(box)
    with box.store.write() as db:
        db.conn.execute("UPDATE submissions SET follow_code = zeroblob(length(follow_code))")
    assert print_queue.attempt(box, printer_choice.usual(box), str(job(box).id)) == "aborted"
    assert job(box).detail == "unreadable"


def test_a_paper_that_another_version_queued_is_given_up_and_holds_back_no_other(box: Box) -> None:
    with box.store.write() as db:
        at = box.clock.now()
        spool.insert_print_job(db, Job("p" * 32, "parchment", "", "x", "fr", False, False, "", "", at))
    submitted(box)
    assert print_queue.print_due_jobs(box) == 1
    old = spool.read_print_job(box.store.read(), "p" * 32)
    assert old is not None and (old.state, old.detail) == ("aborted", "nothing-to-print")
    print_queue.cancel(box, old.id)
    assert spool.select_jobs_in_state(box.store.read(), JobState.ABORTED) == []


TEXT = renderer_of("text-42")


def said(box: Box) -> str:
    job = spool.select_recent_jobs(box.store.read(), limit=1)[0]
    return (print_queue.render(box, job, TEXT, 1) or b"").decode()


def test_at_a_terminal_initials_and_at_a_desk_names(box: Box) -> None:
    submitted_alone(box, at_a_terminal(box))
    alone = said(box)
    assert "M. B." in alone and "Benali" not in alone and "1965" not in alone
    assert "acte de naissance" in alone, "its title is anyone's business"
    submitted(box)
    assert "Benali" in said(box)


def test_a_discreet_procedure_is_not_named_at_a_terminal(box: Box) -> None:
    """The town hall's own file says so of one that ships."""
    shipped = (shipped_procedures() / "birth-certificate.yaml").read_text("utf-8")
    own = box.settings.paths.procedures
    own.mkdir(exist_ok=True)
    (own / "birth-certificate.yaml").write_text(f"{shipped}\ndiscreet: oui\n", "utf-8")
    box = dataclasses.replace(box, live_catalogue=LiveCatalogue(open_catalogue([shipped_procedures(), own])))
    submitted_alone(box, at_a_terminal(box))
    assert "Votre démarche" in said(box) and "acte de naissance" not in said(box).split("Et maintenant")[0]
    submitted(box)
    assert "Votre démarche" not in said(box) and "acte de naissance" in said(box)


def test_nor_is_it_on_the_list_of_what_to_bring(box: Box) -> None:
    with box.store.write() as db:
        print_queue.queue_paper(box, db, handouts.CHECKLIST, "", "emergency-aid", None, at_a_terminal(box))
    assert "Votre démarche" in said(box) and "aide ponctuelle" not in said(box)


def test_copies_are_counted_from_what_came_out(box: Box) -> None:
    submitted(box)
    db = box.store.read()
    (job,) = spool.select_recent_jobs(db)
    assert print_queue.next_copy(db, job) == 1
    print_queue.print_due_jobs(box)
    assert print_queue.next_copy(db, job) == 2
    assert print_queue.next_copy(db, replace(job, kind="attestation")) == 2
    assert print_queue.next_copy(db, replace(job, kind=handouts.CHECKLIST.kind)) == 1


def test_large_print_is_for_who_reads_large(box: Box) -> None:
    submitted(box, actor=dataclasses.replace(helped(box), large=True))
    submitted(box)
    assert [job.large for job in spool.select_recent_jobs(box.store.read())] == [0, 1]
    made = {job.large: print_queue.render(box, job, A4, 1) for job in spool.select_recent_jobs(box.store.read())}
    assert made[0] != made[1]


ALL = ("letters", "edges", "code", "cut")


def known(box: Box, printer_id: str) -> Printer:
    printer = printer_choice.find_printer(box, box.store.read(), printer_id)
    assert printer is not None
    return printer


def test_the_page_comes_out_of_the_very_printer_and_is_never_a_copy(box: Box) -> None:
    new_id = added(box, "Guichet 1")
    for _ in range(2):
        printer_setup.queue_test_page(box, new_id, Actor())
    assert print_queue.print_due_jobs(box) == 2
    first, second = (data for _, data in of(box, new_id).jobs)
    assert first == second
    assert box.carrier.jobs == []  # type: ignore[attr-defined]


def test_a_chosen_model_that_prints_other_letters_is_drawn_for_from_then_on(box: Box) -> None:
    new_id = added(box, "Guichet 1", profile="TM-T20II")
    assert printer_setup.advice(known(box, new_id), ALL) == [
        Advice("letters", "letters-draw", profile=profiles.UNKNOWN),
        Advice("edges", "edges-other", paper="escpos-58"),
        Advice("code", "code-draw", profile=profiles.UNKNOWN),
        Advice("cut", "cut-look"),
    ]
    printer_setup.mend_printer(box, new_id, ("letters", "edges"), Actor())
    kept = known(box, new_id).kept
    assert kept is not None and (kept.paper, kept.profile) == ("escpos-58", profiles.UNKNOWN)
    assert print_queue.print_due_jobs(box) == 1
    assert [row.code for row in printer_setup.advice(known(box, new_id), ALL)] == [
        "letters-look", "edges-other", "code-look", "cut-look",
    ]  # fmt: skip


def test_what_is_well_is_left_alone_and_a_printer_that_is_gone_is_not_tried(box: Box) -> None:
    assert printer_setup.advice(known(box, added(box, "Guichet 1")), ()) == []
    for gesture in (printer_setup.queue_test_page, lambda *of: printer_setup.mend_printer(*of[:2], (), of[2])):
        with pytest.raises(Refused, match="no-such-printer"):
            gesture(box, "unheard of", Actor())


def test_a_sheet_has_no_other_width_and_the_settings_file_is_not_changed_from_here(box: Box) -> None:
    sheet = added(box, "Bureau", "pdf-a4")
    assert [row.code for row in printer_setup.advice(known(box, sheet), ALL)] == [
        "letters-look",
        "edges-look",
        "code-look",
    ]
    usual = printer_setup.advice(printer_choice.usual(box), ALL)
    assert not [tip for tip in usual if tip.paper or tip.profile]
    printer_setup.mend_printer(box, printer_choice.USUAL, ALL, Actor())
    assert print_queue.print_due_jobs(box) == 1


def queued(box: Box) -> str:
    submitted(box)
    (job,) = spool.select_jobs_in_state(box.store.read(), JobState.PENDING)
    return job.id


def test_what_was_decided_of_an_older_state_changes_nothing(box: Box) -> None:
    job_id = queued(box)
    job = spool.read_print_job(box.store.read(), job_id)
    assert job is not None
    newer = print_queue.happen(box, job_id, CannotPrint("no-paper"), job.note_id)
    assert newer is not None and newer.detail == "no-paper" and newer.note_id > job.note_id
    assert print_queue.happen(box, job_id, CannotPrint("offline"), job.note_id) == newer
    assert spool.read_print_job(box.store.read(), job_id) == newer, "what is given is what is stored"
    assert print_queue.happen(box, "x" * 32, CalledOff()) is None


def test_what_changes_nothing_leaves_no_note(box: Box) -> None:
    job_id = queued(box)
    first = print_queue.happen(box, job_id, CannotPrint("no-paper"))
    assert print_queue.happen(box, job_id, CannotPrint("no-paper")) == first


def test_a_try_is_stored_with_the_job(box: Box) -> None:
    job_id = queued(box)
    print_queue.happen(box, job_id, JobClaim())
    tried = print_queue.happen(box, job_id, PrintTry("printer", 3))
    assert tried is not None and tried.try_id and (tried.printer, tried.copy) == ("printer", 3)
    assert spool.read_print_job(box.store.read(), job_id) == tried


def test_the_key_of_a_job_that_is_over_is_held_no_longer(box: Box) -> None:
    job_id = queued(box)
    assert box.held.get(job_id) is not None
    print_queue.happen(box, job_id, CalledOff())
    assert box.held.get(job_id) is None


class Queue(Dummy):
    """A print queue beyond us: what it says of a job that waits in it."""

    said, answers, called_off = WAITING, NOT_PRINTED, 0

    def carry(self, job_id: str, title: str, data: bytes) -> None:
        raise WaitingFault("no-answer")

    def state_of(self, job_id: str) -> str:
        return self.said

    def call_off(self, job_id: str) -> str:
        self.called_off += 1
        return self.answers


def state(box: Box) -> tuple[str, str]:
    (job,) = spool.select_recent_jobs(box.store.read())
    return job.state, job.detail


def printed(box: Box) -> int:
    return len(box.carrier.jobs)  # type: ignore[attr-defined]


def test_while_they_are_there_it_prints(box: Box) -> None:
    submitted_alone(box, at_a_terminal(box))
    print_queue.cancel_jobs_of_departed(box)
    assert print_queue.print_due_jobs(box) == 1


def test_once_they_have_gone_nothing_of_theirs_prints(box: Box) -> None:
    alone = at_a_terminal(box)
    submitted_alone(box, alone)
    leaves(box, alone)
    assert print_queue.print_due_jobs(box) == printed(box) == 0
    assert state(box) == ("canceled", "has-left")
    assert box.held.subjects() == set(), "and its key is forgotten"


def test_a_session_left_alone_is_over_for_its_papers_too(box: Box, watch: Watch) -> None:
    """No page has asked since, so that nobody has ended it."""
    submitted_alone(box, at_a_terminal(box))
    watch.wait(timedelta(minutes=box.settings.terminal_idle_minutes * 2 + 3))
    assert print_queue.print_due_jobs(box) == printed(box) == 0
    assert state(box) == ("canceled", "has-left")


def test_a_terminal_that_becomes_a_desk_prints_nothing_of_its_citizens(box: Box) -> None:
    alone = at_a_terminal(box)
    submitted_alone(box, alone)
    with box.store.write() as db:
        people.update_station(db, alone.station_id, role="desk")
    assert print_queue.print_due_jobs(box) == printed(box) == 0


def test_what_is_asked_at_a_desk_waits_for_its_printer_whoever_leaves(box: Box) -> None:
    submitted(box)
    print_queue.cancel_jobs_of_departed(box)
    assert state(box) == ("pending", "")
    (job,) = spool.select_recent_jobs(box.store.read())
    assert job.session == "" and not print_queue.has_citizen_left(box, box.store.read(), job)


def test_a_citizen_without_a_session_has_left(box: Box) -> None:
    with box.store.write() as db:
        alone = Actor(terminal=True)
        job_id = print_queue.queue_paper(box, db, handouts.CHECKLIST, "", "emergency-aid", None, alone)
    job = spool.read_print_job(box.store.read(), job_id)
    assert job is not None and print_queue.has_citizen_left(box, box.store.read(), job)


@pytest.mark.parametrize(
    ("answers", "expected"),
    [(NOT_PRINTED, ("canceled", "has-left")), (COMPLETED, ("completed", "")), (UNKNOWN, ("unknown", "no-answer"))],
)
def test_what_waits_in_a_queue_is_taken_back(box: Box, answers: str, expected: tuple[str, str]) -> None:
    queue, alone = Queue(), at_a_terminal(box)
    queue.answers = answers
    box = dataclasses.replace(box, carrier=queue)
    submitted_alone(box, alone)
    print_queue.print_due_jobs(box)
    print_queue.print_due_jobs(box)
    assert state(box)[0] == "processing" and not queue.called_off
    leaves(box, alone)
    print_queue.print_due_jobs(box)
    assert state(box) == expected


def test_after_a_restart_what_waits_in_a_queue_is_taken_back(box: Box) -> None:
    queue = Queue()
    box = dataclasses.replace(box, carrier=queue)
    submitted_alone(box, at_a_terminal(box))
    print_queue.print_due_jobs(box)
    print_queue.recover_print_jobs(box)
    print_queue.print_due_jobs(box)
    assert state(box) == ("canceled", "has-left")
