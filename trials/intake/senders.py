"""Sends prepared requests over a few kept connections, and counts what the hub has acknowledged."""

import json
import threading
import time
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from http.client import HTTPConnection
from queue import Empty, SimpleQueue

from trials.intake.load import Sent

_BUSY_S = 0.05
_PATH = "/api/v2/events"


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


def send(port: int, requests: Sequence[Sent], senders: int) -> Outcome:
    """Send everything over so many connections at once, and once more whatever met a hub that was busy."""
    waiting: SimpleQueue[Sent] = SimpleQueue()
    for request in requests:
        waiting.put(request)
    answers: list[bytes] = []
    took: list[float] = []
    busy: list[int] = []

    def work() -> None:
        connection = HTTPConnection("127.0.0.1", port, timeout=120)
        while True:
            try:
                request = waiting.get_nowait()
            except Empty:
                return
            begun = time.perf_counter()
            headers = {
                "Authorization": f"Bearer {request.token}", "Content-Type": "application/json",
                "Content-Encoding": "zstd",
            }  # fmt: skip
            connection.request("POST", _PATH, request.body, headers)
            answer = connection.getresponse()
            content = answer.read()
            if answer.status == 200:
                answers.append(content)
                took.append(time.perf_counter() - begun)
            elif answer.status == 503:
                busy.append(1)
                waiting.put(request)
                time.sleep(_BUSY_S)
            else:
                raise RuntimeError(f"the hub answered {answer.status}")

    threads = [threading.Thread(target=work) for _ in range(senders)]
    begun, cpu = time.perf_counter(), time.process_time()
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    seconds, cpu = time.perf_counter() - begun, time.process_time() - cpu
    outcomes = Counter(answer["outcome"] for content in answers for answer in json.loads(content)["answers"])
    took.sort()
    return Outcome(outcomes, seconds, cpu, took[len(took) // 2], took[int(len(took) * 0.99)], len(busy))
