"""How a second machine comes to trust the box: fetch its authority's certificate, compare its fingerprint, try it."""

import base64
import http.client
import socket
import ssl
from urllib.parse import urlsplit

from kiosk.connectors.tls import context_of_one
from kiosk.crypto import certificates
from kiosk.error_codes import Refusal
from kiosk.errors import Refused
from printers.ipp.peer import unverified_context

PORT = 8643
"""Where a box serves the local network unless its settings say another (`lan_port`)."""
_WHERE = "/trust/parvis.crt"
_LARGEST = 16 * 1024
_PATIENCE_S = 10.0


def origin(address: str) -> str:
    """The address of a box elsewhere as `https://name:port`, whose port may be left out; "" where it is no such one.

    In clear, whoever is in the network could read what a person answers.
    """
    try:
        parts = urlsplit(address)
        host, port = parts.hostname, parts.port or PORT
    except ValueError:
        return ""
    if not host or parts.scheme != "https":
        return ""
    return f"https://{host}:{port}"


def fetch(address: str) -> bytes:
    """The certificate of the authority (DER) that the box at this address says is its own; nobody vouches for it yet.

    Raises `Refused`: `box-not-reached`, `not-that-box` where what comes is no authority that is held to few names (RFC
    5280, 4.2.1.10): a browser that trusts another could be deceived about every site.
    """
    host, port = _host_and_port(address)
    line = http.client.HTTPSConnection(host, port, timeout=_PATIENCE_S, context=unverified_context())
    try:
        line.request("GET", _WHERE)
        answer = line.getresponse()
        read = answer.read(_LARGEST)
    except (OSError, http.client.HTTPException) as fault:
        raise Refused(Refusal.BOX_NOT_REACHED, address=address) from fault
    finally:
        line.close()
    if answer.status != http.client.OK or not certificates.is_confined(read):
        raise Refused(Refusal.NOT_THAT_BOX, address=address)
    return read


def fingerprint(certificate: bytes) -> tuple[str, ...]:
    """The groups that a person compares with those on the desk's page."""
    return certificates.fingerprint(ssl.DER_cert_to_PEM_cert(certificate).encode())


def is_same(certificate: bytes, typed: str) -> bool:
    """Whether somebody wrote the fingerprint of this certificate, whatever stands between its digits."""
    return "".join(filter(str.isalnum, typed)).upper() == "".join(fingerprint(certificate))


def try_line(address: str, certificate: bytes) -> None:
    """Open a line as the browser will, that trusts this authority and no other.

    Raises `Refused`: `box-not-reached`, `not-that-box` where the box at this address does not hold the authority's key,
    or the authority may not vouch for this name.
    """
    host, port = _host_and_port(address)
    try:
        with (
            socket.create_connection((host, port), _PATIENCE_S) as line,
            context_of_one(certificate).wrap_socket(line, server_hostname=host),
        ):
            return
    except ssl.SSLError as fault:
        raise Refused(Refusal.NOT_THAT_BOX, address=address) from fault
    except OSError as fault:
        raise Refused(Refusal.BOX_NOT_REACHED, address=address) from fault


def written(certificate: bytes) -> str:
    """A certificate as Chromium's policies hold it (base64 of DER)."""
    return base64.b64encode(certificate).decode("ascii")


def _host_and_port(address: str) -> tuple[str, int]:
    parts = urlsplit(address)
    return parts.hostname or "", parts.port or PORT
