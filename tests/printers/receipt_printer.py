"""A simulated receipt printer for tests: takes bytes, answers, fails when told, and counts its papers.

It reads ESC/POS: real-time requests are answered at once, everything else in order and only while it is well.
"""

import os
import select
import socket
import sys
import threading
import time
from dataclasses import dataclass, field

from tests.printers.escpos_reader import Paper, read

WELL = 0x12
"""The real-time answer of a printer without a fault."""


@dataclass
class ReceiptPrinter:
    """`papers` are those that were cut, as bytes; `heard` counts all bytes received."""

    mute: bool = False
    marks: bool = True
    paper: bool = True
    cover_open: bool = False
    cutter_stuck: bool = False
    paper_ends_after: int | None = None
    hangs_up_after: int | None = None
    goes_mute_after: int | None = None
    stalls_at: int | None = None
    stall_s: float = 3.0
    heard: int = 0
    papers: list[bytes] = field(default_factory=list)
    _waiting: bytes = b""
    _current: bytes = b""

    @property
    def read(self) -> list[Paper]:
        """The papers, decoded."""
        return [read(paper) for paper in self.papers]

    @property
    def is_well(self) -> bool:
        return self.paper and not self.cover_open and not self.cutter_stuck

    def take(self, data: bytes) -> bytes:
        """Take bytes; returns the answer. Raises ConnectionError when it hangs up in the middle."""
        if self.stalls_at is not None and self.heard + len(data) > self.stalls_at:
            self.stalls_at = None
            time.sleep(self.stall_s)
        if self.hangs_up_after is not None and self.heard + len(data) > self.hangs_up_after:
            self._hear(data[: self.hangs_up_after - self.heard])
            self.hangs_up_after = None
            raise ConnectionError
        return self._hear(data)

    def refill(self) -> None:
        """Insert a new roll: what waited is printed."""
        self.paper, self.paper_ends_after = True, None
        self._print()

    def _hear(self, data: bytes) -> bytes:
        self.heard += len(data)
        self._waiting += data
        if self.paper_ends_after is not None and self.heard > self.paper_ends_after:
            self.paper = False
        if self.goes_mute_after is not None and self.heard > self.goes_mute_after:
            self.mute = True
        # It looks for questions in all that comes, even where a picture holds one by chance.
        asked = [each for at in range(len(data)) if (each := data[at : at + 3])[:2] == b"\x10\x04" and each[2:]]
        answers = bytes(self._status(row[2]) for row in asked if 1 <= row[2] <= 4) + self._print()
        return b"" if self.mute else answers

    def _status(self, question: int) -> int:
        wrong = {
            1: 0 if self.is_well else 0x08,
            2: 0x04 * self.cover_open + 0x20 * (not self.paper),
            3: 0x08 * self.cutter_stuck,
            4: 0x60 * (not self.paper),
        }
        return WELL | wrong[question]

    def _print(self) -> bytes:
        """Print the whole commands received; returns the marks it passed."""
        marks = b""
        while self.is_well and (length := _length(self._waiting)):
            command, self._waiting = self._waiting[:length], self._waiting[length:]
            if command[:2] == b"\x1dr":
                marks += b"\x00" if self.marks else b""
            elif command[:2] not in (b"\x10\x04", b"\x1da"):
                self._current += command
                if command[:2] == b"\x1dV":
                    self.papers.append(self._current)
                    self._current = b""
        return marks


def _length(data: bytes) -> int:
    """The length of the command or letter at the start, 0 while it is incomplete."""
    two, length = data[:2], 1
    if two[:1] in (b"\x1b", b"\x1d", b"\x10"):
        length = 2 if two in (b"\x1b@", b"\x1b2") else 3
    if two == b"\x1dv":
        length = 8 + int.from_bytes(data[4:6], "little") * int.from_bytes(data[6:8], "little")
        length = max(length, 9 if len(data) < 8 else 8)
    if two == b"\x1d(":
        length = 5 + int.from_bytes(data[3:5], "little") if len(data) >= 5 else 6
    return length if len(data) >= length else 0


class Listening:
    """A receipt printer on the network, one connection at a time; on a port of its own, or a given one."""

    def __init__(self, printer: ReceiptPrinter, port: str = "0") -> None:
        self.printer = printer
        self._server = socket.create_server(("127.0.0.1", int(port)))
        self.port = str(self._server.getsockname()[1])
        self._thread = threading.Thread(target=self._serve, daemon=True)
        self._thread.start()

    def _serve(self) -> None:
        while True:
            try:
                caller, _ = self._server.accept()
            except OSError:
                return
            with caller:
                try:
                    while data := caller.recv(2048):
                        caller.sendall(self.printer.take(data))
                except ConnectionError:
                    pass  # gone in the middle, on either side

    def close(self) -> None:
        """Switch it off; a second time does nothing."""
        if self._server.fileno() == -1:
            return
        # What waits in accept is not woken by a close alone.
        if sys.platform == "linux":
            self._server.shutdown(socket.SHUT_RDWR)
        self._server.close()
        self._thread.join(10)


class Plugged:
    """A receipt printer on a serial cable; `port` is our end."""

    def __init__(self, printer: ReceiptPrinter) -> None:
        import tty  # no such thing on Windows

        self.printer = printer
        self._own, self._theirs = os.openpty()
        tty.setraw(self._theirs)
        self.port = os.ttyname(self._theirs)
        self._over = False
        self._thread = threading.Thread(target=self._serve, daemon=True)
        self._thread.start()

    def _serve(self) -> None:
        try:
            while not self._over:
                if select.select([self._own], [], [], 0.05)[0]:
                    os.write(self._own, self.printer.take(os.read(self._own, 512)))
        except (OSError, ConnectionError):
            pass  # pulled out
        os.close(self._own)

    def close(self) -> None:
        """Unplug it."""
        self._over = True
        self._thread.join(10)
        os.close(self._theirs)
