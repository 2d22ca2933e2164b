"""The web server that box and hub have in common."""

import gc
import socket
import threading
import time
from collections.abc import Callable, Iterable, Iterator
from contextlib import ExitStack, contextmanager
from typing import Any

import httpx
import pytest
from cheroot.wsgi import Server

from kiosk.process import http_server
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
