"""Receipt printers (ESC/POS): the status dialogue around a job, over a connection that each job opens.

Source: Epson, ESC/POS Command Reference, "Status Commands" (DLE EOT, GS r), so that "printed" is confirmed. A printer
answers DLE EOT at once, even while it prints.
"""

from abc import abstractmethod
from collections.abc import Iterator, Mapping
from contextlib import closing, contextmanager
from dataclasses import dataclass
from functools import cache
from threading import Lock
from typing import Protocol

from printers.carrier import Carrier, NotPrintedFault, UnknownFault
from printers.renderers.escpos import MEDIA_TYPE

STALL_S = 10.0
"""Seconds without a byte sent after which a connection counts as stalled; printers may pause for three."""
_ASK_S = 1.0
"""Seconds within which a printer that answers at all does so."""
_PRINTING_S = 30.0
"""Most seconds that a printer takes to print a job that it has received completely."""
_SLICE_S = 0.25
_BUSY_S = 20.0
_CHUNK = 4096
_REAL_TIME = b"\x10\x04"
_SILENCE, _MARK = b"\x1da\x00", b"\x1dr\x01"
"""GS a 0: send no status unasked. GS r 1: send one byte when this command is reached."""
_FAULTS = (
    (2, 0x04, "cover-open"),
    (2, 0x20, "no-paper"),
    (4, 0x60, "no-paper"),
    (3, 0x08, "cutter-stuck"),
    (3, 0x64, "needs-attention"),
    (2, 0x40, "needs-attention"),
    (1, 0x08, "needs-attention"),
)
"""(DLE EOT question, bits of its answer, code), in the order of mending; a roll near its end is no fault."""


class Connection(Protocol):
    """An open connection; every method raises OSError once it is broken."""

    @property
    def is_two_way(self) -> bool:
        """Whether the printer can send bytes back."""

    def write(self, data: bytes) -> int:
        """Send at least one of the bytes; gives how many were sent. Raises TimeoutError after `STALL_S` seconds."""

    def read(self, seconds: float) -> bytes:
        """Wait for bytes, at most so many seconds; gives what came, empty after the time is up."""

    def finish(self) -> None:
        """Wait until all written bytes have left this machine. Raises TimeoutError after `STALL_S` seconds."""

    def close(self) -> None:
        """Close the connection; bytes that were not sent are lost."""


@contextmanager
def reserve_printer(address: str, seconds: float) -> Iterator[bool]:
    """Reserve the printer at this address, since two connections at once would read each other's answers. Gives whether
    it was free within so many seconds."""
    lock = _lock(address)
    is_ours = lock.acquire(timeout=seconds)
    try:
        yield is_ours
    finally:
        if is_ours:
            lock.release()


@cache
def _lock(address: str) -> Lock:
    return Lock()


