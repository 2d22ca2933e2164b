"""One print queue or printer at the other end of HTTP: asks, and says how far a request got."""

import hashlib
import socket
import ssl
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from http.client import HTTPConnection, HTTPException, HTTPSConnection
from urllib.parse import urlsplit

from printers.ipp import tls, wire
from printers.ipp.wire import Answer, Attribute

PORT = 631
WHO = "parvis"
"""Who asks, as queues show it: never a person."""
_MOST = 4_000_000
"""Bytes of an answer beyond which it is none."""
_STATUSES = {401: "not-allowed", 403: "not-allowed", 404: "queue-missing"}


class Unreached(Exception):
    """Not one byte of a request left; `code` says why."""

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code


class Unanswered(Exception):
    """A request left, in whole or in part, and no answer that can be read came back; `code` says why."""

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code


@dataclass(frozen=True, slots=True)
class Peer:
    """Where requests go: `uri` is `ipp://` or `ipps://`; `fingerprint` is the SHA-256 of the certificate expected.

    Printers sign their own certificates: the one that a printer showed when it was added is the one that it must show.
    Without a fingerprint, the certificate must be one that this machine trusts.
    """

    uri: str
    fingerprint: str = ""
    connect_s: float = 3.0
    answer_s: float = 20.0

    @property
    def is_well_formed(self) -> bool:
        """Whether `uri` names a scheme and a host of ours."""
        try:
            parts = urlsplit(self.uri)
            return parts.scheme in ("ipp", "ipps") and bool(parts.hostname) and (parts.port or PORT) > 0
        except ValueError:
            return False

    def ask(
        self, operation: int, attributes: Sequence[Attribute] = (), job: Iterable[Attribute] = (), data: bytes = b"",
        to_printer: bool = True,
    ) -> Answer:  # fmt: skip
        """Ask one thing; `to_printer` is False for what concerns no printer in particular.

        Raises Unreached("no-address", "offline", "wrong-certificate", "certificate-not-known"), or
        Unanswered("no-answer", "not-understood", "not-allowed", "queue-missing").
        """
        if not self.is_well_formed:
            raise Unreached("no-address")
        target: list[Attribute] = [(wire.URI, "printer-uri", self.uri)] if to_printer else []
        # The target stands before all else (RFC 8011, 4.1.5), and a job's number is part of it.
        target += [each for each in attributes if each[1] == "job-id"]
        rest = [each for each in attributes if each[1] != "job-id"]
        body = wire.request(operation, 1, [*target, (wire.NAME, "requesting-user-name", WHO), *rest], job) + data
        connection = self._connected()
        try:
            connection.request("POST", urlsplit(self.uri).path or "/", body, {"Content-Type": "application/ipp"})
            answered = connection.getresponse()
            said = answered.read(_MOST)
        except (OSError, HTTPException) as gone:
            raise Unanswered("no-answer") from gone
        finally:
            connection.close()
        if answered.status != 200:
            raise Unanswered(_STATUSES.get(answered.status, "not-understood"))
        try:
            return wire.answer(said)
        except ValueError as garbled:
            raise Unanswered("not-understood") from garbled

    def _connected(self) -> HTTPConnection:
        parts = urlsplit(self.uri)
        host, port = parts.hostname or "", parts.port or PORT
        if parts.scheme == "ipps":
            context = tls.taking_any() if self.fingerprint else tls.trusting()
            connection: HTTPConnection = HTTPSConnection(host, port, timeout=self.connect_s, context=context)
        else:
            connection = HTTPConnection(host, port, timeout=self.connect_s)
        try:
            connection.connect()
        except ssl.SSLCertVerificationError as stranger:
            connection.close()
            raise Unreached("certificate-not-known") from stranger
        except (OSError, HTTPException) as refused:
            connection.close()
            raise Unreached("offline") from refused
        if self.fingerprint and _shown(connection.sock) != self.fingerprint.replace(":", "").strip().lower():
            connection.close()
            raise Unreached("wrong-certificate")
        connection.sock.settimeout(self.answer_s)
        return connection


def fingerprint_of(host: str, port: int) -> str:
    """The SHA-256 of the certificate that is shown there, to hold a printer to; nothing where there is none."""
    try:
        with socket.create_connection((host, port), 3.0) as line, tls.taking_any().wrap_socket(line) as secured:
            return _shown(secured)
    except OSError:
        return ""


def _shown(line: socket.socket) -> str:
    shown = line.getpeercert(binary_form=True) if isinstance(line, ssl.SSLSocket) else None
    return hashlib.sha256(shown).hexdigest() if shown else ""
