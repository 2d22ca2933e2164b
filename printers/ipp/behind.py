"""The printer behind a queue: CUPS may hear that it is off only after it has taken the job."""

import socket
from urllib.parse import urlsplit

from printers.ipp.states import Attributes

_PORTS = {"ipp": 631, "ipps": 631, "http": 80, "https": 443, "socket": 9100}
_CONNECT_S = 3.0


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
