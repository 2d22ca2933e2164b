"""The interface of a carrier, which sends a print job to a printer, and what it raises where a job is not printed."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import ClassVar, Protocol

COMPLETED, WAITING, NOT_PRINTED, UNKNOWN = "completed", "waiting", "not-printed", "unknown"
"""State of a job: printed; waiting in an external queue; certainly not printed; unknown."""


class PrintFault(Exception):
    """A slip is not known to be printed. `code` says why; its words live with the caller."""

    may_have_printed = False

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code


class NotPrintedFault(PrintFault):
    """Nothing was sent: the same job can be sent again without making a second copy."""


class UnknownFault(PrintFault):
    """It may have been printed: a person must look at the printer before the job is sent again."""

    may_have_printed = True


class WaitingFault(PrintFault):
    """An external queue holds the job and will print it by itself: ask for its state later."""

    may_have_printed = True


@dataclass(frozen=True, slots=True)
class Setting:
    """One setting of a carrier: its name, its default as text, and the sentence of the manual.

    `needed`: a printer cannot be reached without it. `among`: the whole numbers that it may be; None for any text.
    `choices`: the texts that it may be; none for any. `whole`: for an address of IPP, the whole of which a bare name
    is the `{}`.
    """

    name: str
    default: str
    sentence: str
    needed: bool = False
    among: range | None = None
    choices: tuple[str, ...] = ()
    whole: str = ""


@dataclass(frozen=True, slots=True)
class FoundPrinter:
    """A printer that a search has found: its name for people, the settings that reach it, its model if it names one."""

    name: str
    settings: Mapping[str, str] = field(default_factory=dict)
    model: str = ""


class Carrier(Protocol):
    """One kind of connection to a printer. Its class is called with its settings by name, each as text."""

    __slots__ = ()

    kind: ClassVar[str]
    """Its name in the settings, unique among carriers."""
    settings: ClassVar[tuple[Setting, ...]]
    """What its constructor takes, in the order a form asks for it."""
    instant: ClassVar[bool] = False
    """Whether `what_is_wrong` answers at once, because it asks no device that may be off or slow."""
    gives_paper: ClassVar[bool] = True
    """Whether it prints paper that a person can take along; a folder of files does not."""
    only_for_tests: ClassVar[bool] = False
    """Whether no site may choose it, because it delivers nothing anywhere."""

    @property
    def media_type(self) -> str:
        """The media type of the bytes that it takes."""

    def what_is_wrong(self) -> str | None:
        """A code for what keeps it from printing, or None; the words of codes live with the caller."""

    def carry(self, job_id: str, title: str, data: bytes) -> None:
        """Print the bytes; when it returns, they are printed.

        `title` may be shown by a print queue. Raises NotPrinted(code) if nothing was sent, Waiting(code) if an external
        queue holds the job and will print it by itself, Unknown(code) if it may or may not have been printed.
        """

    def state_of(self, job_id: str) -> str:
        """Ask the printer for the state of a job's last try; gives one of the four states above. Never raises: gives
        UNKNOWN for a printer that cannot be asked or that remembers no jobs."""
        return UNKNOWN

    def call_off(self, job_id: str) -> str:
        """Cancel a job that may still wait in an external queue; gives its state, as `state_of` does. NOT_PRINTED means
        that none of it will ever be printed."""
        return self.state_of(job_id)

    @classmethod
    def find(cls) -> tuple[FoundPrinter, ...]:
        """Search for printers of this kind for a few seconds at most; gives none where they cannot be searched for."""
        return ()
