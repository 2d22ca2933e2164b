"""A bad line fails as its seed says: each fault does what its name says, and the same ones come again."""

import http.client
import random
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, HTTPServer

import pytest

from trials.laboratory import line as lines
from trials.laboratory.faults import REFUSALS, Fault, met_by
from trials.laboratory.line import BadLine, garbled

HEARD: list[bytes] = []


class Hub(BaseHTTPRequestHandler):
    """Keeps what it hears, and answers with a hundred letters."""

    protocol_version = "HTTP/1.1"

    def do_POST(self) -> None:
        data = self.rfile.read(int(self.headers["Content-Length"]))
        HEARD.append(data)
        self.send_response(200)
        self.send_header("Content-Length", "100")
        self.end_headers()
        self.wfile.write(b"a" * 100)

    def log_message(self, *_: object) -> None:
        """Nothing is printed."""


@pytest.fixture(autouse=True)
def hub() -> Iterator[int]:
    server = HTTPServer(("127.0.0.1", 0), Hub)
    threading.Thread(target=server.serve_forever, args=(0.02,), daemon=True).start()
    HEARD.clear()
    yield server.server_port
    server.shutdown()
    server.server_close()


@contextmanager
def failing(hub: int, fault: Fault | None, monkeypatch: pytest.MonkeyPatch) -> Iterator[BadLine]:
    """A line whose requests all meet that fault."""
    monkeypatch.setattr(lines, "met_by", lambda *_: fault)
    line = BadLine(hub, "seed", 1.0)
    yield line
    line.close()


def asked(line: BadLine, body: bytes = b"0123456789") -> tuple[int, bytes]:
    connection = http.client.HTTPConnection("127.0.0.1", line.port, timeout=5)
    connection.request("POST", "/", body)
    answer = connection.getresponse()
    return answer.status, answer.read()


@pytest.mark.parametrize("fault", [None, Fault.DELAY, Fault.DUPLICATE, Fault.LATE_TWIN], ids=str)
def test_the_answer_comes_late_or_the_request_twice(
    hub: int, fault: Fault | None, monkeypatch: pytest.MonkeyPatch
) -> None:
    with failing(hub, fault, monkeypatch) as line:
        assert asked(line) == (200, b"a" * 100)
        assert len(HEARD) == 2 if fault is Fault.DUPLICATE else 1
        if fault is Fault.LATE_TWIN:
            monkeypatch.setattr(lines, "met_by", lambda *_: None)
            asked(line, b"next")
            until = time.monotonic() + 10
            while len(HEARD) < 3 and time.monotonic() < until:
                time.sleep(0.01)
            assert HEARD == [b"0123456789", b"next", b"0123456789"]


@pytest.mark.parametrize(
    ("fault", "heard"),
    [(Fault.DROP, 0), (Fault.CUT_REQUEST, 0), (Fault.LOST_ANSWER, 1), (Fault.RESET, 1), (Fault.CUT_ANSWER, 1)],
    ids=str,
)
def test_no_whole_answer_comes_back(hub: int, fault: Fault, heard: int, monkeypatch: pytest.MonkeyPatch) -> None:
    with failing(hub, fault, monkeypatch) as line, pytest.raises((OSError, http.client.HTTPException)):
        asked(line)
    assert HEARD.count(b"0123456789") == heard


@pytest.mark.parametrize("fault", list(REFUSALS), ids=str)
def test_somebody_else_answers_and_the_hub_hears_nothing(
    hub: int, fault: Fault, monkeypatch: pytest.MonkeyPatch
) -> None:
    with failing(hub, fault, monkeypatch) as line:
        assert asked(line)[0] == REFUSALS[fault]
    assert HEARD == []


@pytest.mark.parametrize("fault", [Fault.GARBLED_REQUEST, Fault.GARBLED_ANSWER], ids=str)
def test_bytes_change_and_none_is_missing(hub: int, fault: Fault, monkeypatch: pytest.MonkeyPatch) -> None:
    with failing(hub, fault, monkeypatch) as line:
        _, answer = asked(line)
    request = HEARD[0]
    changed = request if fault is Fault.GARBLED_REQUEST else answer
    meant = b"0123456789" if fault is Fault.GARBLED_REQUEST else b"a" * 100
    assert changed != meant and len(changed) == len(meant)


def test_the_same_seed_meets_the_same_faults() -> None:
    first = [met_by("7 SA", number, 0.3) for number in range(1000)]
    assert first == [met_by("7 SA", number, 0.3) for number in range(1000)]
    assert first != [met_by("8 SA", number, 0.3) for number in range(1000)]
    assert set(Fault) <= set(first) and 200 < sum(fault is not None for fault in first) < 400
    assert garbled(b"", random.Random(1)) == b""
