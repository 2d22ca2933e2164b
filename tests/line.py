"""A relay between box and hub that fails as a test tells it, one request at a time."""

import socket
import threading
from collections import deque
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from urllib.parse import urlsplit

FAULTS = ("cut-before", "cut-after", "stall", "twice")
"""The hub receives nothing; its answer is lost; its answer never comes; it receives the request twice."""


@dataclass
class Line:
    """`faults` happen to the next requests, one each, in order; `down` cuts every request before the hub."""

    url: str
    faults: deque[str] = field(default_factory=deque)
    down: bool = False
    heard: list[bytes] = field(default_factory=list)
    """What reached the hub: each request, once for every time it was delivered."""
    told: list[bytes] = field(default_factory=list)
    """What the hub answered to each."""
    opened: int = 0
    closed: int = 0
    """How many connections the box has made, and how many of them are over."""

    @contextmanager
    def until_closed(self) -> Iterator[None]:
        try:
            yield
        finally:
            self.closed += 1

    def fail_with(self, *faults: str) -> None:
        assert set(faults) <= set(FAULTS)
        self.faults.extend(faults)


@contextmanager
def line_to(hub_url: str) -> Iterator[Line]:
    """Relay to this hub until the block ends."""
    parts = urlsplit(hub_url)
    with socket.create_server(("127.0.0.1", 0)) as ear:
        line = Line(f"http://127.0.0.1:{ear.getsockname()[1]}")
        over = threading.Event()
        threading.Thread(target=_listen, args=(ear, (parts.hostname, parts.port), line, over), daemon=True).start()
        try:
            yield line
        finally:
            over.set()


def _listen(ear: socket.socket, hub: tuple[str, int], line: Line, over: threading.Event) -> None:
    with suppress(OSError):
        while not over.is_set():
            near, _ = ear.accept()
            line.opened += 1
            threading.Thread(target=_serve, args=(near, hub, line, over), daemon=True).start()


def _serve(near: socket.socket, hub: tuple[str, int], line: Line, over: threading.Event) -> None:
    with near, suppress(OSError), line.until_closed():
        while request := _message(near):
            fault = "cut-before" if line.down else line.faults.popleft() if line.faults else ""
            if fault == "cut-before":
                return
            answer = b""
            for _ in range(2 if fault == "twice" else 1):
                line.heard.append(request)
                answer = _asked(hub, request)
                line.told.append(answer)
            if fault == "cut-after":
                return
            if fault == "stall":
                over.wait()
                return
            near.sendall(answer)


def _asked(hub: tuple[str, int], request: bytes) -> bytes:
    with socket.create_connection(hub) as far:
        far.sendall(request)
        return _message(far)


def _message(end: socket.socket) -> bytes:
    """One HTTP message with the body of its Content-Length, b"" once the other side has closed."""
    data = b""
    while b"\r\n\r\n" not in data:
        part = end.recv(65_536)
        if not part:
            return b""
        data += part
    head, _, body = data.partition(b"\r\n\r\n")
    names = (line.partition(b":") for line in head.split(b"\r\n"))
    length = next((int(value) for name, _, value in names if name.lower() == b"content-length"), 0)
    while len(body) < length:
        part = end.recv(65_536)
        if not part:
            return b""
        body += part
    return head + b"\r\n\r\n" + body
