"""A print job as a value: its states, and what it becomes by whatever happens to it. It is stored nowhere here.

Two promises: a paper that somebody waits for is never lost (it is printed, or a person is asked about it), and what may
be on paper already is never printed again without being marked as a duplicate.
"""

from datetime import datetime
from enum import StrEnum

from msgspec import Struct
from msgspec.structs import replace

from printers import carrier

ENDS_IT = frozenset(
    ("fonts-missing", "bad-job-id", "unknown-media-type", "format-not-taken", "no-such-paper", "nothing-to-print")
)
"""Faults that end a job, because waiting for the printer does not mend them; after any other the job waits."""
NEW_TRY = -1
"""The `try_id` of a try that is not stored yet."""


class Reason(StrEnum):
    """Why a job is in its state, where that is no code of a printer."""

    HAS_LEFT = "has-left"
    """Its citizen has left the terminal. The desk can print it again."""
    INTERRUPTED = "interrupted"
    """The box restarted while it was printing, or before."""
    NO_PRINTER = "no-printer"
    """No printer is chosen for it where it was asked for."""
    NO_KEY = "waits-for-sign-in"
    """Nobody who is signed in can open it."""
    BY_HAND = "said-by-a-person"
    BY_PRINTER = "printer-says-so"
    NOT_OUT = "not-out"
    """Its printer says that nothing of it came out, so it is printed again."""
    NO_ANSWER = "no-answer"
    IN_THE_QUEUE = "in-the-queue"
    """It only waits for its turn in an external queue."""
    FAULT_HERE = "fault-here"
    """A program failed, of this box or of a driver."""
    IN_A_FILE = "kept-as-file"
    """It lies in a folder of this box: no paper came out (`Carrier.gives_paper`)."""


class JobClaim(Struct, frozen=True):
    """Somebody begins to print it."""


class NoKey(Struct, frozen=True):
    """Nobody can open it now."""


class Unmakeable(Struct, frozen=True):
    """It cannot be made, and time does not mend that: a `code`."""

    code: str


class NotSent(Struct, frozen=True):
    """It could not be made ready, so that no try began: a printer's `code`."""

    code: str


class PrintTry(Struct, frozen=True):
    """A try begins: its bytes go to this printer after this, marked as this copy."""

    printer: str
    copy: int


class JobOnPaper(Struct, frozen=True):
    """Its bytes are on paper; in a file where its printer gives no paper."""

    in_file: bool = False


class PrintFailure(Struct, frozen=True):
    """Nothing of it reached the printer: a printer's `code`."""

    code: str


class Waits(Struct, frozen=True):
    """It lies in an external queue, which prints it by itself: a printer's `code`."""

    code: str


class InDoubt(Struct, frozen=True):
    """It may be on paper or not: a `code`."""

    code: str


class PrinterReport(Struct, frozen=True):
    """What its printer says of its last try (`printers.carrier`); `reason` is why it waits. `called_off` is why the
    printer was asked to give it up, None where it was only asked. `in_file` as in `JobOnPaper`."""

    answer: str
    reason: str = Reason.IN_THE_QUEUE
    called_off: Reason | None = None
    in_file: bool = False


class CitizenGone(Struct, frozen=True):
    """Nobody will take it: its citizen has gone, or cannot have it."""

    why: Reason = Reason.HAS_LEFT


class PrinterGone(Struct, frozen=True):
    """No printer is chosen for it any more."""


class PrinterBack(Struct, frozen=True):
    """A printer is chosen for it again."""


class CannotPrint(Struct, frozen=True):
    """Its printer cannot print now: a printer's `reason`."""

    reason: str


class SignedIn(Struct, frozen=True):
    """A mediator has signed in, who may be able to open it."""


class BoxRestart(Struct, frozen=True):
    """The box begins anew: nothing is in hand, no citizen is where they were."""


class SaidOut(Struct, frozen=True):
    """A person says that it came out."""


class SaidNotOut(Struct, frozen=True):
    """A person says that it did not; `elsewhere`: another job prints it now, where that person is."""

    elsewhere: bool = False


class CalledOff(Struct, frozen=True):
    """A person gives it up."""


Outcome = (
    JobClaim | NoKey | Unmakeable | NotSent | PrintTry | JobOnPaper | PrintFailure | Waits | InDoubt
    | PrinterReport | CitizenGone | PrinterGone | PrinterBack | CannotPrint | SignedIn | BoxRestart | SaidOut
    | SaidNotOut | CalledOff
)  # fmt: skip


