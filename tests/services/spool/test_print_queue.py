"""Papers come out once, with the key that was left for them, and where nobody knows a person is asked."""

import dataclasses
import subprocess
import sys
import threading
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import timedelta

import pytest

from kiosk.domain.events.reference import format_reference
from kiosk.domain.keys.ring import DESK, Ring
from kiosk.domain.printing.print_job import JobState
from kiosk.error_codes import Refusal
from kiosk.errors import Refused
from kiosk.services.access.open_case import open_case
from kiosk.services.box.box import Actor, Box, open_box
from kiosk.services.exchange import enrol
from kiosk.services.exchange.enrol import hub_of
from kiosk.services.loops.sync_loop import exchange_with_hub
from kiosk.services.papers.kinds import case_receipt, hub_update
from kiosk.services.printers.printer_choice import renderer_of
from kiosk.services.spool import print_queue
from kiosk.services.upkeep import retention
from kiosk.settings import Settings
from kiosk.store import spool, wrapped_keys
from printers.carrier import NotPrintedFault, UnknownFault
from printers.carriers.dummy import Dummy
from scripts.source import ROOT
from tests.gallery.site.cast import PIN, Watch, every_service, set_up
from tests.gallery.site.central import Central
from tests.gallery.site.gestures import at_a_terminal, helped, submitted, submitted_alone, supplemented
from tests.services.conftest import destroyed

KILLED = """
import sys, time
from dataclasses import replace
from pathlib import Path
from kiosk.services.spool import print_queue
from kiosk.services.box.box import open_box
from kiosk.settings import Settings
from printers.carriers.dummy import Dummy
from tests.gallery.site.cast import PIN, every_service

class Slow(Dummy):
    def carry(self, job_id, title, data):
        print(job_id, flush=True)
        time.sleep(60)
box = open_box(Settings(data=Path(sys.argv[1]), site_code="SA", printer="dummy"))
box.shifts.begin("a" * 32, "Nadia Roux", every_service(box), PIN)
print_queue.print_due_jobs(replace(box, carrier=Slow()))
"""
"""A printer that is printing when the power goes."""


def jobs(box: Box) -> list[tuple[str, str, str]]:
    """(kind, state, detail), oldest first."""
    return [(row.kind, row.state, row.detail) for row in reversed(spool.select_recent_jobs(box.store.read()))]


def printed(box: Box) -> list[tuple[str, bytes]]:
    result: list[tuple[str, bytes]] = box.carrier.jobs  # type: ignore[attr-defined]
    return result


def at_shift(box: Box) -> None:
    """Nadia has signed in again."""
    box.shifts.begin("a" * 32, "Nadia Roux", every_service(box), PIN)


def only_job(box: Box) -> str:
    (job,) = spool.select_recent_jobs(box.store.read())
    return str(job.id)


def test_a_receipt_comes_out_once(box: Box) -> None:
    submitted(box)
    assert print_queue.print_due_jobs(box) == 1
    assert print_queue.print_due_jobs(box) == 0
    ((job_id, data),) = printed(box)
    assert (job_id, data[:5]) == (only_job(box), b"%PDF-")
    assert jobs(box) == [("receipt", "completed", "")]


def test_a_job_prints_once_even_when_two_loops_race(box: Box) -> None:
    for _ in range(4):
        submitted(box)
    together = threading.Barrier(3, timeout=60)

    def look(_: int) -> int:
        together.wait()
        return print_queue.print_due_jobs(box)

    with ThreadPoolExecutor(3) as three:
        assert sum(three.map(look, range(3))) == 4
    assert len({job_id for job_id, _ in printed(box)}) == len(printed(box)) == 4


