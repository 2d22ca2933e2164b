"""What is to be printed: queued in the transaction that makes it, rendered when it prints, never twice by accident."""

import logging
import threading
from typing import Any

from kiosk.domain.case import Case
from kiosk.domain.preferences import Preferences
from kiosk.errors import Refused
from kiosk.services import papers, printers, retention
from kiosk.services.box import Actor, Box
from kiosk.services.reader import NO_ONE, Reader, of_ring
from kiosk.store import cases, outbox, spool
from kiosk.store.database import Database
from kiosk.store.spool import Job
from printers.errors import PrintFault
from printers.renderer import Renderer

log = logging.getLogger(__name__)
SWEEP_S = 300.0
"""Seconds between two looks for what has had its time."""
EVERY_S = 5.0
"""Seconds between two looks at the spool when nothing wakes it."""


def queue(
    box: Box, db: Database, kind: str, reference: str, subject: str, case: Case | Preferences | None, actor: Actor,
    key: bytes | None = None,
) -> str:  # fmt: skip
    """Queue one paper inside the caller's transaction; a second of the same subject is copy 2, and says so.

    It speaks as its case does, or as its reader prefers; None for how the town hall prints.
    `key` opens what it is made of, and is held in memory until it is out; without it whoever is on shift opens it.
    """
    job = Job(
        id=box.clock.new_id(),
        kind=kind,
        reference=reference,
        subject=subject,
        language=case.language if case else box.settings.languages[0],
        plain=case.plain if case else False,
        paper=box.settings.paper,
        copy=1 if kind in papers.ALIKE else spool.copies(db, kind, subject) + 1,
        station_id=actor.station_id,
        queued_at=box.watch.today().now,
    )
    spool.add(db, job)
    if key is not None:
        event = outbox.get(db, subject)
        box.held.add(job.id, event.stream if event else subject, key, box.clock.monotonic())
    return job.id


def print_again(
    box: Box, kind: str, reference: str, subject: str, case: Case | None, actor: Actor, key: bytes | None
) -> str:  # fmt: skip
    """Queue another copy, marked as such."""
    with box.store.write() as db:
        return queue(box, db, kind, reference, subject, case, actor, key)


def print_due(box: Box) -> int:
    """Print what is pending, oldest first; returns how many came out. A fault of one job stops no other.

    A job that nobody here can read is held until a mediator of its service signs in; a terminal's is canceled, since
    its citizen is gone.
    """
    printed = 0
    for job in spool.in_state(box.store.read(), "pending"):
        if not _claim(box, job["id"]):
            continue
        state, detail = "aborted", "fault-here"
        try:
            printer = printers.for_job(box, job["station_id"], job["kind"], job["subject"])
            if printer is None:
                state, detail = "held", "no-printer"
                continue
            data = render(box, job, printer.renderer)
            if data is None:
                state, detail = ("canceled", "interrupted") if _is_terminal(box, job) else ("held", "waits-for-sign-in")
                continue
            state = "unknown"
            printer.carrier.carry(job["id"], job["reference"], data)
            state, detail = "completed", ""
            printed += 1
        except PrintFault as fault:
            state, detail = ("unknown" if fault.may_have_printed else "aborted"), fault.code
        except Refused as refused:
            state, detail = "aborted", refused.code
        finally:  # whatever happened, the job says so
            _note(box, job["id"], state, detail)
            if state in ("completed", "canceled"):
                box.held.drop(job["id"])
    return printed


def release(box: Box) -> None:
    """Someone signed in: what waited for a key is tried again."""
    for job in spool.in_state(box.store.read(), "held"):
        if job["detail"] == "waits-for-sign-in":
            _note(box, job["id"], "pending")


def recover(box: Box) -> None:
    """After a power cut nobody knows whether a job that was printing came out: a person is asked."""
    for job in spool.in_state(box.store.read(), "processing"):
        _note(box, job["id"], "unknown", "interrupted")


def settle(box: Box, job_id: str, came_out: bool) -> None:
    """What the person saw of an `unknown` or `aborted` job: it came out, or it is printed again.

    Raises `Refused("no-such-job")`.
    """
    _say(box, job_id, ("unknown", "aborted", "held"), "completed" if came_out else "pending")


def cancel(box: Box, job_id: str) -> None:
    """Nobody wants this paper any more. Raises `Refused("no-such-job")` once it has printed."""
    _say(box, job_id, ("pending", "unknown", "aborted", "held"), "canceled")


def render(box: Box, job: dict[str, Any], renderer: Renderer) -> bytes | None:
    """The bytes of a job, made of what is true now, in memory; None where nobody here can read it now.

    Raises `Refused` where its subject is gone.
    """
    left = box.held.get(job["id"])
    readers = [Reader(left=left)] if left is not None else [of_ring(ring) for ring in box.shifts.rings()]
    for reader in readers or [NO_ONE]:  # some papers are made of nobody's words
        try:
            return renderer.render(papers.slip_of(box, job, reader), papers.fonts())
        except Refused as refused:
            if refused.code != "nothing-to-print" or left is not None:
                raise
    if readers and papers.is_gone(box, job):
        raise Refused("nothing-to-print")
    return None


def _is_terminal(box: Box, job: dict[str, Any]) -> bool:
    head = cases.head(box.store.read(), job["subject"])
    return bool(head and head["channel"] == "kiosk")


def _claim(box: Box, job_id: str) -> bool:
    """Take a pending job, unless the loop or a command beside us has taken it."""
    with box.store.write() as db:
        job = spool.get(db, job_id)
        if job is None or job["state"] != "pending":
            return False
        spool.note(db, job_id, box.watch.today().now, "processing")
        return True


def _say(box: Box, job_id: str, states: tuple[str, ...], state: str) -> None:
    """Note what a person says of a job in one of these states, once. Raises `Refused("no-such-job")` for any other."""
    with box.store.write() as db:
        job = spool.get(db, job_id)
        if job is None or job["state"] not in states:
            raise Refused("no-such-job")
        spool.note(db, job_id, box.watch.today().now, state, "said-by-a-person")
    if state in ("completed", "canceled"):
        box.held.drop(job_id)


def _note(box: Box, job_id: str, state: str, detail: str = "") -> None:
    with box.store.write() as db:
        spool.note(db, job_id, box.watch.today().now, state, detail)


class PrintLoop(threading.Thread):
    """Prints beside the application until it is told to stop; `wake` makes it look at once."""

    def __init__(self, box: Box) -> None:
        super().__init__(name="print", daemon=True)
        self._box = box
        self._woken = threading.Event()
        self._over = False
        self._swept = box.clock.monotonic()

    def run(self) -> None:
        recover(self._box)
        while not self._over:
            try:
                print_due(self._box)
                self._sweep()
            except Exception:  # the outermost edge: a broken job must not end all printing
                log.exception("printing failed")
            self._woken.wait(EVERY_S)
            self._woken.clear()

    def _sweep(self) -> None:
        """Every few minutes what has had its time goes, whether or not there is a line."""
        now = self._box.clock.monotonic()
        if now - self._swept >= SWEEP_S:
            self._swept = now
            retention.due(self._box)

    def wake(self) -> None:
        """Look at the spool now."""
        self._woken.set()

    def stop(self) -> None:
        """Finish the job in hand and end."""
        self._over = True
        self._woken.set()
