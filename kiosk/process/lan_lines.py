"""Lines from the local network: encrypted by TLS where the other side begins so, plain where it does not.

One port answers both, so that who types the address without « https » gets a page that says it. Whoever serves the
application reads in the request's environment over which of the two it came (`OVER`), and nobody else can say it.
"""

import socket
import ssl
from contextlib import suppress
from pathlib import Path
from typing import Any

from cheroot.makefile import MakeFile

OVER = "parvis.lan"
"""The key of the environment (PEP 3333) of every request from the local network, and of no other."""
TLS = "tls"
PLAIN = "plain"
_HANDSHAKE = b"\x16"
"""The first byte of whoever begins TLS (RFC 8446, 5.1: the content type `handshake`); no method of HTTP begins so."""


def new_context() -> ssl.SSLContext:
    """What encrypts the lines; `load_cert_chain` gives it its certificate, and a later one to the lines that follow."""
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.minimum_version = ssl.TLSVersion.TLSv1_2
    context.options |= ssl.OP_NO_COMPRESSION | ssl.OP_NO_RENEGOTIATION
    return context


def load(context: ssl.SSLContext, certificate: Path) -> None:
    """Let the lines from now on be encrypted with this certificate and key (one PEM file)."""
    context.load_cert_chain(certificate)


class LanAdapter:
    """What cheroot asks to encrypt lines: each decides by its first byte, in the thread that answers it."""

    def __init__(self, context: ssl.SSLContext) -> None:
        self.context = context

    def bind(self, listening: socket.socket) -> socket.socket:
        """The listening socket as it is: nothing of TLS is done while lines are accepted."""
        return listening

    def wrap(self, line: socket.socket) -> tuple["LanLine", dict[str, Any]]:
        """The line, and the environment of its requests, which says `PLAIN` until it has begun otherwise."""
        wrapped = LanLine(line, self.context)
        return wrapped, wrapped.environment

    def makefile(self, line: Any, mode: str = "r", size: int = -1) -> Any:
        """The file object of a line, as cheroot makes it of any socket."""
        return MakeFile(line, mode, size)


class LanLine:
    """A socket that becomes a TLS socket if the other side begins so, and can be peeked at in both cases.

    The handshake happens while it is read, and never waits where reading would not: a line that is silent in the middle
    of it holds no thread (see `slow_lines`).
    """

    def __init__(self, line: socket.socket, context: ssl.SSLContext) -> None:
        self._line, self._context = line, context
        self._decided, self._seen = False, bytearray()
        self.environment: dict[str, Any] = {"wsgi.url_scheme": "http", OVER: PLAIN}

    def recv(self, size: int, flags: int = 0) -> bytes:
        """As of a socket. `MSG_PEEK` leaves what it gives to be read again."""
        if not self._begun():
            return b""
        if flags & socket.MSG_PEEK:
            if len(self._seen) < size and (more := self._read(size - len(self._seen), peeks=True)) is not None:
                self._seen += more
            return bytes(self._seen[:size])
        if self._seen:
            given, self._seen = bytes(self._seen[:size]), self._seen[size:]
            return given
        return self._read(size) or b""

    def recv_into(self, buffer: bytearray | memoryview, size: int = 0) -> int:
        """As of a socket."""
        view = memoryview(buffer).cast("B")
        given = self.recv(size or len(view))
        view[: len(given)] = given
        return len(given)

    def has_more(self) -> bool:
        """Whether there is something to read that the system does not know of: it was decrypted or peeked at."""
        return bool(self._seen) or (isinstance(self._line, ssl.SSLSocket) and self._line.pending() > 0)

    def has_come(self) -> bool:
        """Whether something can be read without waiting, or the line has ended."""
        before = self._line.gettimeout()
        self._line.setblocking(False)
        try:
            self.recv(1, socket.MSG_PEEK)
        except BlockingIOError:
            return False
        except OSError:
            return True
        finally:
            self._line.settimeout(before)
        return True

    def shutdown(self, how: int) -> None:
        """As of a socket; TLS is told that it ends."""
        if isinstance(self._line, ssl.SSLSocket):
            with suppress(OSError, ValueError):
                self._line.settimeout(0)
                self._line.unwrap()
        self._line.shutdown(how)

    def __getattr__(self, name: str) -> Any:
        """Everything else is the socket's own."""
        return getattr(self._line, name)

    def _begun(self) -> bool:
        """Whether it is known what the line is; False where it has ended. Raises `BlockingIOError`, `TimeoutError`."""
        if self._decided:
            return True
        first = self._line.recv(1, socket.MSG_PEEK)
        if first == _HANDSHAKE:
            self._line = self._context.wrap_socket(self._line, server_side=True, do_handshake_on_connect=False)
            self.environment |= {"wsgi.url_scheme": "https", OVER: TLS}
        self._decided = bool(first)
        return self._decided

    def _read(self, size: int, *, peeks: bool = False) -> bytes | None:
        """What comes next, b"" at the end; None where it peeks, has seen something, and nothing more is there yet."""
        try:
            return self._line.recv(size)
        except (ssl.SSLWantReadError, ssl.SSLWantWriteError) as fault:
            if peeks and self._seen:
                return None
            raise BlockingIOError from fault
        except BlockingIOError:
            if peeks and self._seen:
                return None
            raise
        except ssl.SSLError:  # a browser that does not trust the certificate says so and hangs up
            return b""
