"""A carrier for IPP: a CUPS print queue, or a driverless printer; both can be asked for the state of a job.

States and reasons: RFC 8011, 5.3.7, 5.3.8, 5.4.11, 5.4.12. A job is known by its name.
"""

import socket
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass
from threading import Event
from typing import ClassVar
from urllib.parse import urlsplit

from printers.carrier import (
    COMPLETED,
    NOT_PRINTED,
    UNKNOWN,
    WAITING,
    Carrier,
    FoundPrinter,
    NotPrintedFault,
    Setting,
    UnknownFault,
    WaitingFault,
)
from printers.discovery import nearby
from printers.ipp import client
from printers.ipp.client import Answer, Attribute, NoAnswerFailure, NotReachedFailure, Peer, RequestFailure, Value
from printers.renderers.escpos import MEDIA_TYPE as ESCPOS

Attributes = Mapping[str, tuple[Value, ...]]
_PRINTER_STOPPED = 5
_JOB_STOPPED, _JOB_CANCELED, _JOB_ABORTED, _JOB_COMPLETED = 6, 7, 8, 9
_REASONS = {
    "media-jam": "paper-jam",
    "media-empty": "no-paper",
    "media-needed": "no-paper",
    "input-tray-missing": "no-paper",
    "cover-open": "cover-open",
    "door-open": "cover-open",
    "interlock-open": "cover-open",
    "toner-empty": "no-ink",
    "marker-supply-empty": "no-ink",
    "output-area-full": "tray-full",
    "marker-waste-full": "needs-attention",
    "shutdown": "offline",
    "offline": "offline",
    "timed-out": "offline",
    "connecting-to-device": "offline",
    "paused": "paused",
    "moving-to-paused": "paused",
}
"""Codes by `printer-state-reasons` without their severity, in the order in which a person would mend them."""
_REFUSED = 0x0400
"""The lowest status that means a refusal (RFC 8011, Appendix B)."""
_STATUSES = {
    0x0401: "not-allowed",
    0x0402: "not-allowed",
    0x0403: "not-allowed",
    0x0404: "ended-there",
    0x0406: "queue-missing",
    0x0407: "queue-missing",
    0x040A: "format-not-taken",
    0x0506: "refuses-jobs",
    0x0507: "busy",
}
_PORTS = {"ipp": 631, "ipps": 631, "http": 80, "https": 443, "socket": 9100}
_CONNECT_S = 3.0
_RAW = "application/vnd.cups-raw"
_CABLES = ("socket", "usb", "serial", "parallel", "lpd")
"""Connections on which CUPS passes raw bytes on; over IPP it reports them printed even if the printer took none."""
_OF_PRINTER = (
    "printer-state",
    "printer-state-reasons",
    "printer-is-accepting-jobs",
    "queued-job-count",
    "printer-type",
    "device-uri",
    "document-format-supported",
    "job-sheets-supported",
)
_OF_JOB = ("job-id", "job-name", "job-state", "job-state-reasons", "time-at-processing", "number-of-documents")
_OPEN = frozenset({"job-incoming", "job-data-insufficient"})
"""The reasons of a job whose document has not arrived completely (RFC 8011, 5.3.8)."""


def fault_of(printer: Attributes) -> str | None:
    """A code for what is wrong with a printer, from its state's reasons; None if there are only warnings."""
    reasons: list[tuple[str, bool]] = []
    for reason in map(str, printer.get("printer-state-reasons", ())):
        keyword, _, grade = reason.rpartition("-")
        # Some printers give reasons without a severity.
        graded = grade in ("report", "warning", "error")
        reasons.append((keyword, grade == "error") if graded else (reason, reason in _REASONS))
    stopped = is_stopped(printer)
    plain = {keyword for keyword, severe in reasons if severe or stopped or _REASONS.get(keyword) == "offline"}
    for keyword, code in _REASONS.items():
        if keyword in plain:
            return code
    if stopped:
        return "needs-attention" if plain - {"none"} else "paused"
    return "needs-attention" if any(severe for _, severe in reasons) else None


