"""A town hall at work: its box, one printer for every paper, and the loop beside; it can be begun anew any time."""

import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass

from gallery.site.cast import PIN, every_service
from gallery.site.gestures import helped, submitted
from kiosk.services.access.open_case import open_case
from kiosk.services.box.box import Actor, Box, open_box
from kiosk.services.loops.print_loop import PrintLoop
from kiosk.services.printers import printer_setup
from kiosk.services.printers.printer_setup import Described
from kiosk.services.spool import print_queue
from kiosk.store.cases.cases import Submission
from kiosk.store.printing import spool
from kiosk.store.printing.printers import Choice

PATIENCE_S = 20.0
"""Seconds for anything that a healthy machine does in two."""


@dataclass
class Hall:
    """`box` is the one that is open now; `loop` is None while nobody has started it."""

    box: Box
    loop: PrintLoop | None = None

    @property
    def nadia(self) -> Actor:
        return helped(self.box)

    def signs_in(self) -> None:
        """Nadia is on shift: what waited for her keys is tried again."""
        self.box.shifts.begin("a" * 32, "Nadia Roux", every_service(self.box), PIN)
        print_queue.release(self.box)

    def starts(self) -> None:
        """The loop runs, as it does beside the application."""
        self.loop = PrintLoop(self.box)
        self.loop.start()

    def stops(self) -> None:
        """The loop has ended, its job in hand too."""
        if self.loop is not None:
            self.loop.stop()
            self.loop.join(PATIENCE_S)
            assert not self.loop.is_alive()
            self.loop = None

    def restarts(self) -> None:
        """The box is switched off and on, and Nadia signs in."""
        self.ends()
        self.box = open_box(self.box.settings, self.box.clock)
        self.starts()
        self.signs_in()

    def ends(self) -> None:
        """The box is switched off."""
        self.stops()
        self.box.store.close()

    @property
    def jobs(self) -> list[tuple[str, str]]:
        """(state, detail) of each, oldest first."""
        return [(row.state, row.detail) for row in reversed(spool.recent(self.box.store.read()))]

    @property
    def states(self) -> list[str]:
        return [state for state, _ in self.jobs]

    def submits(self) -> Submission:
        """A case at the desk, whose receipt waits to be printed."""
        return submitted(self.box)

    def again(self, case: Submission) -> None:
        """Its receipt is asked for once more."""
        opened = open_case(self.box, case.case_id, self.nadia)
        print_queue.print_again(self.box, "receipt", case.reference, case.case_id, opened.case, self.nadia, opened.key)

    def says(self, came_out: bool) -> None:
        """What Nadia answers about the only paper of which nobody knows."""
        (job,) = spool.in_state(self.box.store.read(), "unknown")
        print_queue.settle(self.box, job.id, came_out, self.nadia)

    def waits_for(self, *states: str) -> None:
        """Until the jobs are in these states, oldest first."""
        self.until(lambda: tuple(self.states) == states, f"{states}")

    def waits_at_the_printer(self) -> None:
        """Until the newest job is in the hands of a queue, and no more in ours."""
        self.until(lambda: self.jobs[-1][0] == "processing" and self.jobs[-1][1] != "", "a job that is handed over")

    def until(self, said: Callable[[], bool], what: str) -> None:
        """Until it is so, the loop being woken meanwhile. Raises AssertionError after `PATIENCE_S`."""
        end = time.monotonic() + PATIENCE_S
        while not said():
            assert time.monotonic() < end, f"waited in vain for {what}: {self.jobs}"
            if self.loop is not None:
                self.loop.wake()
            time.sleep(0.1)

    def looks_on(self) -> None:
        """Everything that may still be printed is, by a loop that has ended."""
        self.stops()
        for _ in range(3):
            print_queue.print_due(self.box)


@contextmanager
def hall_with(
    box: Box, carrier: str, settings: Mapping[str, str], paper: str, profile: str = "default"
) -> Iterator[Hall]:
    """A box whose every paper goes to one printer, with Nadia on shift and the loop at work."""
    printer_id = printer_setup.add(box, Described("Accueil", carrier, settings, paper, profile), Actor())
    printer_setup.choose(box, Choice("", "", printer_id), Actor())
    hall = Hall(box)
    hall.signs_in()
    hall.starts()
    try:
        yield hall
    finally:
        hall.ends()
