"""A state machine of faults at a box with one printer, a desk and a terminal, and what must hold after each."""

from collections import Counter
from contextlib import suppress
from dataclasses import replace
from typing import Any

from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    initialize,
    invariant,
    precondition,
    rule,
)

from gallery.site.gestures import at_a_terminal, helped, leaves
from kiosk.errors import Refused
from kiosk.services.box import data_keys
from kiosk.services.box.box import Actor, Box
from kiosk.services.box.job_keys import Held
from kiosk.services.box.live_printers import Carriers
from kiosk.services.papers import paper_printer
from kiosk.services.printers import printer_choice
from kiosk.services.printers.printer_choice import Printer
from kiosk.services.spool import citizen_presence, print_queue
from kiosk.store.cases import cases
from kiosk.store.cases.cases import Submission
from kiosk.store.printing import spool
from kiosk.store.printing.spool import JobState
from trials.spool.simulated import FAULTS, Killed, Letters, Mortal, Simulated

CITIZENS = st.integers(0, 2)
COUNTED: Counter[str] = Counter()
"""What all sequences of this process saw."""


class Spool(RuleBasedStateMachine):
    """A class of it is given its `box`, whose store is `Mortal`, and what three citizens have submitted."""

    box: Box
    submitted: tuple[Submission, ...]

    def __init__(self) -> None:
        super().__init__()
        store: Any = type(self).box.store
        store.left = None
        with store.write() as db:
            for table in ("job_states", "tries", "unprinted", "jobs", "sessions"):
                db.conn.execute(f"DELETE FROM {table}")
        self.store: Mortal = store
        self.stays = 0
        self.alone: Actor | None = None
        self.gone: set[str] = set()
        self.given_up: set[str] = set()

    @initialize(queue=st.booleans(), remembers=st.booleans())
    def a_printer(self, queue: bool, remembers: bool) -> None:
        self.printer = Simulated(self.store, queue, remembers)
        self.box = replace(type(self).box, carrier=self.printer, held=Held(), carriers=Carriers())
        self.nadia = helped(self.box)
        known = Printer("", "", self.printer, Letters())
        paper_printer.for_job = lambda box, db, station_id, kind, subject="": known
        printer_choice.get = lambda box, db, printer_id: known

    @rule(who=CITIZENS)
    def someone_at_the_desk_asks(self, who: int) -> None:
        self._asks(who, self.nadia)

    @rule(who=CITIZENS)
    def someone_alone_asks(self, who: int) -> None:
        if self.alone is None:
            self.stays += 1
            self.alone = at_a_terminal(self.box, letter=chr(0x61 + self.stays % 26))
        self._asks(who, self.alone)

    @precondition(lambda self: self.alone is not None)
    @rule()
    def who_was_alone_leaves(self) -> None:
        assert self.alone is not None
        leaves(self.box, self.alone)
        with self._power():
            citizen_presence.cancel_jobs_of_departed(self.box)
            print_queue.print_due(self.box)  # leaving wakes the loop
        self._alone_no_more()

    @rule()
    def the_loop_looks(self) -> None:
        with self._power():
            print_queue.print_due(self.box)

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
            self.store.left = writes
            print_queue.print_due(self.box)
            self.store.left = None

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
        for job in spool.in_state(self.box.store.read(), JobState.UNKNOWN):
            out = seen and self._is_out(job.id)
            with suppress(Refused):
                print_queue.settle(self.box, job.id, out, self.nadia)
            COUNTED["asked a person"] += 1

    @precondition(lambda self: bool(spool.in_state(self.box.store.read(), JobState.PENDING)))
    @rule()
    def the_desk_gives_one_up(self) -> None:
        job = spool.in_state(self.box.store.read(), JobState.PENDING)[0]
        print_queue.cancel(self.box, job.id)
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
                print_queue.release(self.box)
                self.printer.goes_on()
                print_queue.print_due(self.box)
                self.printer.prints_what_waits()
            for state in (JobState.UNKNOWN, JobState.ABORTED):
                for job in spool.in_state(self.box.store.read(), state):
                    with suppress(Refused):
                        print_queue.settle(self.box, job.id, self._is_out(job.id), self.nadia)
                    COUNTED["asked a person"] += 1
        self.no_paper_holds_two_jobs()
        self.no_two_papers_are_the_same()
        self._nothing_is_lost()
        self._count()

    def _nothing_is_lost(self) -> None:
        for job in spool.recent(self.box.store.read(), limit=1000):
            if job.state == JobState.CANCELED:
                assert job.id in self.given_up or job.session, "canceled by nobody"
                continue
            assert job.state == JobState.COMPLETED, f"lost: {job.state} {job.detail}"
            assert self._is_out(job.id), "said to be out, and it is not"

    def _asks(self, who: int, actor: Actor) -> None:
        made = type(self).submitted[who]
        db = self.box.store.read()
        key = data_keys.open_key(db, made.case_id, self.nadia)
        print_queue.print_again(
            self.box, "receipt", made.reference, made.case_id, cases.get(db, made.case_id, key), actor, key
        )

    def _alone_no_more(self) -> None:
        self.alone = None
        for job in spool.recent(self.box.store.read(), limit=1000):
            if job.session and citizen_presence.has_left(self.box, self.box.store.read(), job):
                self.gone.add(job.id)

    def _is_out(self, job_id: str) -> bool:
        return any(piece.job_id == job_id and piece.whole for piece in self._pieces())

    def _pieces(self) -> list[Any]:
        return self.printer.pieces() if hasattr(self, "printer") else []

    def _power(self) -> "Power":
        return Power(self)

    def _count(self) -> None:
        result = spool.recent(self.box.store.read(), limit=1000)
        COUNTED["sequences"] += 1
        COUNTED["jobs"] += len(result)
        COUNTED["papers"] += len(self._pieces())
        COUNTED["duplicates, marked"] += sum(piece.copy > 1 for piece in self._pieces())
        COUNTED[JobState.CANCELED] += sum(job.state == JobState.CANCELED for job in result)


class Power:
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
            COUNTED["killed"] += 1
            machine.store.left = None
            machine.box = replace(machine.box, held=Held(), carriers=Carriers())
            with suppress(Killed):
                print_queue.recover(machine.box)
                print_queue.print_due(machine.box)
                break
        machine.alone = None
        for job in spool.of_sessions(machine.box.store.read()):
            machine.gone.add(job.id)
        return True
