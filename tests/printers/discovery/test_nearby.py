"""What announces itself on the network is seen with what it says of itself."""

import socket
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager

from zeroconf import ServiceInfo, Zeroconf

from printers.discovery import nearby

HERE = ("127.0.0.1",)


@contextmanager
def announced(kind: str, name: str, port: int, **said: str) -> Iterator[None]:
    """A service of this machine, for this machine alone."""
    info = ServiceInfo(
        kind, f"{name}.{kind}", port, addresses=[socket.inet_aton(HERE[0])], server="parvis-tests.local.",
        properties=said,
    )  # fmt: skip
    with ThreadPoolExecutor(1) as beside:  # the thread of the tests may have the event loop of a browser
        around = beside.submit(Zeroconf, list(HERE)).result()
        try:
            beside.submit(around.register_service, info).result()
            yield
        finally:
            beside.submit(around.close).result()


def test_what_announces_itself_is_seen() -> None:
    with announced("_pdl-datastream._tcp.local.", "Tickets", 9100, ty="TM-T20", usb_MFG="EPSON"):
        result = nearby.find_services(("_pdl-datastream._tcp.local.",), HERE)
    (service,) = [row for row in result if row.name == "Tickets"]
    assert (service.host, service.port, service.properties["ty"]) == ("127.0.0.1", 9100, "TM-T20")


def test_nobody_around_is_nobody() -> None:
    assert nearby.find_services(("_parvis-none._tcp.local.",), HERE, 0.2) == ()


def test_where_listening_is_impossible_nobody_is_seen() -> None:
    assert nearby.find_services(("_ipp._tcp.local.",), ("192.0.2.1",), 0.2) == ()
