"""E-mail to the person: one message a notice, by the one mail server that the settings name."""

from collections.abc import Mapping
from email.utils import parseaddr
from pathlib import Path
from typing import ClassVar

from kiosk.connectors.addresses import are_networks, networks
from kiosk.connectors.connector import Parcel, Setting
from kiosk.connectors.secret_file import read_secret
from kiosk.connectors.smtp import message
from kiosk.connectors.smtp.mail_server import SECURITY, STARTTLS, MailServer
from kiosk.domain.events.wire.people import NoticeChannel
from kiosk.error_codes import LineFault
from kiosk.errors import Unreachable


def is_server(written: str) -> bool:
    """Whether it is a host with a port: `smtp.mairie.example:587`."""
    host, mark, port = written.rpartition(":")
    plain = host.isascii() and host.isprintable() and not any(sign in host for sign in " /@")
    return bool(host and mark) and plain and port.isascii() and port.isdigit() and 0 < int(port) < 65_536


class Smtp:
    """Sends by SMTP. The same notice always has the same `Message-ID`."""

    kind: ClassVar[str] = "smtp"
    label: ClassVar[str] = "E-mail to the person (SMTP)"
    settings: ClassVar[tuple[Setting, ...]] = (
        Setting("server", "The mail server with its port: `smtp.example.org:587`.", needed=True, is_right=is_server),
        Setting(
            "sender",
            "Whom messages come from: `Mairie <mairie@example.org>`; no name of a service.",
            needed=True,
            is_right=message.is_sender,
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
    most: ClassVar[int] = 1
    channel: ClassVar[NoticeChannel | None] = NoticeChannel.EMAIL

    def __init__(self, name: str, settings: Mapping[str, str], keys: Path) -> None:
        host, _, port = settings["server"].rpartition(":")
        allowed = networks(settings["networks"])
        self._server = MailServer(host.strip("[]"), int(port), settings["security"], allowed, settings["user"])
        self._sender, self._password_file = settings["sender"], settings["password_file"]

    @property
    def where(self) -> str:
        """The server."""
        return f"{self._server.host}:{self._server.port}"

    def what_is_wrong(self) -> LineFault | None:
        """`no-secret`, or why nobody is let in there; nothing is sent."""
        try:
            self._server.greet(self._password(), message.domain_of(self._sender))
        except Unreachable as fault:
            return fault.code
        return None

    def deliver(self, parcel: Parcel) -> LineFault | None:
        """Gives and raises what `MailServer.send` does; `address-refused` for what is no address, too."""
        [delivery] = parcel.deliveries
        try:
            written = message.written(delivery, self._sender)
        except ValueError:
            return LineFault.ADDRESS_REFUSED
        return self._server.send(parseaddr(self._sender)[1], str(delivery.data["to"]), written, self._password())

    def new_secret(self) -> None:
        """The mail server's operator gives it."""
        return

    def _password(self) -> str:
        return read_secret(self._password_file) if self._server.user else ""
