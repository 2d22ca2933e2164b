"""One mail server: a connection a message, and no doubt that is not told.

A server that has the whole message and whose answer is lost may have sent it (RFC 5321, 4.5.3.2.6, says to wait for
ten minutes because of it; RFC 1047 describes the copies that come of trying again).
"""

import smtplib
import socket
import ssl
import threading
from collections.abc import Iterator, Sequence
from contextlib import contextmanager

from msgspec import Struct

from kiosk.connectors.addresses import Network, connected
from kiosk.connectors.tls import hub_context
from kiosk.error_codes import LineFault
from kiosk.errors import Unreachable

TIMEOUT_S = 25.0
"""Seconds for a whole message; less than half the lease of a destination."""
STARTTLS, TLS, NO_TLS = "starttls", "tls", "none"
SECURITY = (STARTTLS, TLS, NO_TLS)
LOOPBACK = ("localhost", "127.0.0.1", "::1")
_CLOSING = 421
_GOES_ON = 354


class MailServer(Struct, frozen=True):
    """Where messages go. Without TLS it is this machine alone; `user` is "" where nobody signs in."""

    host: str
    port: int
    security: str
    allowed: Sequence[Network]
    user: str = ""
    timeout_s: float = TIMEOUT_S

    def greet(self, password: str, name: str) -> None:
        """Connect and sign in, as `name`, and send nothing. Raises `Unreachable` as `send` does."""
        with self._session(password, name):
            pass

    def send(self, sender: str, to: str, message: bytes, password: str) -> LineFault | None:
        """Send a message; None once the server has it.

        Gives `address-refused` and `not-taken` where it never will, `uncertain` where it had all of it and gave no
        answer. Raises `Unreachable` where it surely did not take it: `receiver-away`, `receiver-private`,
        `receiver-untrusted`, `receiver-refuses`, `receiver-busy`, and `receiver-broken` for this message alone.
        """
        with self._session(password, sender.rpartition("@")[2]) as server:
            _check(server.mail(sender)[0], LineFault.RECEIVER_BUSY)
            if refused := _judged(server.rcpt(to)[0], LineFault.ADDRESS_REFUSED):
                return refused
            if refused := _judged(server.docmd("DATA")[0], LineFault.NOT_TAKEN, _GOES_ON):
                return refused
            try:
                server.send(message + b".\r\n")
                code = server.getreply()[0]
            except (OSError, smtplib.SMTPException):
                return LineFault.UNCERTAIN
            known = 200 <= code < 300 or 400 <= code < 600
            return _judged(code, LineFault.NOT_TAKEN) if known else LineFault.UNCERTAIN

    @contextmanager
    def _session(self, password: str, name: str) -> Iterator[smtplib.SMTP]:
        if self.security == NO_TLS and self.host not in LOOPBACK:
            raise Unreachable(LineFault.RECEIVER_UNTRUSTED)
        server = smtplib.SMTP(local_hostname=name, timeout=self.timeout_s)
        late = threading.Timer(self.timeout_s, _break_off, (server,))
        late.start()
        try:
            server.sock = connected(self.host, self.port, self.allowed, self.timeout_s)
            if self.security == TLS:
                self._secure(server)
            _check(server.getreply()[0], LineFault.RECEIVER_BUSY)
            server.ehlo_or_helo_if_needed()
            if self.security == STARTTLS:
                if not server.has_extn("starttls"):
                    raise Unreachable(LineFault.RECEIVER_UNTRUSTED)
                _check(server.docmd("STARTTLS")[0], LineFault.RECEIVER_BUSY)
                self._secure(server)
                server.ehlo()  # what it said before TLS is not believed (RFC 3207, 4.2)
            if self.user:
                server.login(self.user, password)
            yield server
        except (smtplib.SMTPAuthenticationError, smtplib.SMTPHeloError) as fault:
            _check(int(fault.smtp_code), LineFault.RECEIVER_BUSY)
            raise Unreachable(LineFault.RECEIVER_REFUSES) from fault
        except smtplib.SMTPNotSupportedError as fault:  # no way to sign in
            raise Unreachable(LineFault.RECEIVER_UNTRUSTED) from fault
        except ssl.SSLError as fault:
            raise Unreachable(LineFault.RECEIVER_UNTRUSTED) from fault
        except (OSError, smtplib.SMTPException) as fault:
            raise Unreachable(LineFault.RECEIVER_AWAY) from fault
        finally:
            late.cancel()
            server.close()

    def _secure(self, server: smtplib.SMTP) -> None:
        """Speak TLS from here on, with the certificate verified for the host's own name."""
        assert server.sock is not None
        server.sock = hub_context().wrap_socket(server.sock, server_hostname=self.host)
        server.file = None


def _break_off(server: smtplib.SMTP) -> None:
    """End an exchange that takes too long, from another thread."""
    if server.sock is not None:
        server.sock.shutdown(socket.SHUT_RDWR)


def _check(code: int, busy: LineFault) -> None:
    """Raises `Unreachable` for an answer that is no yes and speaks of the server: `busy` for a 4xx."""
    if not 200 <= code < 300:
        raise Unreachable(busy if 400 <= code < 500 else LineFault.RECEIVER_REFUSES, status=code)


def _judged(code: int, refused: LineFault, well: int = 0) -> LineFault | None:
    """None for a yes, `refused` for a 5xx. Raises `Unreachable` for a 4xx: `receiver-busy` where the server closes."""
    if code == well or (not well and 200 <= code < 300):
        return None
    if code >= 500:
        return refused
    raise Unreachable(LineFault.RECEIVER_BUSY if code == _CLOSING else LineFault.RECEIVER_BROKEN, status=code)