def is_stopped(printer: Attributes) -> bool:
    """Whether the printer prints nothing until a person intervenes."""
    return printer.get("printer-state") == (_PRINTER_STOPPED,)


def is_queue(printer: Attributes) -> bool:
    """Whether this is a queue of CUPS, whose record of the printer's state may be out of date."""
    return "printer-type" in printer


def job_state(job: Attributes) -> str:
    """The state of a job, as a carrier names it.

    A job that ended before processing began was not printed; of one that had begun nobody can tell. The counts of
    printed sides are not used, because some printers and queues report 0 for a printed page.
    """
    state = (job.get("job-state") or (None,))[0]
    if state is None:
        return UNKNOWN
    if state == _JOB_COMPLETED:
        return COMPLETED
    if state not in (_JOB_CANCELED, _JOB_ABORTED):
        return WAITING
    return NOT_PRINTED if job.get("time-at-processing") == (None,) else UNKNOWN


def is_device_off(printer: Attributes) -> bool:
    """Whether nothing listens at the queue's device; False if that cannot be told from here."""
    device = (printer.get("device-uri") or ("",))[0]
    try:
        parts = urlsplit(str(device))
        port = parts.port or _PORTS[parts.scheme]
        if not parts.hostname:
            return False
        # A name that only CUPS can resolve (`… ._ipp._tcp.local`) tells nothing about its printer.
        addresses = socket.getaddrinfo(parts.hostname, port, type=socket.SOCK_STREAM)
    except (ValueError, KeyError, OSError):
        return False
    for family, _, _, _, address in addresses:
        with socket.socket(family) as probe:
            probe.settimeout(_CONNECT_S)
            if probe.connect_ex(address) == 0:
                return False
    return True


def raw_format(printer: Attributes) -> str | None:
    """The media type of bytes that the queue passes on unchanged; None if it cannot."""
    scheme = str((printer.get("device-uri") or ("",))[0]).partition(":")[0]
    return _RAW if scheme in _CABLES and _RAW in printer.get("document-format-supported", ()) else None


class RefusedThere(RequestFailure):
    """The queue refused a request."""


@dataclass(frozen=True, slots=True)
class Queue:
    """A print queue, or a printer that speaks IPP. Every method raises Unreached, Unanswered and RefusedThere."""

    peer: Peer

    def printer(self) -> Attributes:
        return self._ask(client.GET_PRINTER_ATTRIBUTES, _wanted(_OF_PRINTER)).group(client.PRINTER)

    def create(self, name: str, printer: Attributes) -> int:
        """Create a job without a document, which prints nothing by itself; gives its number."""
        job_attributes: list[Attribute] = []
        if "none" in printer.get("job-sheets-supported", ()):
            job_attributes.append((client.NAME, "job-sheets", "none"))  # no banner page: it would show names
        named = (client.NAME, "job-name", name)
        return number_of(self._ask(client.CREATE_JOB, named, job=job_attributes).group(client.JOB))

    def send(self, number: int, media_type: str, data: bytes) -> None:
        form, last = (client.MIME_TYPE, "document-format", media_type), (client.BOOLEAN, "last-document", True)
        self._ask(client.SEND_DOCUMENT, (client.INTEGER, "job-id", number), form, last, data=data)

    def job(self, number: int) -> Attributes:
        """The attributes of a job; empty if the queue no longer knows it."""
        try:
            wanted = _wanted(_OF_JOB)
            return self._ask(client.GET_JOB_ATTRIBUTES, (client.INTEGER, "job-id", number), wanted).group(client.JOB)
        except RefusedThere as refused:
            if refused.code == "queue-missing":
                return {}
            raise

    def newest(self, name: str) -> Attributes | None:
        """The newest job of that name, waiting or ended; None if the queue knows none."""
        jobs: list[Attributes] = []
        for which in ("not-completed", "completed"):
            answer = self._ask(client.GET_JOBS, (client.KEYWORD, "which-jobs", which), _wanted(_OF_JOB))
            jobs += [job for tag, job in answer.groups if tag == client.JOB and job.get("job-name") == (name,)]
        return max(jobs, key=number_of, default=None)

    def cancel(self, number: int) -> None:
        """Cancel a job; no error if it has ended already."""
        try:
            self._ask(client.CANCEL_JOB, (client.INTEGER, "job-id", number))
        except RefusedThere as refused:
            if refused.code not in ("ended-there", "queue-missing"):
                raise

    def _ask(
        self, operation: int, *attributes: Attribute, job: list[Attribute] | None = None, data: bytes = b""
    ) -> Answer:
        answer = self.peer.ask(operation, attributes, job or (), data)
        if answer.status >= _REFUSED:
            raise RefusedThere(_STATUSES.get(answer.status, "refused-there"))
        return answer


