"""Draws a box's memory over time while eight mediators make whole journeys: `python -m trials.bench.plateau [PAGES]`.

A page is one answer of the box. The memory is that of the box's process alone (VmRSS), at thirty moments.
"""

import random
import sys
import tempfile
import threading
import time
from itertools import count
from pathlib import Path

from trials.bench.journey import Screen, signed_in
from trials.bench.start import resident_mb
from trials.townhall.person import PROCEDURE, person
from trials.townhall.site import box_process, build

PAGES, CLIENTS, LOOKS = 60_000, 8, 30
MOST_MB = 100.0


def main() -> None:
    pages = int(sys.argv[1]) if len(sys.argv) > 1 else PAGES
    build_folder = Path("build")
    build_folder.mkdir(exist_ok=True)
    with tempfile.TemporaryDirectory(prefix="plateau-", dir=build_folder) as folder:
        hall = build(Path(folder).resolve() / "hall", printer="dummy")
        box = box_process(hall)
        try:
            address = box.start()
            time.sleep(3)
            print(f"{'pages':>7}{'MB':>8}\n{0:>7}{resident_mb(box.pid) or 0:>8.1f}", flush=True)
            screens = [signed_in(address, hall.nadia) for _ in range(CLIENTS)]
            told = threading.Event()
            workers = [threading.Thread(target=_work, args=(screen, told), daemon=True) for screen in screens]
            for worker in workers:
                worker.start()
            for look in range(1, LOOKS + 1):
                while (done := sum(screen.requests for screen in screens)) < pages * look / LOOKS:
                    if not any(worker.is_alive() for worker in workers):
                        raise SystemExit("every client has stopped")
                    time.sleep(0.2)
                print(f"{done:>7}{resident_mb(box.pid) or 0:>8.1f}", flush=True)
            told.set()
            for worker in workers:
                worker.join(60)
            last = resident_mb(box.pid)
        finally:
            box.stop()
    if last is not None and last > MOST_MB:
        raise SystemExit(f"{last:.1f} MB, and {MOST_MB:g} at most were to be held")


def _work(screen: Screen, told: threading.Event) -> None:
    """One mediator's journeys up to the last question, until it is told to stop; none is submitted."""
    steps = list(person(1, random.Random(1)).steps.values())
    for _ in count():
        screen.get(f"/procedures/{PROCEDURE}")
        screen.send("begin", {})
        for typed in steps:
            if told.is_set():
                return
            screen.send("answer", typed, "main#main")


if __name__ == "__main__":
    main()
