"""Measures the start: seconds from the command to the first page, and memory when idle."""

import statistics
import time
import urllib.error
import urllib.request
from pathlib import Path

from trials.bench.figure import Figure
from trials.townhall.process import Process
from trials.townhall.site import TownHall, free_port

TIMES = 5
IDLE_S = 3.0
"""Seconds after which the loops have run once and the hub was talked to; nothing has been printed."""


def measure(hall: TownHall) -> list[Figure]:
    """Start the real box several times; the hub runs in a process of its own, which is not counted."""
    results = [_once(hall) for _ in range(TIMES)]
    memory = [megabytes for _, megabytes in results if megabytes is not None]
    return [
        Figure("start_to_first_page_s", statistics.median(took for took, _ in results), "s"),
        Figure("resident_mb", statistics.median(memory) if memory else None, "MB"),
    ]


def _once(hall: TownHall) -> tuple[float, float | None]:
    """Seconds to the first 200, and megabytes when idle."""
    port = free_port()
    box = Process(["run", "--port", str(port)], hall.site.data, hall.folder / "box.log")
    began = time.perf_counter()
    box.spawn()
    try:
        while not answers(f"http://127.0.0.1:{port}/"):
            if time.perf_counter() - began > 60:
                raise RuntimeError(f"no page after a minute: see {hall.folder / 'box.log'}")
            time.sleep(0.005)
        took = time.perf_counter() - began
        time.sleep(IDLE_S)
        return took, resident_mb(box.pid)
    finally:
        box.stop()


def answers(address: str) -> bool:
    """Whether a page comes back from there."""
    try:
        with urllib.request.urlopen(address, timeout=10) as answer:
            return bool(answer.read()) and answer.status == 200
    except (urllib.error.URLError, ConnectionError):
        return False


def resident_mb(pid: int) -> float | None:
    """VmRSS, shared libraries included, in MB of 1024 kB; None on a system without /proc."""
    status = Path(f"/proc/{pid}/status")
    if not status.exists():
        return None
    lines = dict(line.split(":", 1) for line in status.read_text().splitlines() if ":" in line)
    return int(lines["VmRSS"].split()[0]) / 1024
