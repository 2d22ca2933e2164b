"""What is asked of a queue of print jobs: ours are known by their names, which outlive a restart of either side."""

from collections.abc import Mapping
from dataclasses import dataclass

from printers.ipp import states, wire
from printers.ipp.peer import Peer
from printers.ipp.wire import Answer, Attribute, Value

Attributes = Mapping[str, tuple[Value, ...]]
_OF_PRINTER = (
    "printer-state", "printer-state-reasons", "printer-is-accepting-jobs", "queued-job-count", "printer-type",
    "device-uri", "document-format-supported", "job-sheets-supported",
)  # fmt: skip
_OF_JOB = ("job-id", "job-name", "job-state", "job-state-reasons", "time-at-processing", "number-of-documents")
_OPEN = frozenset({"job-incoming", "job-data-insufficient"})
"""Why a job waits whose document has not arrived in whole (RFC 8011, 5.3.8)."""


class RefusedThere(Exception):
    """The queue answered, and does not want what it was asked; `code` says why."""

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code


@dataclass(frozen=True, slots=True)
class Queue:
    """Every method raises Unreached, Unanswered and RefusedThere."""

    peer: Peer

    def printer(self) -> Attributes:
        """The state of the printer, as the queue knows it."""
        return self._ask(wire.GET_PRINTER_ATTRIBUTES, _wanted(_OF_PRINTER)).group(wire.PRINTER)

    def create(self, name: str, printer: Attributes) -> int:
        """A new job without a document, which prints nothing by itself; gives its number."""
        asked: list[Attribute] = []
        if "none" in printer.get("job-sheets-supported", ()):
            asked.append((wire.NAME, "job-sheets", "none"))  # a banner would bear names
        named = (wire.NAME, "job-name", name)
        return number_of(self._ask(wire.CREATE_JOB, named, job=asked).group(wire.JOB))

    def send(self, number: int, media_type: str, data: bytes) -> None:
        """The one document of a job."""
        form, last = (wire.MIME_TYPE, "document-format", media_type), (wire.BOOLEAN, "last-document", True)
        self._ask(wire.SEND_DOCUMENT, (wire.INTEGER, "job-id", number), form, last, data=data)

    def job(self, number: int) -> Attributes:
        """A job by its number; nothing where the queue no longer knows it."""
        try:
            wanted = _wanted(_OF_JOB)
            return self._ask(wire.GET_JOB_ATTRIBUTES, (wire.INTEGER, "job-id", number), wanted).group(wire.JOB)
        except RefusedThere as refused:
            if refused.code == "queue-missing":
                return {}
            raise

    def last(self, name: str) -> Attributes | None:
        """The newest job of that name, among those that wait and those that ended; None where it has none."""
        found: list[Attributes] = []
        for which in ("not-completed", "completed"):
            answer = self._ask(wire.GET_JOBS, (wire.KEYWORD, "which-jobs", which), _wanted(_OF_JOB))
            found += [job for tag, job in answer.groups if tag == wire.JOB and job.get("job-name") == (name,)]
        return max(found, key=number_of, default=None)

    def cancel(self, number: int) -> None:
        """Ask that a job ends; one that has ended is left as it is."""
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
    """Whether a job that waits has all it needs to print by itself."""
    return job.get("number-of-documents") != (0,) and not _OPEN & set(map(str, job.get("job-state-reasons", ())))


def number_of(job: Attributes) -> int:
    """The number that the queue gave a job, 0 for none."""
    number = (job.get("job-id") or (0,))[0]
    return number if isinstance(number, int) else 0


def _wanted(names: tuple[str, ...]) -> Attribute:
    return (wire.KEYWORD, "requested-attributes", names)