@dataclass(slots=True)
class StatusDialogue:
    """A dialogue over one open connection; `marked` is whether the answer to the last GS r has come."""

    connection: Connection
    marked: bool = False

    def what_is_wrong(self, must_answer: bool = False) -> str | None:
        """A code for what is wrong; None if nothing, or if it does not answer and need not. Raises OSError."""
        if status := self._status():
            return _fault(status)
        return "no-answer" if must_answer else None

    def deliver(self, data: bytes, speaks_escpos: bool, must_answer: bool = False) -> None:
        """Send a job and wait until the printer confirms it, as far as it can.

        Only a printer that `speaks_escpos` is asked for its status. The job of a printer that does not answer counts as
        printed once it has all bytes, unless it `must_answer`. Raises NotPrinted with a code of the printer's status,
        or Unknown once a byte was sent.
        """
        answers, marks = self._ready(must_answer) if speaks_escpos else (False, False)
        sent = 0
        try:
            while sent < len(data):
                sent += self.connection.write(data[sent : sent + _CHUNK])
            if answers:
                self._confirm(marks)
            else:
                self.connection.finish()
        except OSError as fault:
            code = "no-answer" if isinstance(fault, TimeoutError) else "cut-off"
            raise (UnknownFault if sent else NotPrintedFault)(code) from fault

    def _ready(self, must_answer: bool) -> tuple[bool, bool]:
        """Whether the printer answers DLE EOT, and whether it answers GS r. Raises NotPrinted."""
        try:
            status = self._status()
            if status and (wrong := _fault(status)):
                raise NotPrintedFault(wrong)
            if not status and must_answer:
                raise NotPrintedFault("no-answer")
            if not status:
                return False, False
            self._put(_SILENCE)
            self._ask_for_mark()
            return True, self._is_marked()
        except OSError as fault:
            raise NotPrintedFault("offline") from fault

    def _confirm(self, marks: bool) -> None:
        """Wait until the printer has processed the whole job and reports no fault. Raises Unknown, OSError."""
        if marks:
            self._ask_for_mark()
        for _ in range(round(_PRINTING_S / _ASK_S)):
            is_processed = not marks or self._is_marked()
            status = self._status(STALL_S)
            if not status:
                raise UnknownFault("no-answer")
            if wrong := _fault(status):
                raise UnknownFault(wrong)
            if is_processed:
                return
        raise UnknownFault("not-confirmed")

    def _status(self, seconds: float = _ASK_S) -> Mapping[int, int]:
        """The answers to the four DLE EOT questions; empty if the first gets none within so many seconds."""
        # A picture may contain such a question by chance: discard the answers that came before.
        while self._read(0):
            pass
        answers: dict[int, int] = {}
        for question in (1, 2, 3, 4):
            self._put(_REAL_TIME + bytes([question]))
            answer = self._answer(seconds if question == 1 else _ASK_S)
            if answer is None and question == 1:
                break
            if answer is not None:
                answers[question] = answer
        return answers

    def _answer(self, seconds: float) -> int | None:
        for _ in range(round(seconds / _SLICE_S)):
            for byte in self._read(_SLICE_S):
                if byte & 0x93 == 0x12:
                    return byte
        return None

    def _ask_for_mark(self) -> None:
        self.marked = False
        self._put(_MARK)

    def _is_marked(self) -> bool:
        for _ in range(round(_ASK_S / _SLICE_S)):
            if self.marked:
                break
            self._read(_SLICE_S)
        return self.marked

    def _put(self, data: bytes) -> None:
        while data:
            data = data[self.connection.write(data) :]

    def _read(self, seconds: float) -> bytes:
        received = self.connection.read(seconds)
        # The answer to GS r may come while another answer is awaited.
        self.marked |= any(byte & 0x90 == 0 for byte in received)
        return received


def _fault(status: Mapping[int, int]) -> str | None:
    return next((code for question, bits, code in _FAULTS if status.get(question, 0) & bits), None)


class ReceiptCarrier(Carrier):
    """What network, USB and serial carriers share; a subclass gives the printer's address and opens connections."""

    __slots__ = ()

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

    def what_is_wrong(self) -> str | None:
        """A code of `open_connection` or of the printer's status, or None; None also while it prints for us."""
        with reserve_printer(self.address, 0) as is_free:
            if not is_free:
                return None
            try:
                with closing(self.open_connection()) as connection:
                    if self._can_be_asked(connection):
                        return StatusDialogue(connection).what_is_wrong(self.must_answer)
                    return None
            except NotPrintedFault as fault:
                return fault.code
            except OSError:
                return "offline"

    def carry(self, job_id: str, title: str, data: bytes) -> None:
        """Send the job and wait until the printer confirms it, as far as it can. Raises NotPrinted with a code of
        `what_is_wrong` or "busy" before the first byte, Unknown after it."""
        with reserve_printer(self.address, _BUSY_S) as is_free:
            if not is_free:
                raise NotPrintedFault("busy")
            with closing(self.open_connection()) as connection:
                StatusDialogue(connection).deliver(data, self._can_be_asked(connection), self.must_answer)

    def _can_be_asked(self, connection: Connection) -> bool:
        return self.media_type == MEDIA_TYPE and connection.is_two_way
