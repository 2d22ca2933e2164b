"""How far a request got is always known: nothing left, or something did."""

import hashlib
import socket
import ssl
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager

import pytest

from printers.ipp import wire
from printers.ipp.peer import Peer, Unanswered, Unreached, fingerprint_of
from tests.gallery.paper.cups import Tray, free_port

OURS = (wire.GET_PRINTER_ATTRIBUTES,)


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
    with pytest.raises(Unreached, match="offline"):
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
        with answering(said) as uri, pytest.raises(Unanswered, match=code):
            Peer(uri).ask(*OURS)


def test_a_printer_that_never_answers_is_not_waited_for_for_ever() -> None:
    with socket.create_server(("127.0.0.1", 0)) as server, pytest.raises(Unanswered, match="no-answer"):
        Peer(f"ipp://127.0.0.1:{server.getsockname()[1]}/", answer_s=0.2).ask(*OURS)


@pytest.mark.skipif(sys.platform != "linux", reason="started as on Debian")
def test_over_tls_another_certificate_is_another_printer(tray: Tray) -> None:
    uri = tray.uri.replace("ipp:", "ipps:")
    with pytest.raises(Unreached, match="certificate-not-known"):
        Peer(uri).ask(*OURS)
    own = fingerprint_of("localhost", tray.port)
    pem = ssl.get_server_certificate(("localhost", tray.port))
    assert own == hashlib.sha256(ssl.PEM_cert_to_DER_cert(pem)).hexdigest()
    for written in (own, own.upper(), f" {own[:2]}:{own[2:]}"):
        assert Peer(uri, written).ask(*OURS).status == 0
    with pytest.raises(Unreached, match="wrong-certificate"):
        Peer(uri, "0" * 64).ask(*OURS)
    with pytest.raises(Unreached, match="wrong-certificate"):
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