def test_a_job_interrupted_by_a_kill_asks_whether_it_came_out(box: Box) -> None:
    submitted(box)
    job_id = only_job(box)
    box.store.close()
    command = [sys.executable, "-c", KILLED, str(box.settings.data)]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True, cwd=ROOT) as process:
        assert process.stdout is not None and process.stdout.readline().strip() == job_id
        process.kill()
    again = open_box(box.settings, box.clock)
    assert jobs(again) == [("receipt", "processing", "")]
    print_queue.recover_print_jobs(again)
    assert print_queue.print_due_jobs(again) == 0, "nobody prints it again unasked"
    assert jobs(again) == [("receipt", "unknown", "interrupted")], "the printer was asked, and remembers nothing"
    print_queue.settle_print_job(again, job_id, False, helped(again))
    assert print_queue.print_due_jobs(again) == 0
    assert jobs(again) == [("receipt", "held", "waits-for-sign-in")], "the key was in the memory that is gone"
    at_shift(again)
    print_queue.release(again)
    assert print_queue.print_due_jobs(again) == 1
    again.store.close()


def test_a_printer_that_is_not_sure_asks_and_one_that_is_says_why(box: Box) -> None:
    box.carrier.fail_with(UnknownFault("not-confirmed"), NotPrintedFault("disk-full"))  # type: ignore[attr-defined]
    for _ in range(3):
        submitted(box)
    assert print_queue.print_due_jobs(box) == 0
    assert jobs(box) == [
        ("receipt", "unknown", "not-confirmed"), ("receipt", "pending", "disk-full"), ("receipt", "pending", ""),
    ]  # fmt: skip
    assert print_queue.print_due_jobs(box) == 2, "time has mended it"


def test_what_can_no_longer_be_made_does_not_stop_the_rest(box: Box, nadia: Actor) -> None:
    done = submitted(box)
    submitted(box)
    with box.store.write() as db:
        print_queue.queue_paper(box, db, hub_update.UPDATE, done.reference, f"{done.reference}:gone", None, Actor())
    assert print_queue.print_due_jobs(box) == 2
    assert jobs(box)[-1] == ("update", "aborted", "nothing-to-print")


def test_a_person_says_once_what_they_saw(box: Box) -> None:
    box.carrier.fail_with(UnknownFault("not-confirmed"))  # type: ignore[attr-defined]
    submitted(box)
    print_queue.print_due_jobs(box)
    together = threading.Barrier(4, timeout=60)

    def says(_: int) -> bool:
        together.wait()
        try:
            print_queue.settle_print_job(box, only_job(box), False, helped(box))
        except Refused as refused:
            return refused.code != Refusal.NO_SUCH_JOB
        return True

    with ThreadPoolExecutor(4) as four:
        assert sum(four.map(says, range(4))) == 1
    assert print_queue.print_due_jobs(box) == 1
    with pytest.raises(Refused):
        print_queue.settle_print_job(box, only_job(box), True, helped(box))


def test_what_came_out_is_done(box: Box) -> None:
    box.carrier.fail_with(UnknownFault("not-confirmed"))  # type: ignore[attr-defined]
    submitted(box)
    print_queue.print_due_jobs(box)
    print_queue.settle_print_job(box, only_job(box), True, helped(box))
    assert jobs(box) == [("receipt", "completed", "said-by-a-person")]
    assert print_queue.print_due_jobs(box) == 0


def test_a_paper_nobody_wants_is_not_printed(box: Box) -> None:
    submitted(box)
    print_queue.cancel(box, only_job(box))
    assert box.held.subjects() == set(), "and leaves no key"
    assert print_queue.print_due_jobs(box) == 0
    for job_id in (only_job(box), "x" * 32):
        with pytest.raises(Refused, match=Refusal.NO_SUCH_JOB):
            print_queue.cancel(box, job_id)


def as_text(box: Box) -> Box:
    """The same box, whose printer takes letters."""
    carrier = Dummy("text/plain; charset=utf-8")
    return dataclasses.replace(box, carrier=carrier, settings=dataclasses.replace(box.settings, paper="text-42"))


