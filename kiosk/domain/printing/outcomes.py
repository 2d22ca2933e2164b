"""What can happen to a print job. Each is one fact, which `PrintJob.after` takes."""

from dataclasses import dataclass
from enum import StrEnum


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


@dataclass(frozen=True, slots=True)
class Claimed:
    """Somebody begins to print it."""


@dataclass(frozen=True, slots=True)
class NoKey:
    """Nobody can open it now."""


@dataclass(frozen=True, slots=True)
class Unmakeable:
    """It cannot be made, and time does not mend that: a `code`."""

    code: str


@dataclass(frozen=True, slots=True)
class NotSent:
    """It could not be made ready, so that no try began: a printer's `code`."""

    code: str


@dataclass(frozen=True, slots=True)
class Tried:
    """A try begins: its bytes go to this printer after this, marked as this copy."""

    printer: str
    copy: int


@dataclass(frozen=True, slots=True)
class Carried:
    """Its bytes are on paper."""


@dataclass(frozen=True, slots=True)
class NotPrinted:
    """Nothing of it reached the printer: a printer's `code`."""

    code: str


@dataclass(frozen=True, slots=True)
class Waits:
    """It lies in an external queue, which prints it by itself: a printer's `code`."""

    code: str


@dataclass(frozen=True, slots=True)
class InDoubt:
    """It may be on paper or not: a `code`."""

    code: str


@dataclass(frozen=True, slots=True)
class Reported:
    """What its printer says of its last try (`printers.carrier`); `reason` is why it waits.

    `called_off` is why the printer was asked to give it up, None where it was only asked.
    """

    answer: str
    reason: str = Reason.IN_THE_QUEUE
    called_off: Reason | None = None


@dataclass(frozen=True, slots=True)
class Left:
    """Nobody will take it: its citizen has gone, or cannot have it."""

    why: Reason = Reason.HAS_LEFT


@dataclass(frozen=True, slots=True)
class PrinterGone:
    """No printer is chosen for it any more."""


@dataclass(frozen=True, slots=True)
class PrinterBack:
    """A printer is chosen for it again."""


@dataclass(frozen=True, slots=True)
class CannotPrint:
    """Its printer cannot print now: a printer's `reason`."""

    reason: str


@dataclass(frozen=True, slots=True)
class SignedIn:
    """A mediator has signed in, who may be able to open it."""


@dataclass(frozen=True, slots=True)
class Restarted:
    """The box begins anew: nothing is in hand, no citizen is where they were."""


@dataclass(frozen=True, slots=True)
class SaidOut:
    """A person says that it came out."""


@dataclass(frozen=True, slots=True)
class SaidNotOut:
    """A person says that it did not; `elsewhere`: another job prints it now, where that person is."""

    elsewhere: bool = False


@dataclass(frozen=True, slots=True)
class CalledOff:
    """A person gives it up."""


Outcome = (
    Claimed
    | NoKey
    | Unmakeable
    | NotSent
    | Tried
    | Carried
    | NotPrinted
    | Waits
    | InDoubt
    | Reported
    | Left
    | PrinterGone
    | PrinterBack
    | CannotPrint
    | SignedIn
    | Restarted
    | SaidOut
    | SaidNotOut
    | CalledOff
)
