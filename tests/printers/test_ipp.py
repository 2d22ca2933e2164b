"""How far a request got is always known: nothing left, or something did.
Whether a printer behind a queue is off is only said where it can be seen.
A queue's own words become ours, and a count of sides is not believed.
What is spoken to a printer: TLS 1.2 or later, by real handshakes.
"""

import hashlib
import re
import socket
import ssl
import subprocess
import sys
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from printers.carrier import COMPLETED, NOT_PRINTED, UNKNOWN, WAITING
from printers.carriers import ipp
from printers.carriers.ipp import is_device_off, raw_format
from printers.ipp import client
from printers.ipp.client import (
    Answer,
    NoAnswerFailure,
    NotReachedFailure,
    Peer,
    fingerprint_of,
    unverified_context,
    verifying_context,
)
from tests.gallery.paper.cups import Tray, free_port, program
from tests.old_tls import speaking_only, spoken

OURS = (client.GET_PRINTER_ATTRIBUTES,)


@contextmanager
def answering(said: bytes) -> Iterator[str]:
    """Who is_two_way one request, says so much and hangs up."""
    with socket.create_server(("127.0.0.1", 0)) as server:

        def serve() -> None:
            caller, _ = server.accept()
            with caller:
                heard = b""
                while (came := caller.recv(65536)) and not (heard := heard + came).endswith(b"\x03"):
                    pass  # the end of the attributes ends a request
                caller.sendall(said)

        thread = threading.Thread(target=serve)
        thread.start()
        yield f"ipp://127.0.0.1:{server.getsockname()[1]}/ipp/print"
        thread.join(10)


def test_nobody_there_means_that_nothing_left() -> None:
    with pytest.raises(NotReachedFailure, match="offline"):
        Peer(f"ipp://127.0.0.1:{free_port()}/").ask(*OURS)


def test_what_is_no_answer_is_said() -> None:
    for said, code in [
        (b"", "no-answer"),
        (b"HTTP/1.1 200 OK\r\nContent-Length: 50\r\n\r\nhalf", "not-understood"),
        (b"HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\nhello", "not-understood"),
        (b"hello\r\n\r\n", "no-answer"),
        (b"HTTP/1.1 403 No\r\nContent-Length: 0\r\n\r\n", "not-allowed"),
        (b"HTTP/1.1 404 No\r\nContent-Length: 0\r\n\r\n", "queue-missing"),
        (b"HTTP/1.1 426 TLS\r\nContent-Length: 0\r\n\r\n", "not-understood"),
    ]:
        with answering(said) as uri, pytest.raises(NoAnswerFailure, match=code):
            Peer(uri).ask(*OURS)


def test_a_printer_that_never_answers_is_not_waited_for_for_ever() -> None:
    with socket.create_server(("127.0.0.1", 0)) as server, pytest.raises(NoAnswerFailure, match="no-answer"):
        Peer(f"ipp://127.0.0.1:{server.getsockname()[1]}/", answer_s=0.2).ask(*OURS)


@pytest.mark.skipif(sys.platform != "linux", reason="started as on Debian")
def test_over_tls_another_certificate_is_another_printer(tray: Tray) -> None:
    uri = tray.uri.replace("ipp:", "ipps:")
    with pytest.raises(NotReachedFailure, match="certificate-not-known"):
        Peer(uri).ask(*OURS)
    own = fingerprint_of("localhost", tray.port)
    pem = ssl.get_server_certificate(("localhost", tray.port))
    assert own == hashlib.sha256(ssl.PEM_cert_to_DER_cert(pem)).hexdigest()
    for written in (own, own.upper(), f" {own[:2]}:{own[2:]}"):
        assert Peer(uri, written).ask(*OURS).status == 0
    with pytest.raises(NotReachedFailure, match="wrong-certificate"):
        Peer(uri, "0" * 64).ask(*OURS)
    with pytest.raises(NotReachedFailure, match="wrong-certificate"):
        Peer(tray.uri, own).ask(*OURS)


def test_who_speaks_no_tls_shows_no_certificate() -> None:
    assert fingerprint_of("127.0.0.1", free_port()) == ""
    with socket.create_server(("127.0.0.1", 0)) as server:

        def hang_up() -> None:
            server.accept()[0].close()

        thread = threading.Thread(target=hang_up)
        thread.start()
        assert fingerprint_of("127.0.0.1", server.getsockname()[1]) == ""
        thread.join(10)


EXAMPLE = bytes.fromhex("010100000000000101470012") + b"attributes-charset" + b"\x00\x05utf-8"
"""The start of an answer, as RFC 8010, A.1 begins its examples."""


def test_a_request_begins_as_the_standard_says() -> None:
    sent = client.encode_request(client.GET_JOBS, 1, [(client.INTEGER, "limit", 2)], [(client.BOOLEAN, "x", True)])
    assert sent.startswith(bytes.fromhex("0101000a0000000101470012") + b"attributes-charset\x00\x05utf-8")
    assert b"\x21\x00\x05limit\x00\x04\x00\x00\x00\x02\x02\x22\x00\x01x\x00\x01\x01\x03" in sent


def test_several_values_are_named_once() -> None:
    sent = client.encode_request(client.GET_JOBS, 1, [(client.KEYWORD, "wanted", ("a", "b"))])
    assert b"\x44\x00\x06wanted\x00\x01a\x44\x00\x00\x00\x01b" in sent


def test_what_was_asked_is_read_as_it_was_written() -> None:
    asked = [(client.NAME, "job-name", "Reçu"), (client.INTEGER, "n", -1), (client.KEYWORD, "k", ("a", "b"))]
    read = client.decode_answer(client.encode_request(0, 1, asked)).group(client.OPERATION)
    assert (read["job-name"], read["n"], read["k"]) == (("Reçu",), (-1,), ("a", "b"))


