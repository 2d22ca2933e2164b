"""Whether a printer behind a queue is off is only said where it can be seen."""

import socket

import pytest

from printers.ipp.device import is_off, raw_format
from tests.gallery.paper.cups import free_port


def test_a_printer_that_listens_is_not_off() -> None:
    with socket.create_server(("127.0.0.1", 0)) as server:
        assert not is_off({"device-uri": (f"ipp://127.0.0.1:{server.getsockname()[1]}/ipp/print",)})


@pytest.mark.parametrize("scheme", ["ipp", "ipps", "socket", "http"])
def test_a_printer_where_nobody_listens_is_off(scheme: str) -> None:
    assert is_off({"device-uri": (f"{scheme}://127.0.0.1:{free_port()}/ipp/print",)})


@pytest.mark.parametrize("device", [
    "", "usb://EPSON/TM-T20", "dnssd://Laser._ipp._tcp.local/?uuid=1", "ipp://Laser._ipp._tcp.local/", "ipp://[",
    "ipp://localhost:x/", "ipp:///x", "serial:/dev/ttyS0", None,
])  # fmt: skip
def test_what_cannot_be_seen_from_here_is_not_said_to_be_off(device: str | None) -> None:
    assert not is_off({"device-uri": (device,)})
    assert not is_off({})


@pytest.mark.parametrize(("device", "formats", "raw"), [
    ("socket://tickets:9100", ("application/vnd.cups-raw",), "application/vnd.cups-raw"),
    ("usb://EPSON/TM-T20", ("application/vnd.cups-raw",), "application/vnd.cups-raw"),
    ("usb://EPSON/TM-T20", ("application/pdf",), None), ("ipp://laser/", ("application/vnd.cups-raw",), None),
    (None, ("application/vnd.cups-raw",), None),
])  # fmt: skip
def test_bytes_are_passed_on_as_they_are_over_a_cable_only(
    device: str | None, formats: tuple[str, ...], raw: str | None
) -> None:
    assert raw_format({"device-uri": (device,), "document-format-supported": formats}) == raw
