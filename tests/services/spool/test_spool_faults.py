"""Any sequence of faults: nothing lost, nothing double without DUPLICATA, no paper of two, none in an empty hall."""

from collections.abc import Callable
from contextlib import suppress
from dataclasses import replace
from functools import partial
from typing import Any, ClassVar

import pytest
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    initialize,
    invariant,
    precondition,
    rule,
    run_state_machine_as_test,
)

from kiosk.crypto import keys
from kiosk.domain.printing.print_job import JobState, PrintJob
from kiosk.errors import Refused
from kiosk.services.box import data_keys
from kiosk.services.box.box import Actor, Box
from kiosk.services.box.in_memory import Carriers, JobKeys
from kiosk.services.papers import papers
from kiosk.services.papers.kinds import case_receipt
from kiosk.services.printers import printer_choice
from kiosk.services.printers.printer_choice import Printer
from kiosk.services.spool import print_queue
from kiosk.store import cases, spool
from kiosk.store.cases import Submission
from tests.gallery.site.cast import PIN, every_service
from tests.gallery.site.gestures import at_a_terminal, helped, leaves, submitted
from tests.long_runs import how_many
from tests.services.simulated_printer import FAULTS, Killed, Letters, Mortal, Simulated


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
        self.box = replace(box, store=power, carrier=self.printer, held=JobKeys(), carriers=Carriers())
        self.nadia = helped(self.box)
        self.alone: Actor | None = None
        self.stays = 0
        known = Printer("", "", self.printer, Letters())
        papers.for_job = lambda box, db, station_id, kind, subject="": known
        printer_choice.find_printer = lambda box, db, printer_id: known

    def asks(self, who: int, alone: bool) -> None:
        if alone and self.alone is None:
            self.stays += 1
            self.alone = at_a_terminal(self.box, letter=chr(0x61 + self.stays % 26))
        made, db = self.submitted[who], self.box.store.read()
        key = data_keys.open_key(db, made.case_id, self.nadia)
        case, actor = cases.read_case(db, made.case_id, key), self.alone if alone else self.nadia
        paper = case_receipt.RECEIPT
        with self.box.store.write() as db:
            print_queue.queue_paper(self.box, db, paper, made.reference, made.case_id, case, actor or self.nadia, key)

    def leaves(self) -> None:
        if self.alone is not None:
            leaves(self.box, self.alone)
            self.alone = None
        print_queue.cancel_jobs_of_departed(self.box)
        self.looks()  # leaving wakes the loop

    def looks(self) -> None:
        print_queue.print_due_jobs(self.box)

    def starts(self) -> None:
        self.alone = None
        self.box = replace(self.box, held=JobKeys(), carriers=Carriers())
        print_queue.recover_print_jobs(self.box)
        self.looks()

    def signs_in(self) -> None:
        print_queue.release(self.box)

    def settle(self, job_id: str, came_out: bool) -> None:
        print_queue.settle_print_job(self.box, job_id, came_out, self.nadia)

    def cancel(self, job_id: str) -> None:
        print_queue.cancel(self.box, job_id)

    def jobs(self) -> list[PrintJob]:
        return spool.select_recent_jobs(self.box.store.read(), limit=1000)[::-1]

    def has_left(self, job: PrintJob) -> bool:
        return print_queue.has_citizen_left(self.box, self.box.store.read(), job)


CITIZENS = st.integers(0, 2)


