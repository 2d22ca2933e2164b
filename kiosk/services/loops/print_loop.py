"""Prints beside the application: one thread looks what is to be done, and one for each printer does it.

A printer that stalls holds back its own papers and no other's.
"""

import threading

from kiosk.domain.printing.print_job import JobState
from kiosk.services.box.box import Box
from kiosk.services.loops.beside import BackgroundLoop
from kiosk.services.printers import printer_choice
from kiosk.services.spool import print_queue
from kiosk.services.upkeep import retention
from kiosk.store import spool

SWEEP_S = 300.0
"""Seconds between two looks for what has had its time."""
EVERY_S = 5.0
"""Seconds between two looks at the spool when nothing wakes it."""
SLOWEST_S = 15.0
"""Seconds between two looks at a printer that could not print the last times."""
ENDS_S = 4.0
"""Seconds given to jobs in hand when the application stops."""


class _AtPrinter(BackgroundLoop):
    """Talks to one printer, at once and then whenever it is woken."""

    def __init__(self, box: Box, printer_id: str) -> None:
        super().__init__(box, "print at a printer", None)
        self._printer_id = printer_id

    def _look(self) -> None:
        print_queue.print_at(self._box, self._printer_id)


class PrintLoop(BackgroundLoop):
    """Begins with what a power cut left; `wake` makes it look at once, also at printers that could not print."""

    def __init__(self, box: Box) -> None:
        super().__init__(box, "print", EVERY_S)
        self._swept = box.clock.monotonic()
        self._at: dict[str, _AtPrinter] = {}
        self._later: dict[str, tuple[float, float]] = {}
        self._called_off: set[str] = set()

    def wake(self) -> None:
        """Look now, at every printer."""
        self._later = {}
        super().wake()

    def _begin(self) -> None:
        print_queue.recover_print_jobs(self._box)

    def _look(self) -> None:
        print_queue.cancel_jobs_of_departed(self._box)
        now = self._box.clock.monotonic()
        for printer_id in print_queue.printers_with_work(self._box):
            at = self._at.get(printer_id)
            if at is None:
                at = self._at[printer_id] = _AtPrinter(self._box, printer_id)
                at.start()
            elif now >= self._later.get(printer_id, (0.0, 0.0))[0]:
                at.wake()
            else:
                continue
            self._wait_longer(printer_id, now)
        self._drop_forgotten()
        self._take_back()
        self._sweep(now)

    def _wait_longer(self, printer_id: str, now: float) -> None:
        """The more often there was still something to do, the later the next look; `wake` forgets it."""
        waited = min(SLOWEST_S, self._later.get(printer_id, (0.0, EVERY_S / 2))[1] * 2)
        self._later[printer_id] = (now + waited, waited)

    def _drop_forgotten(self) -> None:
        """A printer that was forgotten, and has no job any more, has no thread and nothing in memory."""
        in_use = print_queue.printers_in_use(self._box)
        for printer_id in self._at.keys() - in_use:
            self._at.pop(printer_id).stop()
            self._later.pop(printer_id, None)
        self._box.carriers.keep_only(in_use)

    def _take_back(self) -> None:
        """A citizen has gone while a printer is at their paper: it is called off once, without waiting for anything."""
        db = self._box.store.read()
        jobs = spool.select_session_jobs(db)
        self._called_off &= {job.id for job in jobs}
        for job in jobs:
            if job.state != JobState.PROCESSING or job.id in self._called_off or not job.try_id or job.ended:
                continue
            printer = printer_choice.find_printer(self._box, db, job.printer)
            if printer is not None and print_queue.has_citizen_left(self._box, db, job):
                self._called_off.add(job.id)
                take_back = threading.Thread(target=printer.carrier.call_off, args=(job.id,), daemon=True)
                take_back.start()

    def _sweep(self, now: float) -> None:
        """Every few minutes what has had its time goes, whether or not there is a line."""
        if now - self._swept >= SWEEP_S:
            self._swept = now
            retention.destroy_expired_data(self._box)

    def _end(self) -> None:
        for at in self._at.values():
            at.stop()
        for at in self._at.values():
            at.join(ENDS_S / len(self._at))
