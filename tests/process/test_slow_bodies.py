"""Bodies that drip end, take half of the threads at most, and a quarter from one address."""

import time
from contextlib import ExitStack

import pytest

from kiosk.process import http_server
from kiosk.process.http_server import SlowPlaces
from tests.process.test_servers import THREADS, answered, asked, lines, serving

HEAD = b"POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 100000\r\n\r\n"
READER = "192.0.2.1"


@pytest.fixture(autouse=True)
def sooner(monkeypatch: pytest.MonkeyPatch) -> None:
    """A tenth of the times, so that no test waits for them."""
    monkeypatch.setattr(http_server, "GRACE_S", 0.1)
    monkeypatch.setattr(http_server, "SLOW_S", 1.0)


def test_bodies_that_drip_hold_up_nobody_and_end() -> None:
    """The page never reads them; the server has to, before it answers the next request on the same line."""
    with serving() as address, ExitStack() as stack:
        dripping = lines(address, 3 * THREADS, stack, HEAD)
        for _ in range(5):
            for line in dripping:
                try:
                    line.send(b"x")
                except OSError:  # ended already
                    continue
            time.sleep(0.1)
        assert asked(address) < 3
        begun = time.monotonic()
        for line in dripping:
            try:
                while line.recv(4096):
                    continue
            except ConnectionResetError:
                continue
        assert time.monotonic() - begun < 9


def test_a_body_over_a_slow_line_arrives() -> None:
    """As over the worst line a town hall still has: more is waited for, the more of it comes."""
    with serving() as address, ExitStack() as stack:
        (line,) = lines(address, 1, stack, HEAD)
        for _ in range(20):
            line.sendall(b"x" * 5_000)
            time.sleep(0.08)
        assert answered(line)
        line.sendall(b"GET / HTTP/1.1\r\nHost: x\r\n\r\n")
        assert answered(line), "the line is kept for the next request"


def test_one_address_has_a_quarter_of_the_threads_and_all_together_half() -> None:
    places = SlowPlaces(8)
    assert [places.take(READER) for _ in range(3)] == [True, True, False]
    assert [places.take("192.0.2.2") for _ in range(3)] == [True, True, False]
    assert not places.take("192.0.2.3"), "half of the threads answer whoever is quick"
    places.give_back(READER)
    assert places.take("192.0.2.3")


def test_behind_a_proxy_of_this_machine_everybody_has_one_address() -> None:
    places = SlowPlaces(8)
    assert [places.take("127.0.0.1") for _ in range(5)] == [True] * 4 + [False]
