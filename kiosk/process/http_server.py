"""The web server of box and hub: cheroot, patient with slow lines, silent about what requests hold, and sure to stop.

Keep lines that are silent or slow from holding the threads that answer everybody else (slowloris).

cheroot's own limits do not: it gives a thread to every new line, shakes hands by TLS where lines are accepted, and its
`timeout` counts from the last byte. Four silent lines hold up every page for longer than anybody waits.
"""

import errno
import ipaddress
import signal
import socket
import ssl
import threading
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager, nullcontext, suppress
from socket import SocketIO
from types import FrameType
from typing import Any, Protocol

from cheroot.makefile import MakeFile, StreamReader
from cheroot.server import HTTPConnection
from cheroot.wsgi import Server

from kiosk import logs
from kiosk.clock import Clock

GRACE_S = 0.25
"""Seconds that a request may be waited for, in all, before its line counts as a slow one."""
SLOW_S = 10.0
"""Seconds that a slow request may be waited for, in all, and longer the more of it has come:"""
RATE = 8_192
"""bytes a second, that of the worst line a town hall still has."""
_AT_LEAST_S = 0.001
"""Longer than the 0 that would not wait at all."""
_MOST_HEAD_BYTES = 65_536
_PIECE_BYTES = 65_536
"""Read at once at most, whatever size of body a request says that it has."""
_CLOCK = Clock()


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
        with self._turn:
            self._taken[address] -= 1
            self._taken += Counter()  # without the addresses that hold none


class PatientSocket(SocketIO):
    """Reads what a line sends and gives up one whose request drips; what has begun no request is not waited for.

    `begin` is to be called before each request, `end` after it. `ended` is whether the other side has hung up.
    """

    def __init__(self, line: Any, places: SlowPlaces) -> None:
        super().__init__(line, "r")
        self._line, self._places, self._writes_within_s = line, places, line.gettimeout()
        self._address: str | None = None
        self._waited_s, self._came, self._slow, self.ended = 0.0, 0, False, False

    def begin(self, address: str) -> None:
        self._address, self._waited_s, self._came = address, 0.0, 0

    def end(self) -> None:
        if self._slow:
            self._places.give_back(self._address or "")
        self._address, self._slow = None, False

    def read(self, size: int = -1, /) -> bytes | None:
        """As of a file; never much at once."""
        return super().read(min(size, _PIECE_BYTES))

    def readinto(self, buffer: Any) -> int | None:
        """As of a file: 0 at the end, None where nothing is there yet. Raises `TimeoutError` where a request drips.

        An encrypted line shakes hands here, as far as the other side has.
        """
        while (count := self._receive(buffer)) is None and self._address is not None:
            if self._slow or not self._places.take(self._address):
                raise TimeoutError(
                    errno.ETIMEDOUT, "slow"
                )  # to which cheroot writes nothing: it could wait for that too
            self._slow = True
        self._came += count or 0
        self.ended = count == 0
        return count

    def _receive(self, buffer: Any) -> int | None:
        begun = _CLOCK.monotonic()
        left_s = (SLOW_S + self._came / RATE if self._slow else GRACE_S) - self._waited_s
        self._line.settimeout(0 if self._address is None else max(left_s, _AT_LEAST_S))
        try:
            return int(self._line.recv_into(buffer))
        except (BlockingIOError, TimeoutError, ssl.SSLWantReadError, ssl.SSLWantWriteError):
            return None
        except ssl.SSLError:  # no TLS, or a browser that does not trust the certificate says so and hangs up
            return 0
        finally:
            self._line.settimeout(self._writes_within_s)
            self._waited_s += _CLOCK.monotonic() - begun


class PatientReader(StreamReader):
    _read_buf: bytes
    _read_pos: int

    def __init__(self, line: Any, places: SlowPlaces) -> None:
        super().__init__(line)
        self._line = line
        self._raw = self.patient = PatientSocket(line, places)

    def has_data(self) -> bool:
        """Whether something waits to be read that the system does not tell of, decrypted by an encrypted line too."""
        decrypted = isinstance(self._line, ssl.SSLSocket) and self._line.pending() > 0
        return decrypted or bool(super().has_data())  # type: ignore[no-untyped-call]  # cheroot has no types here

    def forget(self) -> None:
        """Let go of what was read: with a line that waits for its next request lies nothing of the one before."""
        self._read_buf, self._read_pos = self._read_buf[self._read_pos :], 0

    def is_silent(self) -> bool:
        """Whether nothing of a request has come yet, over a line on which it still may."""
        try:
            return not self.peek(1) and not self.patient.ended
        except OSError:
            self.patient.ended = True
            return False


