"""Send IPP requests to one print queue or printer over HTTP, and tell how far a failed request got."""

import hashlib
import socket
import ssl
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from http.client import HTTPConnection, HTTPException, HTTPSConnection
from urllib.parse import urlsplit

from printers.ipp import wire
from printers.ipp.wire import Answer, Attribute

PORT = 631
WHO = "parvis"
"""The user name that queues show: never a person's."""
_MOST = 4_000_000
"""Most bytes that are read of an answer."""
_STATUSES = {401: "not-allowed", 403: "not-allowed", 404: "queue-missing"}


def verifying_context() -> ssl.SSLContext:
    """A context for printers whose certificate and name this machine verifies."""
    context = ssl.create_default_context()
    # Set here, because OpenSSL's default depends on how Python was built.
    context.minimum_version = ssl.TLSVersion.TLSv1_2
    return context


def unverified_context() -> ssl.SSLContext:
    """A context that verifies nothing: its caller compares the certificate with the expected one before sending."""
    context = verifying_context()
    context.check_hostname, context.verify_mode = False, ssl.CERT_NONE
    return context


class Failed(Exception):
    """A request came to nothing; `code` says why."""

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code


class Unreached(Failed):
    """No byte of a request was sent."""


class Unanswered(Failed):
    """A request was sent, in whole or in part, and no readable answer came back."""


@dataclass(frozen=True, slots=True)
class Peer:
    """The address of a queue or printer: `uri` begins with `ipp://` or `ipps://`.

    `fingerprint` is the SHA-256 of the expected certificate, taken when the printer was added, because printers sign
    their own certificates. Without it, the certificate must be one that this machine trusts.
    """

    uri: str
    fingerprint: str = ""
    connect_s: float = 3.0
    answer_s: float = 20.0

    @property
    def is_well_formed(self) -> bool:
        """Whether `uri` has one of the two schemes and a host."""
        try:
            parts = urlsplit(self.uri)
            return parts.scheme in ("ipp", "ipps") and bool(parts.hostname) and (parts.port or PORT) > 0
        except ValueError:
            return False

    def ask(
        self,
        operation: int,
        attributes: Sequence[Attribute] = (),
        job: Iterable[Attribute] = (),
        data: bytes = b"",
        to_printer: bool = True,
    ) -> Answer:
        """Send one request and give its answer; `to_printer` is False for a request that concerns no one printer.

        Raises Unreached("no-address", "offline", "wrong-certificate", "certificate-not-known"), or
        Unanswered("no-answer", "not-understood", "not-allowed", "queue-missing").
        """
        if not self.is_well_formed:
            raise Unreached("no-address")
        target: list[Attribute] = [(wire.URI, "printer-uri", self.uri)] if to_printer else []
        # The target comes before all other attributes (RFC 8011, 4.1.5), and a job's number is part of it.
        target += [attribute for attribute in attributes if attribute[1] == "job-id"]
        rest = [attribute for attribute in attributes if attribute[1] != "job-id"]
        body = wire.request(operation, 1, [*target, (wire.NAME, "requesting-user-name", WHO), *rest], job) + data
        connection = self._connected()
        try:
            connection.request("POST", urlsplit(self.uri).path or "/", body, {"Content-Type": "application/ipp"})
            response = connection.getresponse()
            content = response.read(_MOST)
        except (OSError, HTTPException) as fault:
            raise Unanswered("no-answer") from fault
        finally:
            connection.close()
        if response.status != 200:
            raise Unanswered(_STATUSES.get(response.status, "not-understood"))
        try:
            return wire.answer(content)
        except ValueError as fault:
            raise Unanswered("not-understood") from fault

    def _connected(self) -> HTTPConnection:
        parts = urlsplit(self.uri)
        host, port = parts.hostname or "", parts.port or PORT
        if parts.scheme == "ipps":
            context = unverified_context() if self.fingerprint else verifying_context()
            connection: HTTPConnection = HTTPSConnection(host, port, timeout=self.connect_s, context=context)
        else:
            connection = HTTPConnection(host, port, timeout=self.connect_s)
        try:
            connection.connect()
        except ssl.SSLCertVerificationError as fault:
            connection.close()
            raise Unreached("certificate-not-known") from fault
        except (OSError, HTTPException) as fault:
            connection.close()
            raise Unreached("offline") from fault
        if self.fingerprint and _fingerprint(connection.sock) != self.fingerprint.replace(":", "").strip().lower():
            connection.close()
            raise Unreached("wrong-certificate")
        connection.sock.settimeout(self.answer_s)
        return connection


def fingerprint_of(host: str, port: int) -> str:
    """The SHA-256 (hexadecimal) of the certificate that a printer shows now; "" if it shows none."""
    try:
        with (
            socket.create_connection((host, port), 3.0) as plain,
            unverified_context().wrap_socket(plain) as secured,
        ):
            return _fingerprint(secured)
    except OSError:
        return ""


def _fingerprint(connected: socket.socket) -> str:
    certificate = connected.getpeercert(binary_form=True) if isinstance(connected, ssl.SSLSocket) else None
    return hashlib.sha256(certificate).hexdigest() if certificate else ""
