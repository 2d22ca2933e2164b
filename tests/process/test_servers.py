"""The web server that box and hub have in common.
The port of the local network answers over TLS alone, and no line holds up another.
The server of the local network takes a free port, and a port that is taken is refused at once.
"""

import asyncio
import gc
import re
import socket
import ssl
import threading
import time
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack, contextmanager
from dataclasses import replace
from datetime import UTC, datetime
from ipaddress import IPv4Interface, IPv4Network, ip_network
from pathlib import Path
from typing import Any

import httpx
import pytest
from cheroot.wsgi import Server

from kiosk.clock import Clock
from kiosk.crypto import certificates
from kiosk.process import http_server, lan_server
from kiosk.process.lan_server import FROM_LAN, KIND, Announcer, LanAddresses, LanServer
from kiosk.settings import Settings
from printers.discovery import nearby
from printers.ipp.client import unverified_context
from tests.running import running, set_up
from tests.soon import soon


def page(_: dict[str, Any], start: Callable[[str, list[tuple[str, str]]], object]) -> Iterable[bytes]:
    start("200 OK", [("Content-Type", "text/plain"), ("Content-Length", "2")])
    return [b"oh"]


def test_it_listens_at_once_names_itself_and_waits_for_no_slow_line() -> None:
    server = http_server.make_listening_server(page, "127.0.0.1", 0, 4, "parvis-test")
    server.expiration_interval = 0.05
    thread = threading.Thread(target=server.serve, daemon=True)
    thread.start()
    try:
        answer = httpx.get("http://{}:{}".format(*server.bind_addr), trust_env=False)
        assert (answer.text, answer.headers["server"]) == ("oh", "parvis-test")
        assert server.ConnectionClass.__module__ == http_server.__name__
    finally:
        server.stop()
        thread.join(5)


THREADS = 8


@contextmanager
def serving() -> Iterator[tuple[str, int]]:
    """A server of one sentence."""

    def page(_: dict[str, Any], start: Callable[[str, list[tuple[str, str]]], object]) -> Iterable[bytes]:
        start("200 OK", [("Content-Type", "text/plain"), ("Content-Length", "2")])
        return [b"oh"]

    server = Server(("127.0.0.1", 0), page, numthreads=THREADS)
    server.expiration_interval = 0.05
    http_server.endure(server, THREADS)
    server.prepare()
    thread = threading.Thread(target=server.serve, daemon=True)
    thread.start()
    try:
        yield server.bind_addr[:2]
    finally:
        server.stop()
        thread.join(5)


def answered(line: socket.socket) -> bool:
    """Whether the page arrives; its head and its sentence may come one after the other."""
    page = b""
    while not page.endswith(b"oh") and (part := line.recv(4096)):
        page += part
    return b"200 OK" in page


def asked(address: tuple[str, int]) -> float:
    """The seconds that a page takes."""
    begun = time.monotonic()
    with socket.create_connection(address, timeout=15) as line:
        line.sendall(b"GET / HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n")
        assert answered(line)
    return time.monotonic() - begun


def lines(address: tuple[str, int], many: int, stack: ExitStack, first: bytes) -> list[socket.socket]:
    opened = [stack.enter_context(socket.create_connection(address, timeout=15)) for _ in range(many)]
    for line in opened:
        line.sendall(first)
    return opened


def test_forty_silent_lines_hold_up_nobody() -> None:
    with serving() as address, ExitStack() as stack:
        for _ in range(40):
            stack.enter_context(socket.create_connection(address, timeout=15))
        time.sleep(0.5)
        assert asked(address) < 5


def test_forty_lines_that_drip_hold_up_nobody_and_end(monkeypatch: pytest.MonkeyPatch) -> None:
    """With a second instead of ten, so that the test does not wait for them."""
    monkeypatch.setattr(http_server, "SLOW_S", 1.0)
    with serving() as address, ExitStack() as stack:
        dripping = lines(address, 40, stack, b"GET / HTTP/1.1\r\nHost: x\r\nX: ")
        time.sleep(0.5)
        assert asked(address) < 5
        begun = time.monotonic()
        for line in dripping:
            try:
                assert line.recv(100) == b"", "closed, each of them"
            except ConnectionResetError:  # so is this one, with what it had said unread
                continue
        assert time.monotonic() - begun < 9


def test_a_request_that_comes_in_pieces_is_answered() -> None:
    """An old machine on a bad line: two pieces, half a second apart; and a browser that connects ahead of time."""
    with serving() as address, ExitStack() as stack:
        (line,) = lines(address, 1, stack, b"GET / HTTP/1.1\r\n")
        ahead = stack.enter_context(socket.create_connection(address, timeout=15))
        time.sleep(0.5)
        line.sendall(b"Host: x\r\n\r\n")
        assert answered(line)
        line.sendall(b"GET / HTTP/1.1\r\nHost: x\r\n\r\n")
        assert answered(line), "the line is kept for the next request"
        ahead.sendall(b"GET / HTTP/1.1\r\nHost: x\r\n\r\n")
        assert answered(ahead)


