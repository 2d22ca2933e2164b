"""Whether a printer behind a queue is off is only said where it can be seen."""

import socket

from printers.carriers.ipp import is_device_off, raw_format
from tests.gallery.paper.cups import free_port


def test_a_printer_that_listens_is_not_off() -> None:
    with socket.create_server(("127.0.0.1", 0)) as server:
        assert not is_device_off({"device-uri": (f"ipp://127.0.0.1:{server.getsockname()[1]}/ipp/print",)})


def test_a_printer_where_nobody_listens_is_off() -> None:
    for scheme in ["ipp", "ipps", "socket", "http"]:
        assert is_device_off({"device-uri": (f"{scheme}://127.0.0.1:{free_port()}/ipp/print",)})


def test_what_cannot_be_seen_from_here_is_not_said_to_be_off() -> None:
    for device in [
        "",
        "usb://EPSON/TM-T20",
        "dnssd://Laser._ipp._tcp.local/?uuid=1",
        "ipp://Laser._ipp._tcp.local/",
        "ipp://[",
        "ipp://localhost:x/",
        "ipp:///x",
        "serial:/dev/ttyS0",
        None,
    ]:
        assert not is_device_off({"device-uri": (device,)})
        assert not is_device_off({})


def test_bytes_are_passed_on_as_they_are_over_a_cable_only() -> None:
    for device, formats, raw in [
        ("socket://tickets:9100", ("application/vnd.cups-raw",), "application/vnd.cups-raw"),
        ("usb://EPSON/TM-T20", ("application/vnd.cups-raw",), "application/vnd.cups-raw"),
        ("usb://EPSON/TM-T20", ("application/pdf",), None),
        ("ipp://laser/", ("application/vnd.cups-raw",), None),
        (None, ("application/vnd.cups-raw",), None),
    ]:
        assert raw_format({"device-uri": (device,), "document-format-supported": formats}) == raw