def endure(server: Server, threads: int) -> None:
    """Make a server patient: a line that says nothing waits in no thread, and slow ones take half of them at most.

    A slow line that comes when as many are waited for already is closed after `GRACE_S`; a request that arrives whole
    always has a thread. `threads` are those of the server. Call it before `prepare`.
    """
    places = SlowPlaces(threads)

    def make_file(line: Any, mode: str, size: int) -> Any:
        return PatientReader(line, places) if "r" in mode else MakeFile(line, mode, size)

    class PatientConnection(HTTPConnection):
        def __init__(self, server: Server, line: Any, _: object) -> None:
            super().__init__(server, line, make_file)

        def communicate(self) -> bool:
            if self.rfile.is_silent() and self.server.can_add_keepalive_connection:
                return True  # back to where idle lines wait, and end after a while
            if self.rfile.patient.ended:
                return False
            self.rfile.patient.begin(str(self.remote_addr or ""))
            try:
                return bool(super().communicate())  # type: ignore[no-untyped-call]  # cheroot has no types here
            finally:
                self.rfile.patient.end()
                self.rfile.forget()

    server.ConnectionClass = PatientConnection
    server.max_request_header_size = _MOST_HEAD_BYTES


def _is_here(address: str) -> bool:
    try:
        return ipaddress.ip_address(address).is_loopback
    except ValueError:  # a socket of this machine
        return True


IDLE_LINES = 100
"""Lines that are kept open between requests; browsers keep six each."""
LONGEST_WAIT_S = 0.1
"""Seconds that cheroot waits for a connection before it looks whether it is to stop; its default is half a second."""


def make_listening_server(app: Any, host: str, port: int, threads: int, name: str, encrypts: Any = None) -> Server:
    """A server that listens already but does not serve yet; port 0 takes a free one, which `bind_addr` tells.

    `encrypts` is what cheroot calls an SSL adapter, None where lines are as they come.

    Raises `OSError` where the port is taken.
    """
    server = Server((host, port), app, numthreads=threads, server_name=name)
    server.ssl_adapter = encrypts
    endure(server, threads)
    server.keep_alive_conn_limit = IDLE_LINES
    server.expiration_interval = LONGEST_WAIT_S
    server.error_log = logs.of_server  # type: ignore[method-assign]  # cheroot's source says to override it
    server.prepare()
    return server


_STOPS = (signal.SIGINT, signal.SIGTERM)


class Stoppable(Protocol):
    """The interface of a server that can be run here."""

    def serve(self) -> None:
        """Returns once it is stopped, by whatever thread."""

    def stop(self) -> None:
        """Returns once nobody is answered any more; the second time at once."""


def serve_until_told(server: Stoppable, begun: Callable[[], object] = lambda: None) -> None:
    """Serve until SIGTERM or SIGINT comes, or `stop()` is called; what is being answered is answered first.

    Signals are heard in the main thread alone, from before `begun` is called: whoever is told that it serves may stop
    it at once.
    """
    in_main = threading.current_thread() is threading.main_thread()
    with _stopped_by_signals(server) if in_main else nullcontext():
        try:
            begun()
            server.serve()
        finally:
            server.stop()


@contextmanager
def _stopped_by_signals(server: Stoppable) -> Iterator[None]:
    """Let a thread of its own stop the server at a signal, which raises nothing and takes no lock in the main thread.

    An exception raised by a handler is lost where it falls into a finalizer, and leaves a queue locked where it falls
    between taking the lock and the block that gives it back: workers of the server would then wait for ever.
    """
    heard, hears = socket.socketpair()
    hears.setblocking(False)

    def tell(_: int, __: FrameType | None) -> None:
        with suppress(OSError):  # its buffer is full of signals already
            hears.send(b"!")

    def stop_when_told() -> None:
        if heard.recv(1):
            server.stop()

    stopping = threading.Thread(target=stop_when_told, name="stop")
    stopping.start()
    before = {number: signal.signal(number, tell) for number in _STOPS}
    try:
        yield
    finally:
        hears.close()
        stopping.join()
        for number, handler in before.items():
            signal.signal(number, handler)
        heard.close()
