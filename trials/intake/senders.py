"""Sends prepared requests over a few kept connections, with as little work of its own as can be.

One thread and raw sockets: what it costs is taken from the two cores on which the hub is measured.
"""

import select
import socket
import time
from collections import Counter, deque
from collections.abc import Sequence
from dataclasses import dataclass, field

from kiosk.domain.events.sealed import open_message
from kiosk.domain.events.wire.batch import BatchAnswer
from kiosk.domain.events.wire.reading import decode
from trials.intake.load import Sent

_BUSY_S = 0.05
_WAIT_S = 120
_READ = 1 << 18


@dataclass(frozen=True, slots=True)
class Outcome:
    """`seconds` that passed, `cpu` of them spent by the sender itself; `slowest` is the 99th percentile of a request,
    `busy` how often the hub said that it was."""

    outcomes: Counter[str]
    seconds: float
    cpu: float
    median: float
    slowest: float
    busy: int


@dataclass(slots=True)
class _Line:
    """One connection: the request that it waits for an answer to, and what has come of the answer."""

    socket: socket.socket
    request: Sent
    begun: float = 0.0
    come: bytearray = field(default_factory=bytearray)

    def send(self, request: Sent) -> None:
        self.request, self.begun = request, time.perf_counter()
        self.come.clear()
        self.socket.sendall(request.http)

    def answer(self) -> tuple[int, bytes] | None:
        """The status and the body, once they have come whole."""
        part = self.socket.recv(_READ)
        if not part:
            raise RuntimeError("the hub closed a connection")
        self.come += part
        head, found, body = self.come.partition(b"\r\n\r\n")
        if not found or len(body) < int(head.lower().partition(b"content-length:")[2].partition(b"\r\n")[0]):
            return None
        return int(head.split(None, 2)[1]), bytes(body)


def send(port: int, requests: Sequence[Sent], senders: int) -> Outcome:
    """Send everything over so many connections at once, and once more whatever met a hub that was busy."""
    waiting = deque(requests)
    answers: list[tuple[bytes, bytes]] = []
    took: list[float] = []
    busy = 0
    begun, cpu = time.perf_counter(), time.process_time()
    poll = select.epoll()
    lines = {line.socket.fileno(): line for line in (_opened(port, request) for request in requests[:senders])}
    again: deque[tuple[float, _Line]] = deque()
    for descriptor, line in lines.items():
        poll.register(descriptor, select.EPOLLIN)
        line.send(waiting.popleft())
    idle = 0
    while idle < len(lines):
        pause = max(0.0, again[0][0] - time.perf_counter()) if again else _WAIT_S
        come = poll.poll(pause)
        if not come and not again:
            raise RuntimeError("the hub does not answer")
        while again and again[0][0] <= time.perf_counter():
            line = again.popleft()[1]
            line.send(line.request)
        for descriptor, _ in come:
            line = lines[descriptor]
            if (answer := line.answer()) is None:
                continue
            status, body = answer
            if status == 503:
                busy += 1
                again.append((time.perf_counter() + _BUSY_S, line))
                continue
            if status != 200:
                raise RuntimeError(f"the hub answered {status}: {body[:500]!r}")
            answers.append((body, line.request.seed))
            took.append(time.perf_counter() - line.begun)
            if waiting:
                line.send(waiting.popleft())
            else:
                idle += 1
    seconds, cpu = time.perf_counter() - begun, time.process_time() - cpu
    for line in lines.values():
        line.socket.close()
    took.sort()
    return Outcome(_counted(answers), seconds, cpu, took[len(took) // 2], took[int(len(took) * 0.99)], busy)


def _opened(port: int, request: Sent) -> _Line:
    opened = socket.create_connection(("127.0.0.1", port), _WAIT_S)
    opened.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
    return _Line(opened, request)


def _counted(answers: Sequence[tuple[bytes, bytes]]) -> Counter[str]:
    opened = (open_message(body, seed, 4_000_000).content for body, seed in answers)
    told = (answer for content in opened for answer in decode(BatchAnswer, content).answers)
    return Counter(str(answer.__struct_config__.tag) for answer in told)
