"""What can happen to a print job. Each is one fact, which `PrintJob.after` takes."""

from enum import StrEnum

from msgspec import Struct


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


class Claimed(Struct, frozen=True):
    """Somebody begins to print it."""


class NoKey(Struct, frozen=True):
    """Nobody can open it now."""


class Unmakeable(Struct, frozen=True):
    """It cannot be made, and time does not mend that: a `code`."""

    code: str


class NotSent(Struct, frozen=True):
    """It could not be made ready, so that no try began: a printer's `code`."""

    code: str


class Tried(Struct, frozen=True):
    """A try begins: its bytes go to this printer after this, marked as this copy."""

    printer: str
    copy: int


class Carried(Struct, frozen=True):
    """Its bytes are on paper."""


class NotPrinted(Struct, frozen=True):
    """Nothing of it reached the printer: a printer's `code`."""

    code: str


class Waits(Struct, frozen=True):
    """It lies in an external queue, which prints it by itself: a printer's `code`."""

    code: str


class InDoubt(Struct, frozen=True):
    """It may be on paper or not: a `code`."""

    code: str


class Reported(Struct, frozen=True):
    """What its printer says of its last try (`printers.carrier`); `reason` is why it waits.

    `called_off` is why the printer was asked to give it up, None where it was only asked.
    """

    answer: str
    reason: str = Reason.IN_THE_QUEUE
    called_off: Reason | None = None


class Left(Struct, frozen=True):
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


class Restarted(Struct, frozen=True):
    """The box begins anew: nothing is in hand, no citizen is where they were."""


class SaidOut(Struct, frozen=True):
    """A person says that it came out."""


class SaidNotOut(Struct, frozen=True):
    """A person says that it did not; `elsewhere`: another job prints it now, where that person is."""

    elsewhere: bool = False


class CalledOff(Struct, frozen=True):
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