def test_who_hangs_up_leaves_nothing_behind() -> None:
    with serving() as address, ExitStack() as stack:
        for line in lines(address, 20, stack, b"GET / HT"):
            line.close()
        assert asked(address) < 5


def test_a_line_that_waits_for_its_next_request_holds_nothing_of_the_one_before() -> None:
    with serving() as address, ExitStack() as stack:
        (line,) = lines(address, 1, stack, b"GET / HTTP/1.1\r\nHost: x\r\nX-Typed: Zqxname\r\n\r\n")
        assert answered(line)

        def held() -> bool:
            readers = [one for one in gc.get_objects() if isinstance(one, http_server.PatientReader)]
            return not readers or any(b"Zqxname" in reader._read_buf for reader in readers)

        assert soon(lambda: not held())
        line.sendall(2 * b"GET / HTTP/1.1\r\nHost: x\r\n\r\n")
        came = b""
        while came.count(b"200 OK") < 2 and (part := line.recv(4096)):
            came += part
        assert came.count(b"200 OK") == 2, "what came together with it is not forgotten"


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


def test_a_port_that_is_taken_is_refused_and_one_that_never_served_stops() -> None:
    with socket.socket() as other:
        other.bind(("127.0.0.1", 0))
        other.listen()
        with pytest.raises(OSError, match="in use"):
            LanServer(None, "127.0.0.1", other.getsockname()[1], 2)
    served = LanServer(None, "127.0.0.1", 0, 2)
    assert served.port > 0
    served.stop()


def test_the_screens_of_the_local_network_are_served_over_tls_beside_this_machines(settings: Settings) -> None:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    site = replace(settings, printer="file", lan="on", lan_port=port)
    set_up(site)
    with running(site) as box:
        assert box.browser().get("/").status == 200
        unknown = unverified_context()  # a tablet whose user goes past the warning, to read the certificate
        with httpx.Client(base_url=f"https://127.0.0.1:{port}", trust_env=False, timeout=20, verify=unknown) as tablet:
            steps = tablet.get("/trust")
            certificate = tablet.get("/trust/parvis.crt")
            assert tablet.get("/desk").headers["Location"] == "/enrol"
        named = re.search(r"parvis-[0-9a-f]{4}\.local", steps.text)
        assert named
        trusting = ssl.create_default_context(cadata=certificate.content)
        with (
            socket.create_connection(("127.0.0.1", port), timeout=20) as line,
            trusting.wrap_socket(line, server_hostname=named[0]) as talking,
        ):
            talking.sendall(f"GET /enrol HTTP/1.0\r\nHost: {named[0]}:{port}\r\n\r\n".encode())
            assert b"200 OK" in talking.recv(64)
        assert box.stop() == 0


HERE = ("127.0.0.1",)


ASKS = 5
"""How often the network is asked at most: a loaded machine answers late."""


def names_around() -> list[tuple[str, int]]:
    return [(service.name, service.port) for service in nearby.find_services((KIND,), HERE)]


def is_found() -> bool:
    return any(("parvis-1a2b", 8643) in names_around() for _ in range(ASKS))


def test_a_box_is_found_by_its_name_and_then_no_more() -> None:
    announcer = Announcer("parvis-1a2b.local", 8643)
    announcer.announce(HERE)
    try:
        announcer.announce(HERE)  # the same again says nothing new
        assert is_found()
    finally:
        announcer.stop()
    assert ("parvis-1a2b", 8643) not in names_around()


def test_a_program_that_runs_an_event_loop_announces_the_box_too() -> None:
    async def announced() -> bool:
        announcer = Announcer("parvis-1a2b.local", 8643)
        announcer.announce(HERE)
        try:
            return is_found()
        finally:
            announcer.stop()

    # A thread of its own: a browser that another test left open runs an event loop in this one.
    with ThreadPoolExecutor(1) as thread:
        assert thread.submit(asyncio.run, announced()).result()


def test_only_private_addresses_are_those_of_the_house() -> None:
    found = {"127.0.0.1/8", "169.254.3.4/16", "8.8.8.8/24", "192.168.1.20/24", "10.0.0.5/8"}
    here = lan_server.reachable({IPv4Interface(address) for address in found})
    assert here == LanAddresses(
        ("10.0.0.5", "192.168.1.20"), (IPv4Network("10.0.0.0/8"), IPv4Network("192.168.1.0/24"))
    )


def test_this_machine_is_asked_and_its_own_line_is_none_of_them() -> None:
    here = lan_server.of_this_machine()
    assert "127.0.0.1" not in here.addresses
    assert len(here.networks) <= len(here.addresses)
