"""The hall of the machine as it really is: a box with its store, keys, sessions and services."""

from dataclasses import replace

from kiosk.domain.printing.print_job import PrintJob
from kiosk.services.box import data_keys
from kiosk.services.box.box import Actor, Box
from kiosk.services.box.job_keys import Held
from kiosk.services.box.live_printers import Carriers
from kiosk.services.papers import paper_printer
from kiosk.services.papers.kinds import case_receipt
from kiosk.services.printers import printer_choice
from kiosk.services.printers.printer_choice import Printer
from kiosk.services.spool import citizen_presence, print_queue
from kiosk.store.cases import cases
from kiosk.store.cases.cases import Submission
from kiosk.store.printing import spool
from tests.gallery.site.gestures import at_a_terminal, helped, leaves
from tests.services.simulated_printer import Letters, Mortal, Simulated


class StoredHall:
    """A box whose store is `Mortal`, emptied of print jobs, and what three citizens have submitted."""

    def __init__(
        self, box: Box, power: Mortal, submitted: tuple[Submission, ...], queue: bool, remembers: bool
    ) -> None:  # fmt: skip
        power.left = None
        with power.write() as db:
            for table in ("job_states", "tries", "unprinted", "jobs", "sessions"):
                db.conn.execute(f"DELETE FROM {table}")
        self.power, self.submitted = power, submitted
        self.printer = Simulated(power, queue, remembers)
        self.box = replace(box, store=power, carrier=self.printer, held=Held(), carriers=Carriers())
        self.nadia = helped(self.box)
        self.alone: Actor | None = None
        self.stays = 0
        known = Printer("", "", self.printer, Letters())
        paper_printer.for_job = lambda box, db, station_id, kind, subject="": known
        printer_choice.get = lambda box, db, printer_id: known

    def asks(self, who: int, alone: bool) -> None:
        if alone and self.alone is None:
            self.stays += 1
            self.alone = at_a_terminal(self.box, letter=chr(0x61 + self.stays % 26))
        made, db = self.submitted[who], self.box.store.read()
        key = data_keys.open_key(db, made.case_id, self.nadia)
        case, actor = cases.get(db, made.case_id, key), self.alone if alone else self.nadia
        print_queue.print_again(
            self.box, case_receipt.KIND, made.reference, made.case_id, case, actor or self.nadia, key
        )

    def leaves(self) -> None:
        if self.alone is not None:
            leaves(self.box, self.alone)
            self.alone = None
        citizen_presence.cancel_jobs_of_departed(self.box)
        self.looks()  # leaving wakes the loop

    def looks(self) -> None:
        print_queue.print_due(self.box)

    def starts(self) -> None:
        self.alone = None
        self.box = replace(self.box, held=Held(), carriers=Carriers())
        print_queue.recover(self.box)
        self.looks()

    def signs_in(self) -> None:
        print_queue.release(self.box)

    def settle(self, job_id: str, came_out: bool) -> None:
        print_queue.settle(self.box, job_id, came_out, self.nadia)

    def cancel(self, job_id: str) -> None:
        print_queue.cancel(self.box, job_id)

    def jobs(self) -> list[PrintJob]:
        return spool.recent(self.box.store.read(), limit=1000)[::-1]

    def has_left(self, job: PrintJob) -> bool:
        return citizen_presence.has_left(self.box, self.box.store.read(), job)
