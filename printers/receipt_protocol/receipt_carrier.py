"""The base class of carriers for receipt printers, which open a connection for each job and remember no jobs."""

from abc import ABC, abstractmethod
from typing import ClassVar

from printers.carrier import UNKNOWN
from printers.receipt_protocol import status_dialogue
from printers.receipt_protocol.connection import Connection
from printers.renderers.escpos import MEDIA_TYPE


class ReceiptCarrier(ABC):
    """What network, USB and serial carriers share; a subclass gives the printer's address and opens connections."""

    __slots__ = ()

    instant: ClassVar[bool] = False
    gives_paper: ClassVar[bool] = True
    only_for_tests: ClassVar[bool] = False

    media_type: str

    @property
    @abstractmethod
    def address(self) -> str:
        """The key of the printer: jobs with the same address are sent one after the other."""

    @abstractmethod
    def open_connection(self) -> Connection:
        """Open a connection. Raises NotPrinted: `no-address` for impossible settings, else why it does not open."""

    @property
    def must_answer(self) -> bool:
        """Whether a printer that does not answer counts as off; else a sent job counts as printed."""
        return False

    @property
    def speaks_escpos(self) -> bool:
        """Whether the printer speaks ESC/POS, and so can be asked for its status."""
        return self.media_type == MEDIA_TYPE

    def is_usable(self) -> bool:
        """Whether a connection opens and the printer reports no fault."""
        return self.what_is_wrong() is None

    def what_is_wrong(self) -> str | None:
        """A code of `open_connection` or of the printer's status, or None; None also while it prints for us."""
        return status_dialogue.what_is_wrong(self.address, self.open_connection, self.speaks_escpos, self.must_answer)

    def carry(self, job_id: str, title: str, data: bytes) -> None:
        """Send the job and wait until the printer confirms it, as far as it can.

        Raises NotPrinted with a code of `what_is_wrong` or "busy" before the first byte, Unknown after it.
        """
        status_dialogue.deliver(self.address, self.open_connection, data, self.speaks_escpos, self.must_answer)

    def state_of(self, job_id: str) -> str:
        """Always UNKNOWN: such a printer remembers no jobs."""
        return UNKNOWN

    def call_off(self, job_id: str) -> str:
        """Always UNKNOWN: sent bytes cannot be taken back."""
        return UNKNOWN
