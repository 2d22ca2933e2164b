"""The Internet Printing Protocol (RFC 8010, 8011): its messages in bytes, and a printer asked over HTTP or TLS."""

import hashlib
import socket
import ssl
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from http.client import HTTPConnection, HTTPException, HTTPSConnection
from struct import Struct
from urllib.parse import urlsplit

VERSION = b"\x01\x01"
"""IPP/1.1, which CUPS and every printer answer."""
OPERATION, JOB, END, PRINTER = 0x01, 0x02, 0x03, 0x04
CREATE_JOB, SEND_DOCUMENT, CANCEL_JOB = 0x0005, 0x0006, 0x0008
GET_JOB_ATTRIBUTES, GET_JOBS, GET_PRINTER_ATTRIBUTES = 0x0009, 0x000A, 0x000B
CUPS_GET_PRINTERS = 0x4002
INTEGER, BOOLEAN, ENUM = 0x21, 0x22, 0x23
NAME, KEYWORD, URI, CHARSET, LANGUAGE, MIME_TYPE = 0x42, 0x44, 0x45, 0x47, 0x48, 0x49
_NAMED_LANGUAGE = (0x35, 0x36)
_BEGIN_COLLECTION, _END_COLLECTION = 0x34, 0x37
_HEAD, _SHORT, _NUMBER = Struct(">2sHI"), Struct(">H"), Struct(">i")

Value = str | int | bool | bytes | None
"""The value of an attribute; None is an out-of-band value (unsupported, unknown, no value)."""
Attribute = tuple[int, str, str | int | bool | tuple[str, ...]]
"""(tag of its value, name, value or values)."""


@dataclass(frozen=True, slots=True)
class Answer:
    """`status` as in RFC 8011, Appendix B; `groups` are (tag, attributes by name, each with all of its values)."""

    status: int
    groups: tuple[tuple[int, Mapping[str, tuple[Value, ...]]], ...] = field(default_factory=tuple)

    def group(self, tag: int) -> Mapping[str, tuple[Value, ...]]:
        """The attributes of the first group with that tag; empty if there is none."""
        return next((attributes for group_tag, attributes in self.groups if group_tag == tag), {})


def encode_request(
    operation: int, number: int, attributes: Iterable[Attribute], job: Iterable[Attribute] = ()
) -> bytes:
    """Encode a request; a document may follow it. `job` are the attributes of a new job."""
    parts = [_HEAD.pack(VERSION, operation, number), bytes([OPERATION])]
    parts += [
        _attribute(CHARSET, "attributes-charset", "utf-8"),
        _attribute(LANGUAGE, "attributes-natural-language", "en"),
    ]
    parts += [_attribute(*attribute) for attribute in attributes]
    if job_attributes := [_attribute(*attribute) for attribute in job]:
        parts += [bytes([JOB]), *job_attributes]
    return b"".join([*parts, bytes([END])])


def decode_answer(data: bytes) -> Answer:
    """Decode an answer. Raises ValueError for bytes that are none."""
    if len(data) < _HEAD.size:
        raise ValueError("no answer")
    _, status, _ = _HEAD.unpack_from(data)
    groups: list[tuple[int, dict[str, tuple[Value, ...]]]] = []
    at, name, depth = _HEAD.size, "", 0
    while at < len(data):
        tag = data[at]
        at += 1
        if tag == END:
            return Answer(status, tuple(groups))
        if tag < 0x10:
            groups.append((tag, {}))
            continue
        named, at = _piece(data, at)
        value, at = _piece(data, at)
        depth += (tag == _BEGIN_COLLECTION) - (tag == _END_COLLECTION)
        # The contents of collections are not needed: skip them.
        if not groups or depth or tag == _END_COLLECTION:
            continue
        name = named.decode("utf-8", "replace") or name
        groups[-1][1][name] = (*groups[-1][1].get(name, ()), _value(tag, value))
    raise ValueError("an answer without an end")


def _attribute(tag: int, name: str, value: str | int | bool | tuple[str, ...]) -> bytes:
    values = value if isinstance(value, tuple) else (value,)
    parts = []
    for number, one_value in enumerate(values):
        encoded_name = b"" if number else name.encode()
        data = _bytes(tag, one_value)
        parts += [bytes([tag]), _SHORT.pack(len(encoded_name)), encoded_name, _SHORT.pack(len(data)), data]
    return b"".join(parts)


def _bytes(tag: int, value: str | int | bool) -> bytes:
    if tag in (INTEGER, ENUM):
        return _NUMBER.pack(value)
    return bytes([value]) if isinstance(value, bool) else str(value).encode()


def _piece(data: bytes, at: int) -> tuple[bytes, int]:
    """The bytes after a length of two bytes, and where they end. Raises ValueError if they are cut off."""
    end = at + 2 + int.from_bytes(data[at : at + 2], "big")
    if at + 2 > len(data) or end > len(data):
        raise ValueError("an answer that is cut off")
    return data[at + 2 : end], end


def _value(tag: int, data: bytes) -> Value:
    if tag < 0x20:
        return None
    if tag in (INTEGER, ENUM) and len(data) == 4:
        return int(_NUMBER.unpack(data)[0])
    if tag == BOOLEAN:
        return data != b"\x00"
    if tag in _NAMED_LANGUAGE:
        _, at = _piece(data, 0)
        return _piece(data, at)[0].decode("utf-8", "replace")
    return data.decode("utf-8", "replace") if tag >= 0x40 else data


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


class RequestFailure(Exception):
    """A request came to nothing; `code` says why."""

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code


class NotReachedFailure(RequestFailure):
    """No byte of a request was sent."""


class NoAnswerFailure(RequestFailure):
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
            raise NotReachedFailure("no-address")
        target: list[Attribute] = [(URI, "printer-uri", self.uri)] if to_printer else []
        # The target comes before all other attributes (RFC 8011, 4.1.5), and a job's number is part of it.
        target += [attribute for attribute in attributes if attribute[1] == "job-id"]
        rest = [attribute for attribute in attributes if attribute[1] != "job-id"]
        body = encode_request(operation, 1, [*target, (NAME, "requesting-user-name", WHO), *rest], job) + data
        connection = self._connected()
        try:
            connection.request("POST", urlsplit(self.uri).path or "/", body, {"Content-Type": "application/ipp"})
            response = connection.getresponse()
            content = response.read(_MOST)
        except (OSError, HTTPException) as fault:
            raise NoAnswerFailure("no-answer") from fault
        finally:
            connection.close()
        if response.status != 200:
            raise NoAnswerFailure(_STATUSES.get(response.status, "not-understood"))
        try:
            return decode_answer(content)
        except ValueError as fault:
            raise NoAnswerFailure("not-understood") from fault

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
            raise NotReachedFailure("certificate-not-known") from fault
        except (OSError, HTTPException) as fault:
            connection.close()
            raise NotReachedFailure("offline") from fault
        if self.fingerprint and _fingerprint(connection.sock) != self.fingerprint.replace(":", "").strip().lower():
            connection.close()
            raise NotReachedFailure("wrong-certificate")
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
