"""E-mail to the person: one message a notice, by the one mail server that the settings name."""

import smtplib
import socket
import ssl
import threading
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from email.errors import MessageError
from email.headerregistry import Address
from email.message import EmailMessage
from email.policy import SMTP
from email.utils import format_datetime, parseaddr
from pathlib import Path
from typing import ClassVar

from msgspec import Struct

from kiosk.connectors.connector import (
    Connector,
    Delivery,
    DeliveryParcel,
    Network,
    Setting,
    are_networks,
    connect_to_host,
    parse_networks,
    read_secret_line,
)
from kiosk.connectors.tls import hub_context
from kiosk.domain.events.wire.bodies import NoticeChannel
from kiosk.error_codes import LineFault
from kiosk.errors import Unreachable

TIMEOUT_S = 25.0
"""Seconds for a whole message; less than half the lease of a destination."""
STARTTLS, TLS, NO_TLS = "starttls", "tls", "none"
SECURITY = (STARTTLS, TLS, NO_TLS)
LOOPBACK = ("localhost", "127.0.0.1", "::1")
_CLOSING = 421
_GOES_ON = 354


def written_message(delivery: Delivery, sender: str) -> bytes:
    """The bytes of a message in ASCII with CRLF. Raises `ValueError` for an address that is none."""
    message = EmailMessage(policy=SMTP)
    message["From"] = _address(*parseaddr(sender))
    message["To"] = _address("", str(delivery.data["to"]))
    message["Subject"] = str(delivery.data["subject"])
    message["Date"] = format_datetime(delivery.at)
    message["Message-ID"] = f"<{delivery.id}@{domain_of(sender)}>"
    message["Auto-Submitted"] = "auto-generated"  # RFC 3834, 5: no « out of office » comes back
    message.set_content(str(delivery.data["text"]), cte="base64")
    message["Content-Language"] = str(delivery.data["language"])
    return message.as_bytes()


def domain_of(sender: str) -> str:
    """What stands after the @ in `Mairie <accueil@mairie.example>`."""
    return parseaddr(sender)[1].rpartition("@")[2]


def is_sender(written: str) -> bool:
    """Whether it is one address in ASCII, with or without a name before it."""
    name, address = parseaddr(written)
    local, mark, domain = address.rpartition("@")
    try:
        _address(name, address)
    except ValueError:
        return False
    return bool(local and mark and "." in domain) and address.isascii() and written.isprintable() and "," not in written


def _address(name: str, address: str) -> Address:
    try:
        return Address(name, addr_spec=address)
    except (MessageError, IndexError) as fault:
        raise ValueError(address) from fault


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
            _check(server.mail(sender)[0])
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
            server.sock = connect_to_host(self.host, self.port, self.allowed, self.timeout_s)
            if self.security == TLS:
                self._secure(server)
            _check(server.getreply()[0])
            server.ehlo_or_helo_if_needed()
            if self.security == STARTTLS:
                if not server.has_extn("starttls"):
                    raise Unreachable(LineFault.RECEIVER_UNTRUSTED)
                _check(server.docmd("STARTTLS")[0])
                self._secure(server)
                server.ehlo()  # what it said before TLS is not believed (RFC 3207, 4.2)
            if self.user:
                server.login(self.user, password)
            yield server
        except (smtplib.SMTPAuthenticationError, smtplib.SMTPHeloError) as fault:
            _check(int(fault.smtp_code))
            raise Unreachable(LineFault.RECEIVER_REFUSES) from fault
        except (smtplib.SMTPNotSupportedError, ssl.SSLError) as fault:  # no way to sign in, or no TLS
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


def _check(code: int) -> None:
    """Raises `Unreachable` for an answer that is no yes and speaks of the server: `receiver-busy` for a 4xx."""
    if not 200 <= code < 300:
        busy = 400 <= code < 500
        raise Unreachable(LineFault.RECEIVER_BUSY if busy else LineFault.RECEIVER_REFUSES, status=code)


def _judged(code: int, refused: LineFault, well: int = 0) -> LineFault | None:
    """None for a yes, `refused` for a 5xx. Raises `Unreachable` for a 4xx: `receiver-busy` where the server closes."""
    if code == well or (not well and 200 <= code < 300):
        return None
    if code >= 500:
        return refused
    raise Unreachable(LineFault.RECEIVER_BUSY if code == _CLOSING else LineFault.RECEIVER_BROKEN, status=code)


def is_server(written: str) -> bool:
    """Whether it is a host with a port: `smtp.mairie.example:587`."""
    host, mark, port = written.rpartition(":")
    plain = host.isascii() and host.isprintable() and not any(sign in host for sign in " /@")
    return bool(host and mark) and plain and port.isascii() and port.isdigit() and 0 < int(port) < 65_536


class Smtp(Connector):
    """Sends by SMTP. The same notice always has the same `Message-ID`."""

    kind: ClassVar[str] = "smtp"
    settings: ClassVar[tuple[Setting, ...]] = (
        Setting("server", "The mail server with its port: `smtp.example.org:587`.", needed=True, is_right=is_server),
        Setting(
            "sender",
            "Whom messages come from: `Mairie <mairie@example.org>`; no name of a service.",
            needed=True,
            is_right=is_sender,
        ),
        Setting(
            "security",
            "`starttls`, `tls` from the first byte, or `none` for a server on this machine.",
            default=STARTTLS,
            choices=SECURITY,
        ),
        Setting("user", "Who signs in; nobody where it is empty."),
        Setting("password_file", "The file of the password.", is_right=lambda path: Path(path).is_absolute()),
        Setting("networks", "Private networks the server may lie in, such as `10.1.0.0/16`.", is_right=are_networks),
    )
    channel: ClassVar[NoticeChannel | None] = NoticeChannel.EMAIL

    def __init__(self, name: str, settings: Mapping[str, str], keys: Path) -> None:
        host, _, port = settings["server"].rpartition(":")
        allowed = parse_networks(settings["networks"])
        self._server = MailServer(host.strip("[]"), int(port), settings["security"], allowed, settings["user"])
        self._sender, self._password_file = settings["sender"], settings["password_file"]

    @property
    def where(self) -> str:
        return f"{self._server.host}:{self._server.port}"

    def what_is_wrong(self) -> LineFault | None:
        """`no-secret`, or why nobody is let in there; nothing is sent."""
        try:
            self._server.greet(self._password(), domain_of(self._sender))
        except Unreachable as fault:
            return fault.code
        return None

    def deliver(self, parcel: DeliveryParcel) -> LineFault | None:
        """Gives and raises what `MailServer.send` does; `address-refused` for what is no address, too."""
        [delivery] = parcel.deliveries
        try:
            written = written_message(delivery, self._sender)
        except ValueError:
            return LineFault.ADDRESS_REFUSED
        return self._server.send(parseaddr(self._sender)[1], str(delivery.data["to"]), written, self._password())

    def _password(self) -> str:
        return read_secret_line(self._password_file) if self._server.user else ""
