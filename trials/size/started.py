"""The real box started on a site with many cases: seconds to its first page, memory once idle and after pages, and
how it ends."""

import os
import statistics
import time
from dataclasses import dataclass
from pathlib import Path

from tests.gallery.site.cast import PASSPHRASE, PIN
from trials.bench.start import IDLE_S, answers, resident_mb
from trials.size.screens import quantile
from trials.townhall.desk import Desk, SignIn
from trials.townhall.process import Process
from trials.townhall.site import free_port

NADIA = SignIn("nadia", PASSPHRASE, PIN)
PAGES = ("/desk", "/desk/find", "/desk/printing", "/desk/box", "/desk/mandates", "/procedures")


@dataclass(frozen=True, slots=True)
class Started:
    """Seconds to the first page, of the processor until then, and to the end after SIGTERM; megabytes idle, after a
    search, and after the pages; of each page p50 and p99 in milliseconds, over HTTP.
    """

    first_page_s: float
    processor_s: float
    stop_s: float
    idle_mb: float | None
    searched_mb: float | None
    worked_mb: float | None
    pages: dict[str, tuple[float, float]]


def measured(site: Path, turns: int = 50) -> Started:
    """Start the box of a data folder, work at its desk, and stop it."""
    port = free_port()
    box = Process(["run", "--port", str(port)], site, site.parent / "box.log")
    began = time.perf_counter()
    box.spawn()
    try:
        box.address = f"http://127.0.0.1:{port}"
        while not answers(f"{box.address}/"):
            if time.perf_counter() - began > 300:
                raise RuntimeError(f"no page after five minutes: see {site.parent / 'box.log'}")
            time.sleep(0.005)
        first_page_s, processor_s = time.perf_counter() - began, _processor_s(box.pid)
        time.sleep(IDLE_S)
        idle_mb = resident_mb(box.pid)
        desk = Desk()
        desk.address = box.address
        desk.sign_in(NADIA)
        desk.post("/desk/find", {"token": desk.get("/desk/find").token(), "reference": "martin"})
        searched_mb = resident_mb(box.pid)
        pages = {path: _asked(desk, path, turns) for path in PAGES}
        worked_mb = resident_mb(box.pid)
    finally:
        stopping = time.perf_counter()
        box.stop()
        stop_s = time.perf_counter() - stopping
    return Started(first_page_s, processor_s, stop_s, idle_mb, searched_mb, worked_mb, pages)


def _processor_s(pid: int) -> float:
    """Seconds that all threads of a process have had of the processor; 0 on a system without /proc."""
    stat = Path(f"/proc/{pid}/stat")
    if not stat.exists():
        return 0.0
    user, system = stat.read_text().rpartition(")")[2].split()[11:13]
    return (int(user) + int(system)) / os.sysconf("SC_CLK_TCK")


def _asked(desk: Desk, path: str, turns: int) -> tuple[float, float]:
    """p50 and p99 of a page, the first look left out."""
    desk.get(path)
    walls = []
    for _ in range(turns):
        began = time.perf_counter()
        if desk.get(path).status != 200:
            raise RuntimeError(f"{path} is no page")
        walls.append((time.perf_counter() - began) * 1000)
    return statistics.median(walls), quantile(walls)
