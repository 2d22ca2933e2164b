"""The requests to a print queue: create, send, find and cancel jobs, which are known by their names."""

from collections.abc import Mapping
from dataclasses import dataclass

from printers.ipp import states, wire
from printers.ipp.peer import Failed, Peer
from printers.ipp.wire import Answer, Attribute, Value

Attributes = Mapping[str, tuple[Value, ...]]
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


class RefusedThere(Failed):
    """The queue refused a request."""


@dataclass(frozen=True, slots=True)
class Queue:
    """A print queue, or a printer that speaks IPP. Every method raises Unreached, Unanswered and RefusedThere."""

    peer: Peer

    def printer(self) -> Attributes:
        """The attributes of the printer, as the queue knows them."""
        return self._ask(wire.GET_PRINTER_ATTRIBUTES, _wanted(_OF_PRINTER)).group(wire.PRINTER)

    def create(self, name: str, printer: Attributes) -> int:
        """Create a job without a document, which prints nothing by itself; gives its number."""
        job_attributes: list[Attribute] = []
        if "none" in printer.get("job-sheets-supported", ()):
            job_attributes.append((wire.NAME, "job-sheets", "none"))  # no banner page: it would show names
        named = (wire.NAME, "job-name", name)
        return number_of(self._ask(wire.CREATE_JOB, named, job=job_attributes).group(wire.JOB))

    def send(self, number: int, media_type: str, data: bytes) -> None:
        """Send the one document of a job."""
        form, last = (wire.MIME_TYPE, "document-format", media_type), (wire.BOOLEAN, "last-document", True)
        self._ask(wire.SEND_DOCUMENT, (wire.INTEGER, "job-id", number), form, last, data=data)

    def job(self, number: int) -> Attributes:
        """The attributes of a job; empty if the queue no longer knows it."""
        try:
            wanted = _wanted(_OF_JOB)
            return self._ask(wire.GET_JOB_ATTRIBUTES, (wire.INTEGER, "job-id", number), wanted).group(wire.JOB)
        except RefusedThere as refused:
            if refused.code == "queue-missing":
                return {}
            raise

    def newest(self, name: str) -> Attributes | None:
        """The newest job of that name, waiting or ended; None if the queue knows none."""
        jobs: list[Attributes] = []
        for which in ("not-completed", "completed"):
            answer = self._ask(wire.GET_JOBS, (wire.KEYWORD, "which-jobs", which), _wanted(_OF_JOB))
            jobs += [job for tag, job in answer.groups if tag == wire.JOB and job.get("job-name") == (name,)]
        return max(jobs, key=number_of, default=None)

    def cancel(self, number: int) -> None:
        """Cancel a job; no error if it has ended already."""
        try:
            self._ask(wire.CANCEL_JOB, (wire.INTEGER, "job-id", number))
        except RefusedThere as refused:
            if refused.code not in ("ended-there", "queue-missing"):
                raise

    def _ask(
        self, operation: int, *attributes: Attribute, job: list[Attribute] | None = None, data: bytes = b""
    ) -> Answer:
        answer = self.peer.ask(operation, attributes, job or (), data)
        if answer.status >= states.REFUSED:
            raise RefusedThere(states.refusal(answer.status))
        return answer


def has_document(job: Attributes) -> bool:
    """Whether a waiting job has its whole document, and so prints by itself."""
    return job.get("number-of-documents") != (0,) and not _OPEN & set(map(str, job.get("job-state-reasons", ())))


def number_of(job: Attributes) -> int:
    """The job's number in the queue, 0 if it has none."""
    number = (job.get("job-id") or (0,))[0]
    return number if isinstance(number, int) else 0


def _wanted(names: tuple[str, ...]) -> Attribute:
    return (wire.KEYWORD, "requested-attributes", names)
