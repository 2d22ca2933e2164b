"""What is said to a receipt printer around a job, so that "printed" means that it says so (ESC/POS: DLE EOT, GS r).

Manuals: Epson, ESC/POS Command Reference, "Status Commands". A printer answers what it is asked in real time even when
it is out of paper; it answers GS r only once it has come to it, after all that was sent before.
"""

from collections.abc import Callable, Mapping
from contextlib import closing
from dataclasses import dataclass

from printers.errors import NotPrinted, Unknown
from printers.receipt_protocol.connection import STALL_S, Line, hold

_ASK_S = 1.0
"""Seconds in which a printer that answers does."""
_PRINTING_S = 30.0
"""Seconds for the slowest paper to come out of a printer that has all of it."""
_SLICE_S = 0.25
_BUSY_S = 20.0
_CHUNK = 4096
_REAL_TIME = b"\x10\x04"
_SILENCE, _MARK = b"\x1da\x00", b"\x1dr\x01"
"""Say nothing unasked (GS a 0); say when you have come to here (GS r 1)."""
_FAULTS = (
    (2, 0x04, "cover-open"),
    (2, 0x20, "no-paper"),
    (4, 0x60, "no-paper"),
    (3, 0x08, "cutter-stuck"),
    (3, 0x64, "needs-attention"),
    (2, 0x40, "needs-attention"),
    (1, 0x08, "needs-attention"),
)
"""(question, bits of its answer, code), as a person would mend them; a roll that nears its end is no fault."""


def what_is_wrong(address: str, opened: Callable[[], Line], asks: bool = True, must_answer: bool = False) -> str | None:
    """A code, or None where the printer at the end of that line is well, or is printing for us.

    `opened` raises NotPrinted with a code of its own; `asks` is whether the printer is one of ESC/POS.
    """
    with hold(address, 0) as ours:
        if not ours:
            return None
        try:
            with closing(opened()) as line:
                return Talk(line).what_is_wrong(must_answer) if asks and line.hears else None
        except NotPrinted as fault:
            return fault.code
        except OSError:
            return "offline"


def deliver(
    address: str, opened: Callable[[], Line], data: bytes, asks: bool = True, must_answer: bool = False
) -> None:
    """Hand over a job on a line of one's own; as `Talk.deliver`, with NotPrinted("busy") where another job has it."""
    with hold(address, _BUSY_S) as ours:
        if not ours:
            raise NotPrinted("busy")
        with closing(opened()) as line:
            Talk(line).deliver(data, asks and line.hears, must_answer)


@dataclass(slots=True)
class Talk:
    """A talk over one open line; `marked` is whether a mark was heard since it was last asked for."""

    line: Line
    marked: bool = False

    def what_is_wrong(self, must_answer: bool = False) -> str | None:
        """A code, or None where it is well, or says nothing and need not. Raises OSError."""
        said = self._status()
        if not said:
            return "no-answer" if must_answer else None
        return _fault(said)

    def deliver(self, data: bytes, asks: bool, must_answer: bool = False) -> None:
        """Hand over a job, and return once it is out, as far as this printer can say.

        `asks` is whether the bytes are ESC/POS: nothing else is asked of a printer that takes other bytes. One that
        says nothing is believed once it has taken all, unless it `must_answer`. Raises NotPrinted with a code of the
        printer's state, or Unknown once one byte has left.
        """
        answers, marks = self._ready(must_answer) if asks else (False, False)
        sent = 0
        try:
            while sent < len(data):
                sent += self.line.write(data[sent : sent + _CHUNK])
            if answers:
                self._confirm(marks)
            else:
                self.line.finish()
        except OSError as broken:
            code = "no-answer" if isinstance(broken, TimeoutError) else "cut-off"
            raise (Unknown if sent else NotPrinted)(code) from broken

    def _ready(self, must_answer: bool) -> tuple[bool, bool]:
        """Whether it answers at once, and whether it says how far it has come. Raises NotPrinted."""
        try:
            said = self._status()
            if said and (wrong := _fault(said)):
                raise NotPrinted(wrong)
            if not said and must_answer:
                raise NotPrinted("no-answer")
            if not said:
                return False, False
            self._put(_SILENCE)
            self._ask_for_mark()
            return True, self._is_marked()
        except OSError as broken:
            raise NotPrinted("offline") from broken

    def _confirm(self, marks: bool) -> None:
        """Returns once the printer has come to the end and is well. Raises Unknown, OSError."""
        if marks:
            self._ask_for_mark()
        for _ in range(round(_PRINTING_S / _ASK_S)):
            is_there = not marks or self._is_marked()
            said = self._status(STALL_S)
            if not said:
                raise Unknown("no-answer")
            if wrong := _fault(said):
                raise Unknown(wrong)
            if is_there:
                return
        raise Unknown("not-confirmed")

    def _status(self, seconds: float = _ASK_S) -> Mapping[int, int]:
        """What it answers to the four questions; nothing where it leaves the first unanswered for so many seconds."""
        # A picture may hold a question by chance, and its answer would be taken for another's.
        while self._read(0):
            pass
        said: dict[int, int] = {}
        for question in (1, 2, 3, 4):
            self._put(_REAL_TIME + bytes([question]))
            heard = self._answer(seconds if question == 1 else _ASK_S)
            if heard is None and question == 1:
                break
            if heard is not None:
                said[question] = heard
        return said

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
            data = data[self.line.write(data) :]

    def _read(self, seconds: float) -> bytes:
        came = self.line.read(seconds)
        # A mark may come while something else is listened for.
        self.marked |= any(byte & 0x90 == 0 for byte in came)
        return came


def _fault(said: Mapping[int, int]) -> str | None:
    return next((code for question, bits, code in _FAULTS if said.get(question, 0) & bits), None)
