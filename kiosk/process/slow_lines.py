"""Keep lines that are silent or slow from holding the threads that answer everybody else (slowloris)."""

import socket
import threading
from typing import Any

from cheroot.makefile import MakeFile
from cheroot.server import HTTPConnection
from cheroot.wsgi import Server

from kiosk.clock import Clock
from kiosk.process.slow_bodies import PatientReader, SlowPlaces

HEAD_S = 5.0
"""Seconds within which the head of a request has to arrive whole, however slowly it drips."""
GRACE_S = 0.25
"""As above, for a line that comes when as many are waited for as may be: what was just sent is still on its way."""
_LOOKS_EVERY_S = 0.05
_MOST_HEAD_BYTES = 65_536
_END = b"\r\n\r\n"


def endure(server: Server, threads: int) -> None:
    """Make a server patient: a line that says nothing waits in no thread, and slow ones take half of them at most.

    That holds for heads and for bodies (`slow_bodies`). A slow line that comes when as many are waited for already is
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
