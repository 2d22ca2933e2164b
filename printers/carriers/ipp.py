"""A carrier for IPP: a CUPS print queue, or a driverless printer; both can be asked for the state of a job."""

from contextlib import suppress
from dataclasses import dataclass
from threading import Event
from typing import ClassVar

from printers.carrier import COMPLETED, NOT_PRINTED, UNKNOWN, WAITING, Found, Setting
from printers.errors import NotPrinted, Unknown, Waiting
from printers.ipp import device, discover, states
from printers.ipp.peer import Peer, Unanswered, Unreached
from printers.ipp.queue import Attributes, Queue, RefusedThere, has_document, number_of
from printers.renderers.escpos import MEDIA_TYPE as ESCPOS

_EVERY_S = 0.25
_CALL_OFF_S = 5.0
_LOST = 3
"""Unanswered requests in a row after which the queue counts as unreachable."""
_FAULTS = (Unreached, Unanswered, RefusedThere)


@dataclass(frozen=True, slots=True)
class Ipp:
    """IPP/1.1 and later, over HTTP or TLS; jobs are found again by name, after a restart of either side too."""

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
        """Whether it takes jobs now and nothing is known to be wrong."""
        return self.what_is_wrong() is None

    def what_is_wrong(self) -> str | None:
        """`no-address`, a code of the line (`offline`), of the queue (`queue-missing`) or of the printer's state."""
        try:
            printer = self._queue.printer()
        except _FAULTS as fault:
            return fault.code
        if wrong := self._refusal(printer):
            return wrong
        # With nothing to print, a queue only knows how its last job went: that printer may be well again.
        if states.is_queue(printer) and printer.get("queued-job-count") == (0,):
            return "paused" if states.is_stopped(printer) else None
        return states.fault(printer)

    def carry(self, job_id: str, title: str, data: bytes) -> None:
        """Returns once the queue says that the job is completed; `title` is not shown there.

        Raises NotPrinted while its document has not arrived, Waiting once it has and is not out within `patience`,
        Unknown where the job ended half-way or nobody answers any more.
        """
        try:
            printer = self._queue.printer()
            if wrong := self._refusal(printer):
                raise NotPrinted(wrong)
            # Without its document a job prints nothing, whether or not the queue has made it.
            number = self._queue.create(_name(job_id), printer)
        except _FAULTS as fault:
            raise NotPrinted(fault.code) from fault
        self._hand_over(number, self._format(printer), data)
        self._watch(number)

    def became(self, job_id: str) -> str:
        """Of the newest job of its name, while the queue has or remembers it; else UNKNOWN.

        A queue that lost its memory with the power may have printed all the same.
        """
        with suppress(*_FAULTS):
            job = self._queue.last(_name(job_id))
            if job is not None:
                known = states.became(job)
                return self._ended(number_of(job)) if known == WAITING and not has_document(job) else known
        return UNKNOWN

    def call_off(self, job_id: str) -> str:
        """Cancel it there, and ask until it has ended, for at most 5 seconds."""
        with suppress(*_FAULTS):
            job = self._queue.last(_name(job_id))
            if job is not None:
                known = states.became(job)
                return self._ended(number_of(job)) if known == WAITING else known
        return UNKNOWN

    @classmethod
    def find(cls) -> tuple[Found, ...]:
        """The queues of this machine, then the printers that announce themselves around it."""
        return discover.queues() + discover.printers()

    @property
    def _queue(self) -> Queue:
        return Queue(Peer(self.uri, self.fingerprint))

    def _refusal(self, printer: Attributes) -> str | None:
        """Why a job is not handed over: what stays here can still be called off, and lies in no queue in clear."""
        if printer.get("printer-is-accepting-jobs") == (False,):
            return "refuses-jobs"
        if self._format(printer) not in printer.get("document-format-supported", ()):
            return "format-not-taken"
        if states.is_queue(printer):
            return "offline" if device.is_off(printer) else None
        # What a queue says of its printer may be of yesterday; what a printer says of itself is so.
        return states.fault(printer) if states.is_stopped(printer) else None

    def _format(self, printer: Attributes) -> str:
        """What the bytes are called there: those of receipt printers have no name that a queue knows."""
        raw = device.raw_format(printer) if self.media_type == ESCPOS else None
        return raw or self.media_type.partition(";")[0]

    def _hand_over(self, number: int, media_type: str, data: bytes) -> None:
        """Send the document, and return where it may have arrived. Raises NotPrinted where it certainly did not."""
        try:
            self._queue.send(number, media_type, data)
        except (Unreached, RefusedThere) as fault:
            with suppress(*_FAULTS):
                self._queue.cancel(number)
            raise NotPrinted(fault.code) from fault
        except Unanswered as fault:
            try:
                if has_document(self._queue.job(number)):
                    return
                ended = self._ended(number)
            except _FAULTS:
                ended = UNKNOWN
            raise (NotPrinted if ended == NOT_PRINTED else Unknown)(fault.code) from fault

    def _watch(self, number: int) -> None:
        """Ask until it is out. Raises NotPrinted, Waiting or Unknown."""
        lost = 0
        for _ in range(max(1, round(_seconds(self.patience) / _EVERY_S))):
            Event().wait(_EVERY_S)
            try:
                job = self._queue.job(number)
                # A queue that is paused leaves its jobs as if it were soon their turn.
                is_held_up = states.is_held_up(job, self._queue.printer())
            except _FAULTS as fault:
                lost += 1
                if lost == _LOST:
                    raise Unknown("no-answer") from fault
                continue
            known = states.became(job)
            if known == COMPLETED:
                return
            if known != WAITING:
                raise (NotPrinted if known == NOT_PRINTED else Unknown)("ended-there")
            if is_held_up:
                break
        code = "in-the-queue"
        with suppress(*_FAULTS):
            code = states.fault(self._queue.printer()) or code
        raise Waiting(code)

    def _ended(self, number: int) -> str:
        """Cancel a job and say what became of it. Raises what a queue raises."""
        self._queue.cancel(number)
        for _ in range(round(_CALL_OFF_S / _EVERY_S)):
            if (known := states.became(self._queue.job(number))) != WAITING:
                return known
            Event().wait(_EVERY_S)
        return UNKNOWN


def _name(job_id: str) -> str:
    """The name of a job in the queue: it shows that it is ours, and nothing of its content."""
    return f"parvis-{job_id}"


def _seconds(text: str) -> float:
    try:
        return float(text)
    except ValueError:
        return 20.0
