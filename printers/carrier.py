"""The interface of a carrier: it delivers bytes once, or reports that they certainly or possibly did not arrive."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import ClassVar, Protocol

COMPLETED, WAITING, NOT_PRINTED, UNKNOWN = "completed", "waiting", "not-printed", "unknown"
"""State of a job: printed; waiting in an external queue; certainly not printed; unknown."""


@dataclass(frozen=True, slots=True)
class Setting:
    """One setting of a carrier: its name, its default as text, and the sentence of the manual."""

    name: str
    default: str
    sentence: str


@dataclass(frozen=True, slots=True)
class Found:
    """A printer that was seen: what to call it, the settings that reach it, and its model where it says it."""

    name: str
    settings: Mapping[str, str] = field(default_factory=dict)
    model: str = ""


class Carrier(Protocol):
    """One way to a printer; a class of it is called with its settings by name, each as text."""

    kind: ClassVar[str]
    """Its name in the settings, unique among carriers."""
    label: ClassVar[str]
    """A code; the caller has the words for it."""
    settings: ClassVar[tuple[Setting, ...]]
    """What its constructor takes, in the order a form asks for it."""
    instant: ClassVar[bool]
    """Whether `what_is_wrong` answers at once, because it asks no device that may be off or slow."""
    gives_paper: ClassVar[bool]
    """Whether it prints paper that a person can take along; a folder of files does not."""
    only_for_tests: ClassVar[bool]
    """Whether no site may choose it, because it delivers nothing anywhere."""

    @property
    def media_type(self) -> str:
        """What the bytes must be."""

    def is_usable(self) -> bool:
        """Whether `carry` can be expected to succeed now."""

    def what_is_wrong(self) -> str | None:
        """A code for what is wrong, or None; the caller has the words for it."""

    def carry(self, job_id: str, title: str, data: bytes) -> None:
        """Takes the bytes to paper; returning means they arrived.

        `title` may be shown by a print queue. Raises NotPrinted(code) when nothing left, Waiting(code) when a queue
        beyond us holds the job and will print it by itself, Unknown(code) when nobody can tell.
        """

    def became(self, job_id: str) -> str:
        """What became of the last try of a job, asked of the printer itself: one of the four words above.

        Never raises: a printer that cannot be asked, or that remembers nothing, is UNKNOWN.
        """

    def call_off(self, job_id: str) -> str:
        """Take back a job that may still wait beyond us, then say what became of it, as `became` does.

        NOT_PRINTED means that none of it will ever come out.
        """

    @classmethod
    def find(cls) -> tuple[Found, ...]:
        """The printers of this kind that can be seen from here, within a few seconds; none where they cannot."""