def again(box: Box, case_id: str, reference: str, actor: Actor) -> None:
    opened = open_case(box, case_id, actor)
    with box.store.write() as db:
        print_queue.queue_paper(box, db, case_receipt.RECEIPT, reference, case_id, opened.case, actor, opened.key)


def texts(box: Box) -> list[str]:
    return [data.decode().replace("\N{NO-BREAK SPACE}", " ") for _, data in printed(box)]


def test_a_second_copy_says_so(box: Box, nadia: Actor) -> None:
    box, done = as_text(box), submitted(box)
    for _ in range(2):
        again(box, done.case_id, done.reference, nadia)
    assert print_queue.print_due_jobs(box) == 3
    first, second, third = texts(box)
    assert "DUPLICATA" not in first and "DUPLICATA 2" in second and "DUPLICATA 3" in third
    assert [job.copy for job in spool.select_recent_jobs(box.store.read())] == [3, 2, 1]


def test_what_never_came_out_is_no_original(box: Box, nadia: Actor) -> None:
    box, done = as_text(box), submitted(box)
    box.carrier.fail_with(NotPrintedFault("no-paper"))  # type: ignore[attr-defined]
    print_queue.print_due_jobs(box)
    print_queue.cancel(box, only_job(box))
    again(box, done.case_id, done.reference, nadia)
    assert print_queue.print_due_jobs(box) == 1
    assert "DUPLICATA" not in texts(box)[0]


@pytest.mark.parametrize("answers", [True, False])
def test_after_a_doubt_every_paper_is_a_duplicate_whatever_was_said(box: Box, nadia: Actor, answers: bool) -> None:
    box, done = as_text(box), submitted(box)
    box.carrier.fail_with(UnknownFault("cut-off"))  # type: ignore[attr-defined]
    print_queue.print_due_jobs(box)
    print_queue.settle_print_job(box, only_job(box), answers, nadia)
    if answers:
        again(box, done.case_id, done.reference, nadia)
    assert print_queue.print_due_jobs(box) == 1
    assert "DUPLICATA 2" in texts(box)[1]


def test_an_attestation_after_a_receipt_is_a_duplicate(box: Box, nadia: Actor) -> None:
    """The answers are destroyed: what stays of the case is its number, its days and its proof."""
    box, done = as_text(box), submitted(box)
    print_queue.print_due_jobs(box)
    destroyed(box, done.case_id)
    print_queue.reprint_job_here(box, only_job(box), nadia)
    assert print_queue.print_due_jobs(box) == 1
    result = texts(box)[1]
    assert "DUPLICATA 2" in result and format_reference(done.reference) in result and "Benali" not in result


