"""The base class of carriers that open a connection for each job; such printers remember no jobs."""

from abc import ABC, abstractmethod
from typing import ClassVar

from printers.carrier import UNKNOWN
from printers.receipt_protocol import status_dialogue
from printers.receipt_protocol.connection import Line
from printers.renderers.escpos import MEDIA_TYPE


class Spoken(ABC):
    """What network, USB and serial printers have in common; each says where it is and how a line to it is opened."""

    __slots__ = ()

    instant: ClassVar[bool] = False
    gives_paper: ClassVar[bool] = True
    only_for_tests: ClassVar[bool] = False

    media_type: str

    @property
    @abstractmethod
    def address(self) -> str:
        """What two jobs for one printer have in common, so that the second waits."""

    @abstractmethod
    def opened(self) -> Line:
        """A line to it. Raises NotPrinted: `no-address` where the settings cannot be right, else why it stays shut."""

    @property
    def must_answer(self) -> bool:
        """Whether a printer that says nothing is off; else it is believed once it has taken all."""
        return False

    @property
    def asks(self) -> bool:
        """Whether what it prints lets it be asked how it is."""
        return self.media_type == MEDIA_TYPE

    def is_usable(self) -> bool:
        """Whether a line opens and the printer says nothing bad of itself."""
        return self.what_is_wrong() is None

    def what_is_wrong(self) -> str | None:
        """A code of `opened`, or what the printer says of itself; None while it prints."""
        return status_dialogue.what_is_wrong(self.address, self.opened, self.asks, self.must_answer)

    def carry(self, job_id: str, title: str, data: bytes) -> None:
        """Returns once the paper is out as far as the printer can say.

        Raises NotPrinted with a code of `what_is_wrong` or "busy" before the first byte, Unknown after it.
        """
        status_dialogue.deliver(self.address, self.opened, data, self.asks, self.must_answer)

    def became(self, job_id: str) -> str:
        """Always UNKNOWN: such a printer remembers no jobs."""
        return UNKNOWN

    def call_off(self, job_id: str) -> str:
        """What has left cannot be taken back."""
        return UNKNOWN