class Tray(StrEnum):
    """One group. A paper in `ALL` has no choice of its own: it follows the choice for all papers."""

    ALL = ""
    RECEIPTS = "receipts"
    ANSWERS = "answers"
    DECISIONS = "decisions"
    MANDATES = "mandates"
    LISTS = "lists"


class JobState(StrEnum):
    """States of a print job: those of RFC 8011 5.3.7, and `UNKNOWN`, where a person is asked whether it came out."""

    PENDING = "pending"
    HELD = "held"
    PROCESSING = "processing"
    COMPLETED = "completed"
    ABORTED = "aborted"
    CANCELED = "canceled"
    UNKNOWN = "unknown"


class TryOutcome(StrEnum):
    """How a try to print has ended, as its printer says."""

    COMPLETED = "completed"
    NOT_PRINTED = "not-printed"
    IN_A_FILE = "in-a-file"
    """No paper came out, so that the next one is no copy."""


_LIE_HERE = frozenset((JobState.PENDING, JobState.HELD, JobState.ABORTED))


class Job(Struct, frozen=True):
    """Something to print. `subject` is what it is made from (a case id, the id of an event or update). `session` is the
    hash of the session of a citizen alone, "" for what a mediator asks for."""

    id: str
    kind: str
    reference: str
    subject: str
    language: str
    plain: bool
    large: bool
    station_id: str
    session: str
    queued_at: datetime


