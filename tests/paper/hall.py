"""A box with one printer for every paper and the print loop beside it; it can be restarted any time."""

import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass

from kiosk.services.access.open_case import open_case
from kiosk.services.box.box import Actor, Box, open_box
from kiosk.services.loops.background import PrintLoop
from kiosk.services.papers.kinds import case_receipt
from kiosk.services.printers import printer_setup
from kiosk.services.printers.printer_setup import PrinterDescription
from kiosk.services.spool import print_queue
from kiosk.store import spool
from kiosk.store.cases import Submission
from kiosk.store.spool import PrinterChoice
from tests.gallery.site.cast import PIN, every_service
from tests.gallery.site.gestures import helped, submitted

PATIENCE_S = 20.0
"""Seconds to wait for anything that a healthy machine does in two."""


@dataclass
class Hall:
    """`box` is the one that is open now; `loop` is None while it is not started."""

    box: Box
    loop: PrintLoop | None = None

    @property
    def nadia(self) -> Actor:
        return helped(self.box)

    def signs_in(self) -> None:
        """Nadia signs in: jobs that waited for her keys are tried again."""
        self.box.shifts.begin("a" * 32, "Nadia Roux", every_service(self.box), PIN)
        print_queue.release(self.box)

    def starts(self) -> None:
        """Start the print loop, as beside the application."""
        self.loop = PrintLoop(self.box)
        self.loop.start()

    def stops(self) -> None:
        """Stop the loop, after the job in hand."""
        if self.loop is not None:
            self.loop.stop()
            self.loop.join(PATIENCE_S)
            assert not self.loop.is_alive()
            self.loop = None

    def restarts(self) -> None:
        """Close and reopen the box, and sign Nadia in."""
        self.ends()
        self.box = open_box(self.box.settings, self.box.clock)
        self.starts()
        self.signs_in()

    def ends(self) -> None:
        """Close the box."""
        self.stops()
        self.box.store.close()

    @property
    def jobs(self) -> list[tuple[str, str]]:
        """(state, detail) of each job, oldest first."""
        return [(row.state, row.detail) for row in reversed(spool.select_recent_jobs(self.box.store.read()))]

    @property
    def states(self) -> list[str]:
        return [state for state, _ in self.jobs]

    def submits(self) -> Submission:
        """Submit a case at the desk, which queues its receipt."""
        return submitted(self.box)

    def again(self, case: Submission) -> None:
        """Print its receipt once more."""
        nadia = self.nadia
        opened, receipt = open_case(self.box, case.case_id, nadia), case_receipt.RECEIPT
        with self.box.store.write() as db:
            print_queue.queue_paper(self.box, db, receipt, case.reference, case.case_id, opened.case, nadia, opened.key)

    def says(self, came_out: bool) -> None:
        """Answer, as Nadia, about the only job whose outcome is unknown."""
        (job,) = spool.select_jobs_in_state(self.box.store.read(), "unknown")
        print_queue.settle_print_job(self.box, job.id, came_out, self.nadia)

    def waits_for(self, *states: str) -> None:
        """Wait until the jobs are in these states, oldest first."""
        self.until(lambda: tuple(self.states) == states, f"{states}")

    def waits_at_the_printer(self) -> None:
        """Wait until the newest job is in the printer's queue, and no longer in ours."""
        self.until(lambda: self.jobs[-1][0] == "processing" and self.jobs[-1][1] != "", "a job that is handed over")

    def until(self, said: Callable[[], bool], what: str) -> None:
        """Wait until it is so, waking the loop meanwhile. Raises AssertionError after `PATIENCE_S`."""
        end = time.monotonic() + PATIENCE_S
        while not said():
            assert time.monotonic() < end, f"waited in vain for {what}: {self.jobs}"
            if self.loop is not None:
                self.loop.wake()
            time.sleep(0.1)

    def looks_on(self) -> None:
        """Stop the loop, and print what is still due."""
        self.stops()
        for _ in range(3):
            print_queue.print_due_jobs(self.box)


@contextmanager
def hall_with(
    box: Box, carrier: str, settings: Mapping[str, str], paper: str, profile: str = "default"
) -> Iterator[Hall]:
    """A box whose every paper goes to one printer, with Nadia on shift and the loop running."""
    printer_id = printer_setup.add_printer(
        box, PrinterDescription("Accueil", carrier, settings, paper, profile), Actor()
    )
    printer_setup.choose_printer(box, PrinterChoice("", "", printer_id), Actor())
    hall = Hall(box)
    hall.signs_in()
    hall.starts()
    try:
        yield hall
    finally:
        hall.ends()
