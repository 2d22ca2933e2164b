"""Measures what a box holds in memory (VmRSS of its process) after a day: eight mediators, each case another person."""

import threading
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from itertools import count

from trials.bench.figure import Figure
from trials.bench.screen import Screen
from trials.bench.start import IDLE_S, resident_mb
from trials.townhall.site import TownHall, box_process

PAGES, DEPOSITS, CLIENTS = 20_000, 60, 8
_FIRST = 100_000
"""The number of the first person."""


def measure(hall: TownHall, quick: bool) -> Iterator[Figure]:
    """A page is one answer of the box. The first cases are deposited, the others stay drafts."""
    pages, deposits, clients = (40, 2, 2) if quick else (PAGES, DEPOSITS, CLIENTS)
    box = box_process(hall)
    try:
        address = box.start()
        time.sleep(IDLE_S)
        idle = resident_mb(box.pid)
        screens = [Screen(address, hall.nadia) for _ in range(clients)]
        numbers, lock = count(_FIRST), threading.Lock()

        def work(screen: Screen) -> None:
            while sum(each.requests for each in screens) < pages:
                with lock:
                    number = next(numbers)
                screen.answer_by_steps(number)
                if number < _FIRST + deposits:
                    screen.deposit()

        with ThreadPoolExecutor(clients) as mediators:
            list(mediators.map(work, screens))
        last = resident_mb(box.pid)
    finally:
        box.stop()
    if last is not None and idle is not None:
        done = sum(screen.requests for screen in screens)
        yield Figure("resident_mb", last, "MB", f"{done} pages, {deposits} deposits; {idle:.0f} MB before them")
