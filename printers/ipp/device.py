"""The device behind a CUPS queue: whether it is off, and whether it takes raw bytes."""

import socket
from urllib.parse import urlsplit

from printers.ipp.states import Attributes

_PORTS = {"ipp": 631, "ipps": 631, "http": 80, "https": 443, "socket": 9100}
_CONNECT_S = 3.0
_RAW = "application/vnd.cups-raw"
_CABLES = ("socket", "usb", "serial", "parallel", "lpd")
"""Connections on which CUPS passes raw bytes on; over IPP it reports them printed even if the printer took none."""


def is_off(printer: Attributes) -> bool:
    """Whether nothing listens at the queue's device; False if that cannot be told from here."""
    device = (printer.get("device-uri") or ("",))[0]
    try:
        parts = urlsplit(str(device))
        port = parts.port or _PORTS[parts.scheme]
        if not parts.hostname:
            return False
        # A name that only CUPS can resolve (`… ._ipp._tcp.local`) tells nothing about its printer.
        addresses = socket.getaddrinfo(parts.hostname, port, type=socket.SOCK_STREAM)
    except (ValueError, KeyError, OSError):
        return False
    return not any(_answers(family, address) for family, _, _, _, address in addresses)


def _answers(family: int, address: tuple[object, ...]) -> bool:
    with socket.socket(family) as probe:
        probe.settimeout(_CONNECT_S)
        return probe.connect_ex(address) == 0


def raw_format(printer: Attributes) -> str | None:
    """The media type of bytes that the queue passes on unchanged; None if it cannot."""
    scheme = str((printer.get("device-uri") or ("",))[0]).partition(":")[0]
    return _RAW if scheme in _CABLES and _RAW in printer.get("document-format-supported", ()) else None