class Spool(RuleBasedStateMachine):
    """A class of it is given what makes its `Hall` (is there a queue before the printer, does it remember its jobs)."""

    hall_of: ClassVar[Callable[[bool, bool], StoredHall]]

    def __init__(self) -> None:
        super().__init__()
        self.alone = False
        self.gone: set[str] = set()
        self.given_up: set[str] = set()

    @initialize(queue=st.booleans(), remembers=st.booleans())
    def a_printer(self, queue: bool, remembers: bool) -> None:
        self.hall = type(self).hall_of(queue, remembers)
        self.printer = self.hall.printer

    @rule(who=CITIZENS)
    def someone_at_the_desk_asks(self, who: int) -> None:
        self.hall.asks(who, alone=False)

    @rule(who=CITIZENS)
    def someone_alone_asks(self, who: int) -> None:
        self.alone = True
        self.hall.asks(who, alone=True)

    @precondition(lambda self: self.alone)
    @rule()
    def who_was_alone_leaves(self) -> None:
        with self._power():
            self.hall.leaves()
        self.alone = False
        self.gone |= {job.id for job in self.hall.jobs() if job.session and self.hall.has_left(job)}

    @rule()
    def the_loop_looks(self) -> None:
        with self._power():
            self.hall.looks()

    @rule(fault=st.sampled_from(FAULTS))
    def something_will_happen_to_the_next_bytes(self, fault: str) -> None:
        self.printer.fault = fault

    @rule(fault=st.sampled_from(FAULTS), who=CITIZENS, alone=st.booleans())
    def something_happens_while_it_prints(self, fault: str, who: int, alone: bool) -> None:
        self.printer.fault = fault
        if alone:
            self.someone_alone_asks(who)
        else:
            self.someone_at_the_desk_asks(who)
        self.the_loop_looks()

    @rule(writes=st.integers(0, 7))
    def the_box_will_lose_its_power(self, writes: int) -> None:
        with self._power():
            self.hall.power.left = writes
            self.hall.looks()
            self.hall.power.left = None

    @rule()
    def the_printer_is_switched_off_or_on(self) -> None:
        self.printer.on = not self.printer.on
        if not self.printer.on:
            self.printer.starts_anew()

    @rule()
    def the_paper_runs_out_or_is_put_in(self) -> None:
        self.printer.has_paper = not self.printer.has_paper

    @rule()
    def the_queue_is_stuck_or_freed(self) -> None:
        self.printer.paused = not self.printer.paused

    @rule()
    def the_printer_goes_on(self) -> None:
        if self.printer.on and self.printer.has_paper:
            self.printer.goes_on()
            out = self.printer.prints_what_waits()
            assert not self.gone & set(out), "a paper came out of the queue into an empty hall"

    @precondition(lambda self: bool(self.printer.waiting))
    @rule()
    def somebody_empties_the_queue(self) -> None:
        self.printer.drops(self.printer.waiting[0][0])

    @rule(seen=st.booleans())
    def the_desk_is_asked(self, seen: bool) -> None:
        """Who says that it came out is right; who says that it did not may be mistaken."""
        for job in self._in(JobState.UNKNOWN):
            out = seen and self._is_out(job.id)
            with suppress(Refused):
                self.hall.settle(job.id, out)

    @precondition(lambda self: bool(self._in(JobState.PENDING)))
    @rule()
    def the_desk_gives_one_up(self) -> None:
        job = self._in(JobState.PENDING)[0]
        self.hall.cancel(job.id)
        self.given_up.add(job.id)

    @invariant()
    def no_paper_holds_two_jobs(self) -> None:
        for paper in self.printer.papers if hasattr(self, "printer") else ():
            assert len({piece.job_id for piece in paper}) == 1, "a line of one citizen on another's paper"
            assert len(paper) == 1, "two tries on one paper"

    @invariant()
    def no_two_papers_are_the_same(self) -> None:
        pairs = [(piece.reference, piece.copy) for piece in self._pieces()]
        assert len(pairs) == len(set(pairs)), "double, and not marked as such"

    def teardown(self) -> None:
        """Everything is mended, and a truthful person answers: whatever nobody gave up is on paper by then."""
        if not hasattr(self, "printer"):
            return
        self.printer.mended()
        for _ in range(12):
            with self._power():
                self.hall.signs_in()
                self.printer.goes_on()
                self.hall.looks()
                self.printer.prints_what_waits()
            for state in (JobState.UNKNOWN, JobState.ABORTED):
                for job in self._in(state):
                    with suppress(Refused):
                        self.hall.settle(job.id, self._is_out(job.id))
                self.no_paper_holds_two_jobs()
        self.no_two_papers_are_the_same()
        self._nothing_is_lost()

    def _nothing_is_lost(self) -> None:
        for job in self.hall.jobs():
            if job.state == JobState.CANCELED:
                assert job.id in self.given_up or job.session, "canceled by nobody"
                continue
            assert job.state == JobState.COMPLETED, f"lost: {job.state} {job.detail}"
            assert self._is_out(job.id), "said to be out, and it is not"

    def _in(self, state: JobState) -> list[PrintJob]:
        return [job for job in self.hall.jobs() if job.state == state]

    def _is_out(self, job_id: str) -> bool:
        return any(piece.job_id == job_id and piece.whole for piece in self._pieces())

    def _pieces(self) -> list[Any]:
        return self.printer.pieces() if hasattr(self, "printer") else []

    def _power(self) -> "UnderPower":
        return UnderPower(self)


class UnderPower:
    """What happens at the box while it has power; where it is killed, it starts anew at once."""

    def __init__(self, machine: Spool) -> None:
        self._machine = machine

    def __enter__(self) -> None:
        """It has."""

    def __exit__(self, kind: Any, killed: Any, trace: Any) -> bool:
        machine = self._machine
        if not isinstance(killed, Killed):
            return False
        for _ in range(9):  # it can be killed again while it starts
            machine.hall.power.left = None
            with suppress(Killed):
                machine.hall.starts()
                break
        machine.alone = False
        machine.gone |= {job.id for job in machine.hall.jobs() if job.session and not job.is_over}
        return True


FEW = settings(
    max_examples=how_many(30, 1000), stateful_step_count=25, deadline=None, database=None,
    suppress_health_check=list(HealthCheck),
)  # fmt: skip


def test_whatever_happens_each_paper_comes_out_once(box: Box, monkeypatch: pytest.MonkeyPatch) -> None:
    for module, name in ((papers, "for_job"), (printer_choice, "find_printer")):
        monkeypatch.setattr(module, name, getattr(module, name))  # the machine puts its own there
    made = tuple(submitted(box) for _ in range(3))
    box.shifts.begin("a" * 32, "Nadia Roux", every_service(box), PIN)
    store = Mortal(box.settings.paths.database, keys.read_seed(box.settings.paths.database_key))
    hall_of = partial(StoredHall, box, store, made)
    try:
        run_state_machine_as_test(type("AtWork", (Spool,), {"hall_of": staticmethod(hall_of)}), settings=FEW)
    finally:
        store.close()
