"""The printer behind a queue, of which CUPS knows less than it says until it has tried it."""

import socket
from urllib.parse import urlsplit

from printers.ipp.states import Attributes

_PORTS = {"ipp": 631, "ipps": 631, "http": 80, "https": 443, "socket": 9100}
_CONNECT_S = 3.0
_RAW = "application/vnd.cups-raw"
_CABLES = ("socket", "usb", "serial", "parallel", "lpd")
"""Where CUPS passes bytes on as they are; over IPP it says that they are out, although the printer took none."""


def is_off(printer: Attributes) -> bool:
    """Whether nobody listens where the queue would deliver; False where that cannot be seen from here."""
    device = (printer.get("device-uri") or ("",))[0]
    try:
        parts = urlsplit(str(device))
        port = parts.port or _PORTS[parts.scheme]
        if not parts.hostname:
            return False
        # A name that only CUPS can look up (`… ._ipp._tcp.local`) says nothing about its printer.
        found = socket.getaddrinfo(parts.hostname, port, type=socket.SOCK_STREAM)
    except (ValueError, KeyError, OSError):
        return False
    return not any(_answers(family, address) for family, _, _, _, address in found)


def _answers(family: int, address: tuple[object, ...]) -> bool:
    with socket.socket(family) as probe:
        probe.settimeout(_CONNECT_S)
        return probe.connect_ex(address) == 0


def raw_format(printer: Attributes) -> str | None:
    """What bytes are called that a queue passes on as they are; None where it cannot."""
    scheme = str((printer.get("device-uri") or ("",))[0]).partition(":")[0]
    return _RAW if scheme in _CABLES and _RAW in printer.get("document-format-supported", ()) else None
