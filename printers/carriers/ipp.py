"""A carrier for IPP: a CUPS print queue, or a driverless printer; both can be asked for the state of a job."""

from contextlib import suppress
from dataclasses import dataclass
from threading import Event
from typing import ClassVar

from printers.carrier import (
    COMPLETED,
    NOT_PRINTED,
    UNKNOWN,
    WAITING,
    FoundPrinter,
    NotPrinted,
    Setting,
    Unknown,
    Waiting,
)
from printers.discovery import nearby
from printers.ipp import queue
from printers.ipp.peer import Failed, Peer, Unanswered, Unreached
from printers.ipp.queue import Attributes, Queue, RefusedThere, has_document, number_of
from printers.renderers.escpos import MEDIA_TYPE as ESCPOS

_EVERY_S = 0.25
_CALL_OFF_S = 5.0
_LOST = 3
"""Unanswered requests in a row after which the queue counts as unreachable."""


@dataclass(frozen=True, slots=True)
class Ipp:
    """IPP/1.1 and later, over HTTP or TLS. Jobs are found by name, which survives a restart of box and printer."""

    kind: ClassVar[str] = "ipp"
    label: ClassVar[str] = "ipp"
    settings: ClassVar[tuple[Setting, ...]] = (
        Setting("uri", "", "Where jobs go: `ipp://host/ipp/print`, or `ipp://localhost/printers/NAME` for a queue."),
        Setting("media_type", "application/pdf", "What the printer is sent."),
        Setting("patience", "20", "Seconds to wait for a paper before it is left to the queue."),
        Setting("fingerprint", "", "For `ipps`, the SHA-256 of the certificate that the printer signed itself."),
    )
    instant: ClassVar[bool] = False
    gives_paper: ClassVar[bool] = True
    only_for_tests: ClassVar[bool] = False

    uri: str = ""
    media_type: str = "application/pdf"
    patience: str = "20"
    fingerprint: str = ""

    def is_usable(self) -> bool:
        """Whether the printer accepts jobs now and no fault is known."""
        return self.what_is_wrong() is None

    def what_is_wrong(self) -> str | None:
        """`no-address`, `offline`, `queue-missing`, a code of the printer's state, or None."""
        try:
            printer = self._queue.printer()
        except Failed as fault:
            return fault.code
        if wrong := self._refusal(printer):
            return wrong
        # An empty queue only knows the state after its last job, which may be mended since.
        if queue.is_queue(printer) and printer.get("queued-job-count") == (0,):
            return "paused" if queue.is_stopped(printer) else None
        return queue.fault_of(printer)

    def carry(self, job_id: str, title: str, data: bytes) -> None:
        """Send the job and wait until the queue reports it completed; `title` is not shown in the queue.

        Raises NotPrinted if its document has not arrived, Waiting if it has and is not printed within `patience`
        seconds, Unknown if the job ended half-way or the queue stops answering.
        """
        try:
            printer = self._queue.printer()
            if wrong := self._refusal(printer):
                raise NotPrinted(wrong)
            # A job without its document prints nothing, even if the queue has created it.
            number = self._queue.create(_name(job_id), printer)
        except Failed as fault:
            raise NotPrinted(fault.code) from fault
        self._hand_over(number, self._format(printer), data)
        self._watch(number)

    def state_of(self, job_id: str) -> str:
        """The state of the newest job of that name; UNKNOWN if the queue does not know it.

        A queue that lost its memory in a power cut may have printed the job.
        """
        with suppress(Failed):
            job = self._queue.newest(_name(job_id))
            if job is not None:
                known = queue.job_state(job)
                return self._ended(number_of(job)) if known == WAITING and not has_document(job) else known
        return UNKNOWN

    def call_off(self, job_id: str) -> str:
        """Cancel the job in the queue, then wait for at most 5 seconds until it has ended."""
        with suppress(Failed):
            job = self._queue.newest(_name(job_id))
            if job is not None:
                known = queue.job_state(job)
                return self._ended(number_of(job)) if known == WAITING else known
        return UNKNOWN

    @classmethod
    def find(cls) -> tuple[FoundPrinter, ...]:
        """The queues of this machine, then the printers that announce themselves on the network."""
        return nearby.find_queues() + nearby.find_printers()

    @property
    def _queue(self) -> Queue:
        return Queue(Peer(self.uri, self.fingerprint))

    def _refusal(self, printer: Attributes) -> str | None:
        """Why a job is not sent now: a job that stays in the box can be canceled, and nobody can read it in a queue."""
        if printer.get("printer-is-accepting-jobs") == (False,):
            return "refuses-jobs"
        if self._format(printer) not in printer.get("document-format-supported", ()):
            return "format-not-taken"
        if queue.is_queue(printer):
            return "offline" if queue.is_device_off(printer) else None
        # A queue may report an old state of its printer; a printer reports its own present state.
        return queue.fault_of(printer) if queue.is_stopped(printer) else None

    def _format(self, printer: Attributes) -> str:
        """The format to declare to the queue, which knows no name for the bytes of receipt printers."""
        raw = queue.raw_format(printer) if self.media_type == ESCPOS else None
        return raw or self.media_type.partition(";")[0]

    def _hand_over(self, number: int, media_type: str, data: bytes) -> None:
        """Send the document; returns if it may have arrived. Raises NotPrinted if not, Unknown if nobody can tell."""
        try:
            self._queue.send(number, media_type, data)
        except (Unreached, RefusedThere) as fault:
            with suppress(Failed):
                self._queue.cancel(number)
            raise NotPrinted(fault.code) from fault
        except Unanswered as fault:
            try:
                if has_document(self._queue.job(number)):
                    return
                ended = self._ended(number)
            except Failed:
                ended = UNKNOWN
            raise (NotPrinted if ended == NOT_PRINTED else Unknown)(fault.code) from fault

    def _watch(self, number: int) -> None:
        """Wait until the job is completed. Raises NotPrinted, Waiting or Unknown."""
        lost = 0
        for _ in range(max(1, round(_seconds(self.patience) / _EVERY_S))):
            Event().wait(_EVERY_S)
            try:
                job = self._queue.job(number)
                # A paused queue does not change the state of its jobs: look at the printer too.
                is_held_up = queue.is_held_up(job, self._queue.printer())
            except Failed as fault:
                lost += 1
                if lost == _LOST:
                    raise Unknown("no-answer") from fault
                continue
            known = queue.job_state(job)
            if known == COMPLETED:
                return
            if known != WAITING:
                raise (NotPrinted if known == NOT_PRINTED else Unknown)("ended-there")
            if is_held_up:
                break
        code = "in-the-queue"
        with suppress(Failed):
            code = queue.fault_of(self._queue.printer()) or code
        raise Waiting(code)

    def _ended(self, number: int) -> str:
        """Cancel a job and give its state. Raises what `Queue` raises."""
        self._queue.cancel(number)
        for _ in range(round(_CALL_OFF_S / _EVERY_S)):
            if (known := queue.job_state(self._queue.job(number))) != WAITING:
                return known
            Event().wait(_EVERY_S)
        return UNKNOWN


def _name(job_id: str) -> str:
    """The job's name in the queue: it shows which program sent it, and nothing of its content."""
    return f"parvis-{job_id}"


def _seconds(text: str) -> float:
    try:
        return float(text)
    except ValueError:
        return 20.0
