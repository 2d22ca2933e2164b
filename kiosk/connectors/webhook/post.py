"""One connection to a receiver: no redirect is followed, no proxy asked, and an answer is neither long nor slow."""

import threading
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from http.client import HTTPConnection, HTTPException
from socket import SHUT_RDWR, socket
from urllib.parse import SplitResult

from kiosk.connectors.addresses import Network, connected
from kiosk.connectors.tls import hub_context
from kiosk.error_codes import LineFault
from kiosk.errors import Unreachable

TIMEOUT_S = 15.0
"""Seconds for a connection, and for a whole answer: the least that Standard Webhooks advises."""
MOST_ANSWER = 65_536
"""Bytes of an answer that are read, so that the connection can be kept; nothing in them is used."""
_LONGEST_WAIT_S = 3_600.0
"""The longest time that a receiver may ask for: a slip of its hand must not silence it for days."""
_UNTRUSTED = "CERTIFICATE_VERIFY_FAILED"
_BUSY = (408, 425, 429, 503)
_REFUSES = (401, 403, 404, 405, 407, 410)
"""Statuses that speak of the address or of us, and not of one delivery."""


class Post:
    """Posts bodies to one address over a connection that is kept open."""

    def __init__(self, address: SplitResult, allowed: Sequence[Network], timeout_s: float = TIMEOUT_S) -> None:
        self._address, self._allowed, self._timeout_s = address, allowed, timeout_s
        self._kept: Pinned | None = None

    def open(self) -> None:
        """Open a connection, with its certificate verified. Raises `Unreachable`, as `send` does."""
        self._kept = Pinned(self._address, self._allowed, self._timeout_s)
        self._kept.connect()

    def close(self) -> None:
        """Close the connection where there is one."""
        if self._kept is not None:
            self._kept.close()
        self._kept = None

    def send(self, body: bytes, headers: Mapping[str, str], now: datetime) -> LineFault | None:
        """Post a body, `now`; None once it was taken (2xx), `not-taken` where the receiver does not want this one.

        Raises `Unreachable`: `receiver-away`, `receiver-private`, `receiver-untrusted`, `receiver-moved` for a
        redirect, `receiver-refuses`, `receiver-busy` with `after_s` (seconds), `receiver-broken`.
        """
        path = self._address._replace(scheme="", netloc="", fragment="").geturl() or "/"
        fresh = self._kept is None
        try:
            if self._kept is None:
                self.open()
            status, wait = self._answer(path, body, headers)
        except (OSError, HTTPException) as fault:
            self.close()
            if fresh:
                raise Unreachable(LineFault.RECEIVER_AWAY) from fault
            return self.send(body, headers, now)  # the receiver had closed the kept connection: once more, on a new one
        except Unreachable:
            self.close()
            raise
        return _meaning(status, wait, now)

    def _answer(self, path: str, body: bytes, headers: Mapping[str, str]) -> tuple[int, str]:
        kept = self._kept
        assert kept is not None
        late = threading.Timer(self._timeout_s, kept.break_off)
        late.start()
        try:
            kept.request("POST", path, body, dict(headers))
            answer = kept.getresponse()
            answer.read(MOST_ANSWER)
            if kept.is_late:  # what was cut off may look like an answer that is whole
                raise TimeoutError
            if not answer.isclosed():
                self.close()
            return answer.status, answer.headers.get("Retry-After", "")
        finally:
            late.cancel()


class Pinned(HTTPConnection):
    """A connection to an address that was judged, under the host's own name."""

    def __init__(self, address: SplitResult, allowed: Sequence[Network], timeout_s: float) -> None:
        self._secured = address.scheme == "https"
        port = address.port or (443 if self._secured else 80)
        super().__init__(address.hostname or "", port, timeout=timeout_s)
        if self._secured:
            self.default_port = 443  # it stands in no Host header
        self._allowed, self._seconds = allowed, timeout_s
        self.is_late = False

    def connect(self) -> None:
        """Raises `Unreachable`: `receiver-away`, `receiver-private`, `receiver-untrusted`."""
        sock: socket = connected(self.host, self.port, self._allowed, self._seconds)
        try:
            self.sock = hub_context().wrap_socket(sock, server_hostname=self.host) if self._secured else sock
        except OSError as fault:
            sock.close()
            untrusted = _UNTRUSTED in str(fault)
            raise Unreachable(LineFault.RECEIVER_UNTRUSTED if untrusted else LineFault.RECEIVER_AWAY) from fault

    def break_off(self) -> None:
        """End an exchange that takes too long, from another thread."""
        self.is_late = True
        if self.sock is not None:
            self.sock.shutdown(SHUT_RDWR)


def _meaning(status: int, wait: str, now: datetime) -> LineFault | None:
    if 200 <= status < 300:
        return None
    if status in _BUSY:
        raise Unreachable(LineFault.RECEIVER_BUSY, after_s=seconds(wait, now))
    if status in _REFUSES:
        raise Unreachable(LineFault.RECEIVER_REFUSES, status=status)
    if 300 <= status < 400:
        raise Unreachable(LineFault.RECEIVER_MOVED)
    if status >= 500:
        raise Unreachable(LineFault.RECEIVER_BROKEN, status=status)
    return LineFault.NOT_TAKEN


def seconds(wait: str, now: datetime) -> float:
    """The seconds that a `Retry-After` header asks for, as a number or a date (RFC 9110, 10.2.3); 0 for none."""
    if wait.strip().isascii() and wait.strip().isdigit():
        return min(float(wait), _LONGEST_WAIT_S)
    try:
        until = parsedate_to_datetime(wait)
    except ValueError:
        return 0.0
    until = until if until.tzinfo else until.replace(tzinfo=UTC)
    return min(max((until - now).total_seconds(), 0.0), _LONGEST_WAIT_S)