def has_document(job: Attributes) -> bool:
    """Whether a waiting job has its whole document, and so prints by itself."""
    return job.get("number-of-documents") != (0,) and not _OPEN & set(map(str, job.get("job-state-reasons", ())))


def number_of(job: Attributes) -> int:
    """The job's number in the queue, 0 if it has none."""
    number = (job.get("job-id") or (0,))[0]
    return number if isinstance(number, int) else 0


def _wanted(names: tuple[str, ...]) -> Attribute:
    return (client.KEYWORD, "requested-attributes", names)


_EVERY_S = 0.25
_CALL_OFF_S = 5.0
_LOST = 3
"""Unanswered requests in a row after which the queue counts as unreachable."""


@dataclass(frozen=True, slots=True)
class Ipp(Carrier):
    """IPP/1.1 and later, over HTTP or TLS. Jobs are found by name, which survives a restart of box and printer."""

    kind: ClassVar[str] = "ipp"
    settings: ClassVar[tuple[Setting, ...]] = (
        Setting(
            "uri", "", "Where jobs go: `ipp://host/ipp/print`, or `ipp://localhost/printers/NAME` for a queue.",
            needed=True, whole="ipp://{}/ipp/print",
        ),
        Setting("media_type", "application/pdf", "What the printer is sent."),
        Setting("patience", "20", "Seconds to wait for a paper before it is left to the queue."),
        Setting("fingerprint", "", "For `ipps`, the SHA-256 of the certificate that the printer signed itself."),
    )  # fmt: skip

    uri: str = ""
    media_type: str = "application/pdf"
    patience: str = "20"
    fingerprint: str = ""

    def what_is_wrong(self) -> str | None:
        """`no-address`, `offline`, `queue-missing`, a code of the printer's state, or None."""
        try:
            printer = self._queue.printer()
        except RequestFailure as fault:
            return fault.code
        if wrong := self._refusal(printer):
            return wrong
        # An empty queue only knows the state after its last job, which may be mended since.
        if is_queue(printer) and printer.get("queued-job-count") == (0,):
            return "paused" if is_stopped(printer) else None
        return fault_of(printer)

    def carry(self, job_id: str, title: str, data: bytes) -> None:
        """Send the job and wait until the queue reports it completed; `title` is not shown in the queue.

        Raises NotPrinted if its document has not arrived, Waiting if it has and is not printed within `patience`
        seconds, Unknown if the job ended half-way or the queue stops answering.
        """
        try:
            printer = self._queue.printer()
            if wrong := self._refusal(printer):
                raise NotPrintedFault(wrong)
            # A job without its document prints nothing, even if the queue has created it.
            number = self._queue.create(_name(job_id), printer)
        except RequestFailure as fault:
            raise NotPrintedFault(fault.code) from fault
        self._hand_over(number, self._format(printer), data)
        self._watch(number)

    def state_of(self, job_id: str) -> str:
        """The state of the newest job of that name, which is canceled if it waits without its whole document. UNKNOWN
        if the queue does not know it: one that lost its memory in a power cut may have printed the job."""
        return self._state_of(job_id, cancels=False)

    def call_off(self, job_id: str) -> str:
        """Cancel the job in the queue, then wait for at most 5 seconds until it has ended."""
        return self._state_of(job_id, cancels=True)

    @classmethod
    def find(cls) -> tuple[FoundPrinter, ...]:
        return nearby.find_queues() + nearby.find_printers()

    @property
    def _queue(self) -> Queue:
        return Queue(Peer(self.uri, self.fingerprint))

    def _state_of(self, job_id: str, cancels: bool) -> str:
        with suppress(RequestFailure):
            if job := self._queue.newest(_name(job_id)):
                known = job_state(job)
                ends = known == WAITING and (cancels or not has_document(job))
                return self._ended(number_of(job)) if ends else known
        return UNKNOWN

    def _refusal(self, printer: Attributes) -> str | None:
        """Why a job is not sent now: a job that stays in the box can be canceled, and nobody can read it in a queue."""
        if printer.get("printer-is-accepting-jobs") == (False,):
            return "refuses-jobs"
        if self._format(printer) not in printer.get("document-format-supported", ()):
            return "format-not-taken"
        if is_queue(printer):
            return "offline" if is_device_off(printer) else None
        # A queue may report an old state of its printer; a printer reports its own present state.
        return fault_of(printer) if is_stopped(printer) else None

    def _format(self, printer: Attributes) -> str:
        """The format to declare to the queue, which knows no name for the bytes of receipt printers."""
        raw = raw_format(printer) if self.media_type == ESCPOS else None
        return raw or self.media_type.partition(";")[0]

    def _hand_over(self, number: int, media_type: str, data: bytes) -> None:
        """Send the document; returns if it may have arrived. Raises NotPrinted if not, Unknown if nobody can tell."""
        try:
            self._queue.send(number, media_type, data)
        except (NotReachedFailure, RefusedThere) as fault:
            with suppress(RequestFailure):
                self._queue.cancel(number)
            raise NotPrintedFault(fault.code) from fault
        except NoAnswerFailure as fault:
            try:
                if has_document(self._queue.job(number)):
                    return
                ended = self._ended(number)
            except RequestFailure:
                ended = UNKNOWN
            raise (NotPrintedFault if ended == NOT_PRINTED else UnknownFault)(fault.code) from fault

    def _watch(self, number: int) -> None:
        """Wait until the job is completed. Raises NotPrinted, Waiting or Unknown."""
        lost = 0
        try:
            patience_s = float(self.patience)
        except ValueError:
            patience_s = 20.0
        for _ in range(max(1, round(patience_s / _EVERY_S))):
            Event().wait(_EVERY_S)
            try:
                job = self._queue.job(number)
                # A paused queue does not change the state of its jobs: look at the printer too.
                held_up = job.get("job-state") == (_JOB_STOPPED,) or is_stopped(self._queue.printer())
            except RequestFailure as fault:
                lost += 1
                if lost == _LOST:
                    raise UnknownFault("no-answer") from fault
                continue
            known = job_state(job)
            if known == COMPLETED:
                return
            if known != WAITING:
                raise (NotPrintedFault if known == NOT_PRINTED else UnknownFault)("ended-there")
            if held_up:
                break
        code = "in-the-queue"
        with suppress(RequestFailure):
            code = fault_of(self._queue.printer()) or code
        raise WaitingFault(code)

    def _ended(self, number: int) -> str:
        """Cancel a job and give its state. Raises what `Queue` raises."""
        self._queue.cancel(number)
        for _ in range(round(_CALL_OFF_S / _EVERY_S)):
            if (known := job_state(self._queue.job(number))) != WAITING:
                return known
            Event().wait(_EVERY_S)
        return UNKNOWN


def _name(job_id: str) -> str:
    """The job's name in the queue: it shows which program sent it, and nothing of its content."""
    return f"parvis-{job_id}"
