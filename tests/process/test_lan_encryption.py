"""The port of the local network answers over TLS alone, and no line holds up another."""

import socket
import ssl
import threading
from collections.abc import Callable, Iterable, Iterator
from contextlib import ExitStack, contextmanager
from datetime import UTC, datetime
from ipaddress import ip_network
from pathlib import Path
from typing import Any

import pytest

from kiosk.clock import Clock
from kiosk.crypto import certificates
from kiosk.process.lan_server import FROM_LAN, LanServer

NAME = "parvis-1a2b.local"
NOW = datetime.now(UTC)


def _page(environ: dict[str, Any], start: Callable[[str, list[tuple[str, str]]], object]) -> Iterable[bytes]:
    body = environ["wsgi.input"].read(int(environ.get("CONTENT_LENGTH") or 0))
    said = f"{environ[FROM_LAN]} {environ['wsgi.url_scheme']} {len(body)}".encode()
    start("200 OK", [("Content-Type", "text/plain"), ("Content-Length", str(len(said)))])
    return [said]


@pytest.fixture(scope="module")
def authority() -> certificates.Authority:
    return certificates.new_authority("Parvis", (NAME,), (ip_network("127.0.0.0/8"),), NOW)


@pytest.fixture
def lan(tmp_path: Path, authority: certificates.Authority) -> Iterator[LanServer]:
    served = LanServer(_page, "127.0.0.1", 0, 4)
    file = tmp_path / "lan.pem"
    file.write_bytes(certificates.issue_certificate(authority, (NAME,), ("127.0.0.1",), NOW))
    served.load(file)
    served.start()
    yield served
    served.stop()


@contextmanager
def line(lan: LanServer, authority: certificates.Authority, name: str = NAME) -> Iterator[ssl.SSLSocket]:
    trusting = ssl.create_default_context(cadata=authority.certificate.decode())
    with (
        socket.create_connection(("127.0.0.1", lan.port), timeout=10) as bare,
        trusting.wrap_socket(bare, server_hostname=name) as wrapped,
    ):
        yield wrapped


def answer(line: socket.socket, request: bytes) -> bytes:
    line.sendall(request)
    said = b""
    while b"\r\n\r\n" not in said or not said.split(b"\r\n\r\n", 1)[1]:
        more = line.recv(65_536)
        if not more:
            break
        said += more
    return said.rsplit(b"\r\n\r\n", 1)[-1]


def test_an_encrypted_line_is_told_as_one(lan: LanServer, authority: certificates.Authority) -> None:
    with line(lan, authority) as talking:
        assert answer(talking, b"GET / HTTP/1.1\r\nHost: x\r\n\r\n") == b"yes https 0"
        assert answer(talking, b"GET / HTTP/1.1\r\nHost: x\r\n\r\n") == b"yes https 0"  # the same line serves again


def test_a_line_in_clear_gets_nothing_and_holds_up_nobody(lan: LanServer, authority: certificates.Authority) -> None:
    with socket.create_connection(("127.0.0.1", lan.port), timeout=10) as talking:
        assert answer(talking, b"GET / HTTP/1.1\r\nHost: x\r\n\r\n") == b""
    with line(lan, authority) as talking:
        assert answer(talking, b"GET / HTTP/1.1\r\nHost: x\r\n\r\n") == b"yes https 0"


def test_a_large_body_arrives_whole_through_an_encrypted_line(
    lan: LanServer, authority: certificates.Authority
) -> None:
    with line(lan, authority) as talking:
        head = b"POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 300000\r\n\r\n"
        assert answer(talking, head + b"x" * 300_000) == b"yes https 300000"


def test_lines_that_stop_in_the_middle_of_the_handshake_hold_up_nobody(
    lan: LanServer, authority: certificates.Authority
) -> None:
    hello = ssl.MemoryBIO()
    started = ssl.create_default_context().wrap_bio(ssl.MemoryBIO(), hello, server_hostname=NAME)
    with pytest.raises(ssl.SSLWantReadError):
        started.do_handshake()
    said = hello.read()
    stuck = [socket.create_connection(("127.0.0.1", lan.port), timeout=10) for _ in range(12)]
    try:
        for number, half in enumerate(stuck):
            half.sendall(said if number % 2 else said[:20])
        with line(lan, authority) as talking:
            assert answer(talking, b"GET / HTTP/1.1\r\nHost: x\r\n\r\n") == b"yes https 0"
    finally:
        for half in stuck:
            half.close()


def test_lines_that_shake_hands_and_say_nothing_or_drip_hold_up_nobody(
    lan: LanServer, authority: certificates.Authority
) -> None:
    with ExitStack() as stack:
        for number in range(24):
            silent = stack.enter_context(line(lan, authority))
            if number % 2:
                silent.sendall(b"GET / HTTP/1.1\r\nX: ")
        begun = Clock().monotonic()
        with line(lan, authority) as talking:
            assert answer(talking, b"GET / HTTP/1.1\r\nHost: x\r\n\r\n") == b"yes https 0"
        assert Clock().monotonic() - begun < 5


def test_who_does_not_trust_the_authority_hangs_up_and_harms_nobody(
    lan: LanServer, authority: certificates.Authority
) -> None:
    with socket.create_connection(("127.0.0.1", lan.port), timeout=10) as bare, pytest.raises(ssl.SSLError):
        ssl.create_default_context().wrap_socket(bare, server_hostname=NAME)
    with line(lan, authority) as talking:
        assert answer(talking, b"GET / HTTP/1.1\r\nHost: x\r\n\r\n") == b"yes https 0"


def test_two_requests_sent_at_once_are_both_answered(lan: LanServer, authority: certificates.Authority) -> None:
    filler = b"X: " + b"y" * 9_000 + b"\r\n"
    request = b"GET / HTTP/1.1\r\nHost: x\r\n" + filler + b"\r\n"
    before = threading.active_count()  # with those of other tests in this process
    with line(lan, authority) as talking:
        talking.sendall(request + request)
        said = b""
        while said.count(b"yes https") < 2 and (more := talking.recv(65_536)):
            said += more
        assert said.count(b"yes https 0") == 2
    assert threading.active_count() <= before + 2
