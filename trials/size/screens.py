"""Every screen of the gallery on a box: each page asked for again and again, by the endpoint that shows it."""

import os
import statistics
import time
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from flask import Flask
from werkzeug.exceptions import HTTPException

from kiosk.services.box import database_mark
from kiosk.services.mandates import mandates
from kiosk.services.people.people_search import Directory, search_directory
from kiosk.services.spool import print_queue
from kiosk.services.upkeep import backup, doctor, machine, retention
from kiosk.web.request_state import state_of
from tests.gallery.shots.shots import shots
from tests.gallery.shots.town import Town
from tests.gallery.site import gestures
from tests.gallery.site.cast import PASSPHRASE, PIN
from trials.bench.pages import IDLE_S, answers, resident_mb
from trials.size.site import Work, counted
from trials.townhall.site import Desk, Process, SignIn, free_port


@dataclass(slots=True)
class Screen:
    """What one endpoint took, request by request: milliseconds of wall and of processor, and steps of the database."""

    name: str
    wall: list[float] = field(default_factory=list)
    processor: list[float] = field(default_factory=list)
    steps: list[int] = field(default_factory=list)

    def p99(self) -> float:
        return quantile(self.wall)


def quantile(values: list[float], of: int = 99) -> float:
    return statistics.quantiles(values, n=100, method="inclusive")[of - 1] if len(values) > 1 else values[0]


class Measured:
    """A WSGI application that asks `app` each question, pages `again` times more, and times them; the first look at a
    page is not counted."""

    def __init__(self, app: Flask, work: Work, again: int) -> None:
        self._app, self._inner, self._work, self._again = app, app.wsgi_app, work, again
        self.screens: dict[str, Screen] = {}

    def __call__(self, environ: dict[str, Any], start_response: Callable[..., Any]) -> Iterable[bytes]:
        name = self._endpoint(environ)
        if environ["REQUEST_METHOD"] == "GET":
            list(self._inner(dict(environ), lambda *_: lambda _: None))  # what is made once for a page is made here
            for _ in range(self._again):
                self._timed(name, dict(environ), lambda *_: lambda _: None)
        return self._timed(name, environ, start_response)

    def _timed(self, name: str, environ: dict[str, Any], start_response: Callable[..., Any]) -> list[bytes]:
        screen = self.screens.setdefault(name, Screen(name))
        self._work.taken()
        processor, wall = time.thread_time(), time.perf_counter()
        answer = self._inner(environ, start_response)
        try:
            body = list(answer)
        finally:
            if hasattr(answer, "close"):
                answer.close()
        screen.wall.append((time.perf_counter() - wall) * 1000)
        screen.processor.append((time.thread_time() - processor) * 1000)
        screen.steps.append(self._work.taken())
        return body

    def _endpoint(self, environ: dict[str, Any]) -> str:
        try:
            endpoint, _ = self._app.url_map.bind_to_environ(environ).match()
        except HTTPException:
            endpoint = "none"
        return f"{environ['REQUEST_METHOD']} {endpoint}"


@contextmanager
def measured(place: Town, again: int) -> Iterator[Measured]:
    with counted(place.box.store) as work:
        measuring = Measured(place.app, work, again)
        place.app.wsgi_app = measuring  # type: ignore[method-assign]  # as Flask's own documentation wraps it
        yield measuring
        place.app.wsgi_app = measuring._inner  # type: ignore[method-assign]


def walked(place: Town, again: int = 10) -> dict[str, Screen]:
    with measured(place, again) as measuring:
        for _ in shots(place, "fr"):
            pass
    return measuring.screens


NADIA = SignIn("nadia", PASSPHRASE, PIN)
PAGES = ("/desk", "/desk/find", "/desk/printing", "/desk/box", "/desk/mandates", "/procedures")


@dataclass(frozen=True, slots=True)
class Started:
    """Seconds to the first page, of the processor until then, and to the end after SIGTERM; megabytes idle, after a
    search, and after the pages; of each page p50 and p99 in milliseconds, over HTTP."""

    first_page_s: float
    processor_s: float
    stop_s: float
    idle_mb: float | None
    searched_mb: float | None
    worked_mb: float | None
    pages: dict[str, tuple[float, float]]


def measure_desk(site: Path, turns: int = 50) -> Started:
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


@dataclass(frozen=True, slots=True)
class Took:
    """The best of some turns: milliseconds of wall and of processor (all threads); steps of the first."""

    name: str
    wall: float
    processor: float
    steps: int


def measure_loops(place: Town, folder: Path, turns: int = 5) -> list[Took]:
    with counted(place.box.store) as work:
        return [_took(name, do, work, turns if often else 1) for name, do, often in done(place, folder)]


def _took(name: str, do: Callable[[], object], work: Work, turns: int) -> Took:
    walls, processors, steps = [], [], 0
    for turn in range(turns):
        work.taken()
        wall, processor = time.perf_counter(), time.process_time()
        do()
        walls.append((time.perf_counter() - wall) * 1000)
        processors.append((time.process_time() - processor) * 1000)
        steps = work.taken() if turn == 0 else steps
    return Took(name, min(walls), min(processors), steps)


def done(place: Town, folder: Path) -> Iterator[tuple[str, Callable[[], object], bool]]:
    box, sync = place.box, state_of(place.app).sync
    assert sync is not None
    ring, directory = gestures.helped(box).ring, Directory()
    sync.talk()
    yield "sync", sync.talk, True
    yield "retention", lambda: retention.destroy_expired_data(box), True
    yield "print loop", lambda: _looked(place), True
    yield "disk", lambda: machine.room(box), True
    yield "mark", lambda: database_mark.advance_database_mark(box.settings.paths, box.store), True
    yield "mandates", lambda: mandates.list_recent_mandates(box, gestures.helped(box)), True
    yield "first search", lambda: search_directory(box, directory, ring, "martin"), False
    yield "search", lambda: search_directory(box, directory, ring, "durand-000"), True
    yield "state of the box", lambda: doctor.examine_box(box, ask_hub=False), True
    yield "doctor", lambda: doctor.examine_box(box), False
    yield "journal", lambda: retention.report_journal(box), False
    yield "backup", lambda: backup.write_backup_file(box, folder / "site.backup"), False


def _looked(place: Town) -> None:
    print_queue.cancel_jobs_of_departed(place.box)
    print_queue.printers_with_work(place.box)
    print_queue.printers_in_use(place.box)
