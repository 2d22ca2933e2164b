"""Papers come out once, and where nobody knows a person is asked."""

import subprocess
import sys
import threading
import time
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from kiosk.errors import Refused
from kiosk.services import desk, printers, spooler
from kiosk.services.box import Actor, Box, open_box
from kiosk.services.spooler import PrintLoop
from kiosk.store import spool
from printers.errors import NotPrinted, Unknown
from tests.cast import PIN, every_service
from tests.gestures import submitted, supplemented
from tests.services.conftest import fault_of
from tests.source import ROOT

KILLED = """
import sys, time
from dataclasses import replace
from pathlib import Path
from kiosk.services import spooler
from kiosk.services.box import open_box
from kiosk.settings import Settings
from printers.carriers.dummy import Dummy
from tests.cast import PIN, every_service

class Slow(Dummy):
    def carry(self, job_id, title, data):
        print(job_id, flush=True)
        time.sleep(60)

box = open_box(Settings(data=Path(sys.argv[1]), site_code="SA", printer="dummy"))
box.shifts.begin("a" * 32, "Nadia Roux", every_service(box), PIN)
spooler.print_due(replace(box, carrier=Slow()))
"""
"""A printer that is printing when the power goes."""


def jobs(box: Box) -> list[tuple[str, str, str]]:
    """(kind, state, detail), oldest first."""
    return [(each["kind"], each["state"], each["detail"]) for each in reversed(spool.recent(box.store.read()))]


def printed(box: Box) -> list[tuple[str, bytes]]:
    found: list[tuple[str, bytes]] = box.carrier.jobs  # type: ignore[attr-defined]
    return found


def at_shift(box: Box) -> None:
    """Nadia has signed in again."""
    box.shifts.begin("a" * 32, "Nadia Roux", every_service(box), PIN)


def only_job(box: Box) -> str:
    (job,) = spool.recent(box.store.read())
    return str(job["id"])


def test_a_receipt_comes_out_once(box: Box) -> None:
    submitted(box)
    assert spooler.print_due(box) == 1
    assert spooler.print_due(box) == 0
    ((job_id, data),) = printed(box)
    assert (job_id, data[:5]) == (only_job(box), b"%PDF-")
    assert jobs(box) == [("receipt", "completed", "")]


def test_a_job_prints_once_even_when_two_loops_race(box: Box) -> None:
    for _ in range(4):
        submitted(box)
    together = threading.Barrier(3, timeout=60)

    def look(_: int) -> int:
        together.wait()
        return spooler.print_due(box)

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
    spooler.recover(again)
    assert jobs(again) == [("receipt", "unknown", "interrupted")]
    assert spooler.print_due(again) == 0, "nobody prints it again unasked"
    spooler.settle(again, job_id, came_out=False)
    assert spooler.print_due(again) == 0
    assert jobs(again) == [("receipt", "held", "waits-for-sign-in")], "the key was in the memory that is gone"
    at_shift(again)
    spooler.release(again)
    assert spooler.print_due(again) == 1
    again.store.close()


def test_a_printer_that_is_not_sure_asks_and_one_that_is_says_why(box: Box) -> None:
    box.carrier.fail_with(Unknown("not-confirmed"), NotPrinted("disk-full"))  # type: ignore[attr-defined]
    for _ in range(3):
        submitted(box)
    assert spooler.print_due(box) == 1
    assert jobs(box) == [
        ("receipt", "unknown", "not-confirmed"), ("receipt", "aborted", "disk-full"), ("receipt", "completed", ""),
    ]  # fmt: skip


class Breaking:
    """A printer driver with a fault of its own."""

    def __init__(self) -> None:
        self.jobs: list[str] = []

    def what_is_wrong(self) -> None:
        return None

    def carry(self, job_id: str, title: str, data: bytes) -> None:
        self.jobs.append(job_id)
        raise ZeroDivisionError


def test_a_fault_of_a_driver_leaves_no_job_in_between(box: Box) -> None:
    submitted(box)
    submitted(box)
    broken: Any = Breaking()
    loop = PrintLoop(replace(box, carrier=broken))
    loop.start()
    until = time.monotonic() + 10
    while len(broken.jobs) < 2 and time.monotonic() < until:
        loop.wake()
        time.sleep(0.01)
    loop.stop()
    loop.join(10)
    assert not loop.is_alive()
    assert jobs(box) == [("receipt", "unknown", "fault-here")] * 2, "it may have come out: nobody knows"


def test_what_can_no_longer_be_made_does_not_stop_the_rest(box: Box, nadia: Actor) -> None:
    done = submitted(box)
    submitted(box)
    with box.store.write() as db:
        spooler.queue(box, db, "update", done.reference, f"{done.reference}:gone", None, Actor())
    assert spooler.print_due(box) == 2
    assert jobs(box)[-1] == ("update", "aborted", "nothing-to-print")


def test_a_person_says_once_what_they_saw(box: Box) -> None:
    box.carrier.fail_with(Unknown("not-confirmed"))  # type: ignore[attr-defined]
    submitted(box)
    spooler.print_due(box)
    together = threading.Barrier(4, timeout=60)

    def says(_: int) -> bool:
        together.wait()
        try:
            spooler.settle(box, only_job(box), came_out=False)
        except Refused as refused:
            assert refused.code == "no-such-job"
            return False
        return True

    with ThreadPoolExecutor(4) as four:
        assert sum(four.map(says, range(4))) == 1
    assert spooler.print_due(box) == 1
    with pytest.raises(Refused):
        spooler.settle(box, only_job(box), came_out=True)


def test_what_came_out_is_done(box: Box) -> None:
    box.carrier.fail_with(Unknown("not-confirmed"))  # type: ignore[attr-defined]
    submitted(box)
    spooler.print_due(box)
    spooler.settle(box, only_job(box), came_out=True)
    assert jobs(box) == [("receipt", "completed", "said-by-a-person")]
    assert spooler.print_due(box) == 0


def test_a_paper_nobody_wants_is_not_printed(box: Box) -> None:
    submitted(box)
    spooler.cancel(box, only_job(box))
    assert spooler.print_due(box) == 0
    for job_id in (only_job(box), "x" * 32):
        with pytest.raises(Refused) as refused:
            spooler.cancel(box, job_id)
        assert fault_of(refused) == "no-such-job"


def test_a_second_copy_says_so(box: Box, nadia: Actor) -> None:
    done = submitted(box)
    opened = desk.open_case(box, done.case_id, nadia)
    spooler.print_again(box, "receipt", done.reference, done.case_id, opened.case, nadia, opened.key)
    copies = sorted(job["copy"] for job in spool.in_state(box.store.read(), "pending"))
    assert copies == [1, 2]
    text = replace(box, settings=replace(box.settings, paper="text"))
    (again,) = [job for job in spool.in_state(text.store.read(), "pending") if job["copy"] == 2]
    made = spooler.render(text, again, printers.renderer_of("text-42"))
    assert made is not None and "DUPLICATA 2" in made.decode()


def test_a_supplement_is_printed_in_the_sites_language(box: Box) -> None:
    supplemented(box, submitted(box).reference)
    assert [job["language"] for job in spool.in_state(box.store.read(), "pending")] == ["fr", "fr"]


def test_the_loop_prints_when_it_is_woken(box: Box, tmp_path: Path) -> None:
    loop = PrintLoop(box)
    loop.start()
    submitted(box)
    until = time.monotonic() + 10
    while not printed(box) and time.monotonic() < until:
        loop.wake()
        time.sleep(0.01)
    loop.stop()
    loop.join(10)
    assert len(printed(box)) == 1
