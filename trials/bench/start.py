"""Measures the start: seconds from the command to the first page."""

import statistics
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from pathlib import Path

from trials.bench.figure import Figure
from trials.townhall.process import Process
from trials.townhall.site import TownHall, free_port

TIMES = 5
IDLE_S = 3.0
"""Seconds after which the loops have run once and the hub was talked to; nothing has been printed."""


def measure(hall: TownHall, quick: bool) -> Iterator[Figure]:
    """Start the real box several times; the hub runs already."""
    times = [_once(hall) for _ in range(1 if quick else TIMES)]
    yield Figure("start_s", statistics.median(times), "s", f"n {len(times)}, at most {max(times):.2f}")


def _once(hall: TownHall) -> float:
    """Seconds to the first 200."""
    port = free_port()
    box = Process(["run", "--port", str(port)], hall.site.data, hall.folder / "box.log")
    began = time.perf_counter()
    box.spawn()
    try:
        while not answers(f"http://127.0.0.1:{port}/"):
            if time.perf_counter() - began > 60:
                raise RuntimeError(f"no page after a minute: see {hall.folder / 'box.log'}")
            time.sleep(0.005)
        return time.perf_counter() - began
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
