"""The loop beside the application: one thread for each printer, and what a citizen leaves without is taken back."""

import threading
import time
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from typing import Any

import pytest

from kiosk.services.box.box import Actor, Box
from kiosk.services.loops.print_loop import PrintLoop
from kiosk.services.papers import paper_printer
from kiosk.services.printers import printer_choice, printer_setup
from kiosk.services.printers.printer_choice import Printer
from kiosk.store.printing import printers as store
from kiosk.store.printing import spool
from kiosk.store.printing.printers import Choice
from printers.carrier import NOT_PRINTED, NotPrinted
from printers.carriers.dummy import Dummy
from tests.gallery.site.gestures import at_a_terminal, helped, leaves, submitted, submitted_alone
from tests.gallery.site.print_jobs import Late, added


def jobs(box: Box) -> list[tuple[str, str]]:
    """(state, detail), oldest first."""
    return [(row.state, row.detail) for row in reversed(spool.recent(box.store.read()))]


def until(loop: PrintLoop, said: Callable[[], bool], seconds: float = 20.0) -> bool:
    """Whether it is so within this time, while the loop is woken."""
    end = time.monotonic() + seconds
    while not said() and time.monotonic() < end:
        loop.wake()
        time.sleep(0.02)
    return said()


def ended(loop: PrintLoop) -> None:
    loop.stop()
    loop.join(10)
    assert not loop.is_alive()


class Breaking(Dummy):
    """A printer driver with a fault of its own."""

    def carry(self, job_id: str, title: str, data: bytes) -> None:
        self.jobs.append((job_id, data))
        raise ZeroDivisionError("Benali, née le 3 février 1945")


@dataclass(slots=True)
class Stalled(Dummy):
    """It has taken the bytes and does not say more, until it is let go or the job is called off."""

    goes_on: threading.Event = field(default_factory=threading.Event)
    at_it: threading.Event = field(default_factory=threading.Event)
    canceled: list[str] = field(default_factory=list)

    def carry(self, job_id: str, title: str, data: bytes) -> None:
        self.at_it.set()
        assert self.goes_on.wait(30)
        if job_id in self.canceled:
            raise NotPrinted("canceled")
        self.jobs.append((job_id, data))

    def call_off(self, job_id: str) -> str:
        self.canceled.append(job_id)
        self.goes_on.set()
        return NOT_PRINTED


def test_the_loop_prints_when_it_is_woken(box: Box) -> None:
    carrier: Any = box.carrier
    loop = PrintLoop(box)
    loop.start()
    submitted(box)
    assert until(loop, lambda: bool(carrier.jobs))
    ended(loop)
    assert len(carrier.jobs) == 1


def test_a_fault_of_a_driver_leaves_no_job_in_between_and_its_words_reach_no_log(
    box: Box, caplog: pytest.LogCaptureFixture
) -> None:
    submitted(box)
    submitted(box)
    broken = Breaking()
    loop = PrintLoop(replace(box, carrier=broken))
    loop.start()
    assert until(loop, lambda: len(broken.jobs) == 2)
    ended(loop)
    assert jobs(box) == [("unknown", "fault-here")] * 2, "it may have come out: nobody knows"
    faults = [record for record in caplog.records if record.levelname == "ERROR"]
    assert faults and all(record.trace[-1] == "ZeroDivisionError" for record in faults)  # type: ignore[attr-defined]
    assert "Benali" not in caplog.text + repr([vars(record) for record in faults])


def test_a_printer_that_stalls_holds_back_no_other(box: Box, monkeypatch: pytest.MonkeyPatch) -> None:
    stalled, well = Stalled(), Dummy()
    renderer = printer_choice.usual(box).renderer
    known = {row.id: row for row in (Printer("a", "A", stalled, renderer), Printer("b", "B", well, renderer))}
    monkeypatch.setattr(
        paper_printer, "for_job", lambda box, db, station_id, kind, subject="": known[station_id or "a"]
    )
    monkeypatch.setattr(printer_choice, "get", lambda box, db, printer_id: known[printer_id])
    submitted(box)
    loop = PrintLoop(box)
    loop.start()
    assert stalled.at_it.wait(20)
    submitted(box, actor=replace(helped(box), station_id="b"))
    assert until(loop, lambda: len(well.jobs) == 1)
    assert not stalled.jobs
    stalled.goes_on.set()
    assert until(loop, lambda: len(stalled.jobs) == 1)
    ended(loop)
    assert jobs(box) == [("completed", "")] * 2


def test_a_citizen_who_goes_while_the_printer_stalls_leaves_no_paper(box: Box) -> None:
    stalled, alone = Stalled(), at_a_terminal(box)
    loop = PrintLoop(replace(box, carrier=stalled))
    submitted(box)
    stalled.goes_on.set()
    loop.start()
    assert until(loop, lambda: jobs(box) == [("completed", "")]), "the start is over"
    stalled.goes_on.clear()
    stalled.at_it.clear()
    submitted_alone(box, alone)
    loop.wake()
    assert stalled.at_it.wait(20)
    leaves(box, alone)
    assert until(loop, lambda: jobs(box)[1][0] == "canceled")
    ended(loop)
    assert len(stalled.jobs) == 1


def test_a_printer_that_is_forgotten_has_no_thread_and_nothing_in_memory_any_more(box: Box) -> None:
    forgotten = added(box, "Rouleau")
    with box.store.write() as db:
        store.choose(db, Choice("", "", forgotten))
    submitted(box)
    loop = PrintLoop(box)
    loop.start()
    assert until(loop, lambda: jobs(box) == [("completed", "")])
    assert len(at_printers()) == 1
    late = Late()
    box.carriers.wrong(forgotten, late, 0.0)
    printer_setup.forget(box, forgotten, Actor())
    assert until(loop, lambda: not at_printers())
    late.may_say.set()
    loop.wake()
    carriers = box.carriers
    assert until(loop, lambda: not {forgotten} & {*carriers._live, *carriers._looks, *carriers._turns})
    submitted(box)
    assert until(loop, lambda: [state for state, _ in jobs(box)] == ["completed"] * 2), "the usual one goes on"
    ended(loop)


def at_printers() -> list[threading.Thread]:
    """The threads that talk to printers now."""
    return [thread for thread in threading.enumerate() if thread.name == "print at a printer"]


def test_what_was_called_off_is_remembered_while_it_prints_and_no_longer(box: Box) -> None:
    stalled, alone = Stalled(), at_a_terminal(box)
    loop = PrintLoop(replace(box, carrier=stalled))
    loop.start()
    submitted_alone(box, alone)
    loop.wake()
    assert stalled.at_it.wait(20)
    leaves(box, alone)
    assert until(loop, lambda: jobs(box)[0][0] == "canceled")
    assert until(loop, lambda: not loop._called_off)
    assert stalled.canceled
    ended(loop)