def test_kinds_of_values_that_only_printers_send() -> None:
    values = [
        (0x13, b"none", b""), (0x35, b"text", b"\x00\x02fr\x00\x05salut"), (0x22, b"no", b"\x00"),
        (0x31, b"when", b"x"),
        (0x34, b"col", b""), (0x4A, b"", b"inner"), (0x21, b"", b"\x00\x00\x00\x01"), (0x37, b"", b""),
        (0x23, b"after", b"\x00\x00\x00\x05"),
    ]  # fmt: skip
    parts = [bytes([tag]) + _sized(name) + _sized(data) for tag, name, data in values]
    read = client.decode_answer(b"\x02\x00\x00\x00\x00\x00\x00\x01\x04" + b"".join(parts) + b"\x03").group(
        client.PRINTER
    )
    assert read == {"none": (None,), "text": ("salut",), "no": (False,), "when": (b"x",), "after": (5,)}


def test_what_is_no_answer_is_refused() -> None:
    for data in [b"", b"hello", EXAMPLE, EXAMPLE[:-3], b"\x01\x01\x00\x00\x00\x00\x00\x01\x01\x47\xff"]:
        with pytest.raises(ValueError):
            client.decode_answer(data)


@given(st.binary(max_size=200))
def test_no_bytes_do_more_than_be_refused(data: bytes) -> None:
    with suppress(ValueError):
        client.decode_answer(b"\x01\x01\x00\x00\x00\x00\x00\x01" + data)


@pytest.mark.skipif(sys.platform != "linux", reason="started as on Debian")
def test_a_printer_of_others_reads_it_and_is_read(tray: Tray) -> None:
    read = Peer(tray.uri).ask(client.GET_PRINTER_ATTRIBUTES).group(client.PRINTER)
    result = subprocess.run([program("ipptool"), "-tv", tray.uri, "get-printer-attributes.test"], capture_output=True)
    for name in ("printer-name", "printer-uuid", "document-format-default", "pages-per-minute"):
        assert re.search(rf"{name} \(\w+\) = {re.escape(str(read[name][0]))}\n", result.stdout.decode())
    assert len(read) > 50


def _sized(data: bytes) -> bytes:
    return len(data).to_bytes(2, "big") + data


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


IDLE, STOPPED = 3, 5


def test_what_is_wrong_with_a_printer() -> None:
    for state, reasons, code in [
        (IDLE, ("none",), None),
        (IDLE, (), None),
        (STOPPED, ("none",), "paused"),
        (STOPPED, ("paused",), "paused"),
        (IDLE, ("media-empty-error",), "no-paper"),
        (IDLE, ("media-needed",), "no-paper"),
        (IDLE, ("media-empty-report",), None),
        (STOPPED, ("media-empty-report",), "no-paper"),
        (IDLE, ("media-low-warning", "toner-low-report"), None),
        (IDLE, ("toner-empty-error",), "no-ink"),
        (STOPPED, ("door-open",), "cover-open"),
        (STOPPED, ("cover-open-error", "media-jam-error"), "paper-jam"),
        (4, ("offline-report",), "offline"),
        (4, ("connecting-to-device",), "offline"),
        (IDLE, ("timed-out",), "offline"),
        (IDLE, ("fuser-over-temp-error",), "needs-attention"),
        (STOPPED, ("spool-area-full-report",), "needs-attention"),
        (STOPPED, ("output-area-full",), "tray-full"),
        (IDLE, ("cups-missing-filter-warning",), None),
    ]:
        assert ipp.fault_of({"printer-state": (state,), "printer-state-reasons": reasons}) == code


def test_what_became_of_a_job() -> None:
    for job, known in [
        ({"job-state": (9,)}, COMPLETED),
        *(({"job-state": (state,)}, WAITING) for state in (3, 4, 5, 6)),
        ({"job-state": (7,), "time-at-processing": (None,)}, NOT_PRINTED),
        ({"job-state": (8,), "time-at-processing": (None,)}, NOT_PRINTED),
        ({"job-state": (7,), "time-at-processing": (12,)}, UNKNOWN),
        ({"job-state": (7,)}, UNKNOWN),
        ({"job-state": (8,), "time-at-processing": (12,), "job-impressions-completed": (0,)}, UNKNOWN),
        ({}, UNKNOWN),
    ]:
        assert ipp.job_state(job) == known


def test_a_refusal_has_a_code_of_ours(monkeypatch: pytest.MonkeyPatch) -> None:
    for status, code in [(0x0406, "queue-missing"), (0x0507, "busy"), (0x0499, "refused-there")]:
        answer = Answer(status)
        monkeypatch.setattr(Peer, "ask", lambda *_, said=answer: said)
        with pytest.raises(ipp.RefusedThere, match=code):
            ipp.Queue(Peer("ipp://nowhere")).printer()


V = ssl.TLSVersion


@pytest.mark.parametrize("make", [verifying_context, unverified_context])
@pytest.mark.parametrize(("version", "name"), [(V.TLSv1_1, None), (V.TLSv1_2, "TLSv1.2"), (V.TLSv1_3, "TLSv1.3")])
def test_a_printer_that_speaks_an_old_tls_only_is_not_spoken_to(
    make: Callable[[], ssl.SSLContext], version: ssl.TLSVersion, name: str | None, tmp_path: Path
) -> None:
    with speaking_only(version, tmp_path) as port:
        assert spoken(make(), port) == name
