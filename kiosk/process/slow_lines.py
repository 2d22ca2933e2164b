"""Keep lines that are silent or slow from holding the threads that answer everybody else (slowloris)."""

import ipaddress
import selectors
import socket
import threading
from collections import Counter
from typing import Any

from cheroot.makefile import MakeFile, StreamReader
from cheroot.server import HTTPConnection
from cheroot.wsgi import Server

from kiosk.clock import Clock
from kiosk.process.lan_lines import LanLine

BODY_GRACE_S = 1.0
"""Seconds that a body may be waited for, in all, before its line counts as a slow one."""
BODY_S = 10.0
"""Seconds that a slow body may be waited for, and longer the more of it has come:"""
RATE = 8_192
"""bytes a second, that of the worst line a town hall still has."""
_PIECE_BYTES = 65_536
_CLOCK = Clock()
HEAD_S = 5.0
"""Seconds within which the head of a request has to arrive whole, however slowly it drips."""
GRACE_S = 0.25
"""As above, for a line that comes when as many are waited for as may be: what was just sent is still on its way."""
_LOOKS_EVERY_S = 0.05
_MOST_HEAD_BYTES = 65_536
_END = b"\r\n\r\n"


class SlowPlaces:
    """How many slow lines may hold a thread at one time: half of the threads, and a quarter for one address.

    This machine's own address has no limit of its own: it is everybody's where a reverse proxy stands in front.
    """

    def __init__(self, threads: int) -> None:
        self._all, self._one = max(1, threads // 2), max(1, threads // 4)
        self._taken: Counter[str] = Counter()
        self._turn = threading.Lock()

    def take(self, address: str) -> bool:
        """Take a place for a line from an address; False where there is none."""
        most = self._all if _is_here(address) else self._one
        with self._turn:
            if self._taken.total() >= self._all or self._taken[address] >= most:
                return False
            self._taken[address] += 1
        return True

    def give_back(self, address: str) -> None:
        """The line is slow no longer, or has ended."""
        with self._turn:
            self._taken[address] -= 1
            self._taken += Counter()  # without the addresses that hold none


class PatientReader(StreamReader):
    """Reads what a line sends, and gives up one whose request drips.

    `begin` is to be called before each request, `end` after it.
    """

    def __init__(self, line: Any, places: SlowPlaces, size: int) -> None:
        super().__init__(line, "rb", size)
        self._line, self._places, self._address = line, places, ""
        self._waited, self._came, self._slow = 0.0, 0, False

    def begin(self, address: str) -> None:
        """Another request begins, from this address."""
        self._address, self._waited, self._came = address, 0.0, 0

    def end(self) -> None:
        """The request has been answered."""
        if self._slow:
            self._places.give_back(self._address)
            self._slow = False

    def read(self, size: int | None = -1) -> bytes:
        """At most `size` bytes, fewer where the line ends. Raises `TimeoutError` where they drip."""
        if size is None or size < 0:
            return bytes(super().read(size))  # type: ignore[no-untyped-call]  # cheroot has no types here
        whole = bytearray()
        while len(whole) < size:
            missing = min(size - len(whole), _PIECE_BYTES)
            buffered = self.has_data()
            piece = self.read1(missing) if buffered else self._awaited(missing)
            if not piece:
                break
            whole += piece
        self.bytes_read += len(whole)
        return bytes(whole)

    def has_data(self) -> bool:
        """Whether something waits to be read that the system does not tell of, decrypted by an encrypted line too."""
        decrypted = isinstance(self._line, LanLine) and self._line.has_more()
        return decrypted or bool(super().has_data())  # type: ignore[no-untyped-call]  # cheroot has no types here

    def _awaited(self, size: int) -> bytes:
        """What the line sends next, once it does."""
        while not self._comes_within(self._left()):
            if self._slow or not self._places.take(self._address):
                raise TimeoutError("timed out")  # cheroot answers 408 to these words
            self._slow = True
        piece = bytes(self.raw.read(size) or b"")
        self._came += len(piece)
        return piece

    def _left(self) -> float:
        """The seconds for which the next bytes are waited for."""
        return (BODY_S + self._came / RATE if self._slow else BODY_GRACE_S) - self._waited

    def _comes_within(self, seconds: float) -> bool:
        begun, comes = _CLOCK.monotonic(), False
        with selectors.DefaultSelector() as waiting:
            waiting.register(self._line, selectors.EVENT_READ)
            ends = begun + max(seconds, 0)
            while not comes and waiting.select(max(ends - _CLOCK.monotonic(), 0)):
                comes = _is_whole(self._line)
        self._waited += _CLOCK.monotonic() - begun
        return comes and seconds > 0


def _is_whole(line: Any) -> bool:
    """Whether what has come can be read at once: of an encrypted line, whole records can."""
    return not isinstance(line, LanLine) or line.has_come()


def _is_here(address: str) -> bool:
    try:
        return ipaddress.ip_address(address).is_loopback
    except ValueError:  # a socket of this machine
        return True


def endure(server: Server, threads: int) -> None:
    """Make a server patient: a line that says nothing waits in no thread, and slow ones take half of them at most.

    That holds for heads and for bodies (`PatientReader`). A slow line that comes when as many are waited for already is
    closed after `GRACE_S`; a request that arrives whole always has a thread. `threads` are those of the server. Call it
    before `prepare`.
    """
    slow = SlowPlaces(threads)

    def make_file(line: Any, mode: str, size: int) -> Any:
        return PatientReader(line, slow, size) if "r" in mode else MakeFile(line, mode, size)

    class PatientConnection(HTTPConnection):
        """A connection that is read only once a whole head is there."""

        def __init__(self, server: Server, line: Any, _: object) -> None:
            super().__init__(server, line, make_file)

        def communicate(self) -> bool:
            if self.rfile.has_data() or _has_head(self.socket):
                return self._answer()
            if not _has_begun(self.socket) and self.server.can_add_keepalive_connection:
                return True  # back to where idle lines wait, and end after a while
            if not slow.take(self._address()):
                return _wait_for_head(self.socket, GRACE_S) and self._answer()
            try:
                arrived = _wait_for_head(self.socket, HEAD_S)
            finally:
                slow.give_back(self._address())
            return arrived and self._answer()

        def _answer(self) -> bool:
            self.rfile.begin(self._address())
            try:
                return bool(super().communicate())  # type: ignore[no-untyped-call]  # cheroot has no types here
            finally:
                self.rfile.end()

        def _address(self) -> str:
            return str(self.remote_addr or "")

    server.ConnectionClass = PatientConnection


def _wait_for_head(line: Any, seconds: float) -> bool:
    """Whether the head arrives in time."""
    clock, never = Clock(), threading.Event()
    ends = clock.monotonic() + seconds
    while clock.monotonic() < ends:
        if _has_head(line):
            return True
        never.wait(_LOOKS_EVERY_S)
    return False


def _has_head(line: Any) -> bool:
    """Whether a whole head waits to be read, or the line has ended, or more was sent than a head may be."""
    seen = _peek(line)
    return seen is not None and (not seen or _END in seen or len(seen) >= _MOST_HEAD_BYTES)


def _has_begun(line: Any) -> bool:
    return _peek(line) is not None


def _peek(line: Any) -> bytes | None:
    """What waits to be read, b"" where the other side has hung up, None where there is nothing yet."""
    before = line.gettimeout()
    line.setblocking(False)
    try:
        return bytes(line.recv(_MOST_HEAD_BYTES, socket.MSG_PEEK))
    except BlockingIOError:
        return None
    except OSError:
        return b""
    finally:
        line.settimeout(before)