class PrintJob(Job, frozen=True):
    """A queued job with its state and its last try.

    `note_id` is the stored note that gave it its state, at `state_at`, for the reason
    `detail` (a `Reason` or a printer's code, "" for none). `try_id` is None, `printer` is "" and `copy` is 0 where it
    had no try; `ended` is None while its printer has said nothing.
    """

    taken_at: datetime | None
    note_id: int
    state: JobState
    detail: str
    state_at: datetime
    try_id: int | None
    printer: str
    ended: TryOutcome | None
    copy: int

    @property
    def is_over(self) -> bool:
        """Whether nothing changes it any more."""
        return self.state in (JobState.COMPLETED, JobState.CANCELED)

    @property
    def has_open_try(self) -> bool:
        """Whether its last try may have printed it, as far as is known."""
        return bool(self.try_id) and self.ended is None

    @property
    def lies_here(self) -> bool:
        """Whether no printer has it, and nobody has it in hand."""
        return self.state in _LIE_HERE

    @property
    def is_claimed(self) -> bool:
        return self.state == JobState.PROCESSING and not self.detail

    @property
    def is_at_a_printer(self) -> bool:
        """Whether it was sent to a printer and its end is not known; False while it is being sent."""
        return self.has_open_try and self.state in (JobState.UNKNOWN, JobState.PROCESSING) and not self.is_claimed

    @property
    def may_be_settled(self) -> bool:
        return self.state in (JobState.UNKNOWN, JobState.ABORTED, JobState.HELD)

    @property
    def may_be_canceled(self) -> bool:
        return self.may_be_settled or self.state == JobState.PENDING

    def after(self, outcome: Outcome, now: datetime) -> "PrintJob":
        """The job once this has happened; itself, where that cannot happen to it or changes nothing."""
        if self.is_over:
            return self
        match outcome:
            case JobClaim() if self.state == JobState.PENDING:
                return self._in(now, JobState.PROCESSING)
            case NoKey() | Unmakeable() | NotSent() | PrintTry() if self.is_claimed:
                return self._in_hand(outcome, now)
            case JobOnPaper() | PrintFailure() | Waits() | InDoubt() if self.has_open_try:
                return self._sent(outcome, now)
            case PrinterReport() if self.has_open_try and (self.is_claimed or self.is_at_a_printer):
                return self._asked_again(outcome, now) if self.is_claimed else self._asked(outcome, now)
            case SaidOut() if self.may_be_settled:
                return self._in(now, JobState.COMPLETED, Reason.BY_HAND)
            case SaidNotOut(elsewhere) if self.may_be_settled:
                return self._in(now, JobState.CANCELED if elsewhere else JobState.PENDING, Reason.BY_HAND)
            case CalledOff() if self.may_be_canceled:
                return self._in(now, JobState.CANCELED, Reason.BY_HAND)
            case CitizenGone(why) if self.lies_here:
                return self._left(now, why)
            case BoxRestart():
                return self._restarted(now)
            case _:
                return self._waiting(outcome, now)

    def _in_hand(self, outcome: Outcome, now: datetime) -> "PrintJob":
        match outcome:
            case PrintTry(printer, copy):
                return replace(self, try_id=NEW_TRY, printer=printer, copy=copy, ended=None)
            case NoKey() if self.session:  # its key was lost by a restart, and its citizen is gone
                return self._in(now, JobState.CANCELED, Reason.INTERRUPTED)
            case NoKey():
                return self._in(now, JobState.HELD, Reason.NO_KEY)
            case NotSent(code) if code not in ENDS_IT:
                return self._in(now, JobState.PENDING, code)
            case NotSent(code) | Unmakeable(code):
                return self._in(now, JobState.ABORTED, code)
        return self

    def _sent(self, outcome: Outcome, now: datetime) -> "PrintJob":
        match outcome:
            case JobOnPaper(in_file=True):
                return self._in(now, JobState.COMPLETED, Reason.IN_A_FILE, TryOutcome.IN_A_FILE)
            case JobOnPaper():
                return self._in(now, JobState.COMPLETED, "", TryOutcome.COMPLETED)
            case PrintFailure(code):
                state = JobState.ABORTED if code in ENDS_IT else JobState.PENDING
                return self._in(now, state, code, TryOutcome.NOT_PRINTED)
            case Waits(code):
                return self._in(now, JobState.PROCESSING, code)
            case InDoubt(code):
                return self._in(now, JobState.UNKNOWN, code)
        return self

    def _asked_again(self, report: PrinterReport, now: datetime) -> "PrintJob":
        """Its printer is asked before it is printed once more: claimed still, it is to be printed."""
        if report.answer == carrier.COMPLETED:
            if report.in_file:
                return self._sent(JobOnPaper(in_file=True), now)
            return self._in(now, JobState.COMPLETED, Reason.BY_PRINTER, TryOutcome.COMPLETED)
        if report.answer == carrier.WAITING:
            return self._in(now, JobState.PROCESSING, report.reason)
        return replace(self, ended=TryOutcome.NOT_PRINTED) if report.answer == carrier.NOT_PRINTED else self

    def _asked(self, report: PrinterReport, now: datetime) -> "PrintJob":
        if report.answer == carrier.COMPLETED:
            return self._sent(JobOnPaper(report.in_file), now)
        if report.answer == carrier.NOT_PRINTED and report.called_off:
            return self._in(now, JobState.CANCELED, report.called_off, TryOutcome.NOT_PRINTED)
        if report.answer == carrier.NOT_PRINTED:
            return self._in(now, JobState.PENDING, Reason.NOT_OUT, TryOutcome.NOT_PRINTED)
        if report.called_off == Reason.BY_HAND:
            return self._in(now, JobState.UNKNOWN, Reason.NO_ANSWER)
        if report.answer == carrier.WAITING:
            return self._in(now, JobState.PROCESSING, report.reason)
        known = self.detail not in ("", Reason.IN_THE_QUEUE)
        return self._in(now, JobState.UNKNOWN, self.detail if known else Reason.NO_ANSWER)

    def _waiting(self, outcome: Outcome, now: datetime) -> "PrintJob":
        match outcome:
            case PrinterGone() if self.state == JobState.PENDING and self.session:
                return self._left(now, Reason.NO_PRINTER)
            case PrinterGone() if self.state == JobState.PENDING:
                return self._in(now, JobState.HELD, Reason.NO_PRINTER)
            case PrinterBack() if self.state == JobState.HELD and self.detail == Reason.NO_PRINTER:
                return self._in(now, JobState.PENDING)
            case SignedIn() if self.state == JobState.HELD and self.detail == Reason.NO_KEY:
                return self._in(now, JobState.PENDING)
            case CannotPrint(reason) if self.state == JobState.PENDING:
                return self._in(now, JobState.PENDING, reason)
        return self

    def _restarted(self, now: datetime) -> "PrintJob":
        """What was in hand is asked about if it was sent, else printed; a citizen alone has gone meanwhile."""
        if self.state == JobState.PROCESSING and self.has_open_try:
            return self._in(now, JobState.PROCESSING, Reason.INTERRUPTED)
        if self.session and self.state == JobState.UNKNOWN:  # it may still wait in an external queue
            return self._in(now, JobState.UNKNOWN, Reason.INTERRUPTED)
        if self.session:
            return self._left(now, Reason.INTERRUPTED)
        return self._in(now, JobState.PENDING) if self.state == JobState.PROCESSING else self

    def _left(self, now: datetime, why: Reason) -> "PrintJob":
        """Given up, unless an earlier try may have printed it: then a person looks."""
        return self._in(now, JobState.UNKNOWN if self.has_open_try else JobState.CANCELED, why)

    def _in(self, now: datetime, state: JobState, detail: str = "", ended: TryOutcome | None = None) -> "PrintJob":
        changed = replace(self, state=state, detail=str(detail), ended=ended or self.ended)
        return replace(changed, state_at=now) if changed != self else self