def test_where_nothing_prints_nothing_is_queued(box: Box, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("kiosk.services.papers.papers.for_job", lambda *_: None)
    submitted(box)
    assert jobs(box) == []


def test_a_printer_that_is_taken_away_holds_its_jobs(box: Box) -> None:
    submitted(box)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("kiosk.services.papers.papers.for_job", lambda *_: None)
        assert print_queue.print_due_jobs(box) == 0
    assert jobs(box) == [("receipt", "held", "no-printer")]
    print_queue.release(box)
    assert print_queue.print_due_jobs(box) == 1


def test_a_supplement_is_printed_in_the_sites_language(box: Box) -> None:
    supplemented(box, submitted(box).reference)
    assert [job.language for job in spool.select_jobs_in_state(box.store.read(), "pending")] == ["fr", "fr"]


def test_what_was_queued_prints_though_nobody_is_signed_in(box: Box) -> None:
    """Its key waits with it in memory, and goes when it is out."""
    case = submitted(box)
    assert box.shifts.on_shift() == []
    assert box.held.subjects() == {case.case_id}
    assert print_queue.print_due_jobs(box) == 1
    assert box.held.subjects() == set()


def test_after_a_restart_a_terminals_paper_is_canceled_and_a_desks_waits(box: Box) -> None:
    """The citizen of the terminal has gone home; whoever stands there now is somebody else."""
    submitted_alone(box, at_a_terminal(box))
    submitted(box)
    box.store.close()
    again = open_box(box.settings, box.clock)
    print_queue.recover_print_jobs(again)
    assert print_queue.print_due_jobs(again) == 0
    assert jobs(again) == [("receipt", "canceled", "interrupted"), ("receipt", "held", "waits-for-sign-in")]
    print_queue.release(again)
    assert print_queue.print_due_jobs(again) == 0, "nobody signed in"
    at_shift(again)
    print_queue.release(again)
    assert print_queue.print_due_jobs(again) == 1
    again.store.close()


def test_a_mediator_of_another_service_prints_nothing_of_it(box: Box, nadia: Actor) -> None:
    submitted(box)
    box.held.drop(only_job(box))
    box.shifts.begin(nadia.mediator_id, nadia.name, Ring({DESK: nadia.ring.privates[DESK]}), PIN)
    assert print_queue.print_due_jobs(box) == 0
    assert jobs(box) == [("receipt", "held", "waits-for-sign-in")]


def test_what_is_destroyed_is_not_waited_for_and_its_attestation_comes_out(box: Box, nadia: Actor) -> None:
    done = submitted(box)
    destroyed(box, done.case_id)
    assert box.held.subjects() == set()
    assert print_queue.print_due_jobs(box) == 1
    assert [state for _, state, _ in jobs(box)] == ["completed"]


def test_a_supplements_paper_keeps_its_case_and_not_itself(box: Box) -> None:
    done = submitted(box)
    print_queue.print_due_jobs(box)
    supplemented(box, done.reference)
    assert box.held.subjects() == {done.case_id}


TEXT = renderer_of("text-42")


@pytest.fixture
def keeping_nothing(central: Central, settings: Settings, watch: Watch) -> Iterator[Box]:
    """A box that destroys a case as soon as the hub has it."""
    box = open_box(replace(settings, retention_days=0), watch)
    set_up(box)
    enrol.enrol_at_hub(box, central.url, central.code)
    yield box
    box.store.close()


def restarted(box: Box, watch: Watch) -> Box:
    """What was held in memory is gone."""
    box.store.close()
    return open_box(box.settings, watch)


def test_a_receipt_that_waits_over_a_restart_is_the_whole_receipt(keeping_nothing: Box, watch: Watch) -> None:
    case = submitted(keeping_nothing)
    supplemented(keeping_nothing, case.reference)
    exchange_with_hub(keeping_nothing, hub_of(keeping_nothing))
    box = restarted(keeping_nothing, watch)
    assert retention.destroy_expired_data(box) == 0
    assert wrapped_keys.has_keys_left(box.store.read(), case.case_id)
    nadia = helped(box)
    box.shifts.begin(nadia.mediator_id, nadia.name, nadia.ring, PIN)
    printed = [
        (print_queue.render(box, job, TEXT, 1) or b"").decode() for job in spool.select_recent_jobs(box.store.read())
    ]
    assert len(printed) == 2 and "Benali" in printed[-1], printed
    print_queue.print_due_jobs(box)
    assert retention.destroy_expired_data(box) == 1
    box.store.close()


def test_after_a_day_without_a_printer_an_attestation_takes_its_place(keeping_nothing: Box, watch: Watch) -> None:
    """Number, day and proof are what a person needs of it, and open nothing."""
    case = submitted(keeping_nothing)
    exchange_with_hub(keeping_nothing, hub_of(keeping_nothing))
    box = restarted(keeping_nothing, watch)
    watch.wait(timedelta(hours=25))
    assert retention.destroy_expired_data(box) == 1
    (job,) = spool.select_recent_jobs(box.store.read())
    paper = (print_queue.render(box, job, TEXT, 1) or b"").decode()
    assert case.reference[:2] in paper and "Benali" not in paper
    print_queue.print_due_jobs(box)
    (job,) = spool.select_recent_jobs(box.store.read())
    assert job.state == JobState.COMPLETED
    box.store.close()
