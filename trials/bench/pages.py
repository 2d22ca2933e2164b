"""Measures pages of the desk over HTTP: the next page with another person each time and with one who has thirty other
cases, and the whole page as it is opened."""

import http.client
import random
import statistics
import threading
import time
import urllib.error
import urllib.request
from collections.abc import Iterator, Mapping
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from itertools import count
from pathlib import Path
from urllib.parse import urlencode, urlsplit

import lxml.html

from trials.intake.measure import DATABASES, Load, measured
from trials.townhall.site import PROCEDURE, Desk, Process, SignIn, TownHall, box_process, free_port, person

AT_MOST = {
    "start_s": 1.2,
    "first_visit_kb": 120.0,
    "next_page_ms": 8.0,
    "next_page_30_cases_ms": 12.0,
    "posts_a_certificate": 6,
    "press_one_core_ms": 50.0,
    "press_quarter_core_ms": 150.0,
    "figures_year_ms": 300.0,
    "figures_month_ms": 300.0,
    "resident_mb": 140.0,
}
AT_LEAST = {"intake_sqlite_ratio": 0.4, "intake_postgresql_ratio": 0.4}
NO_LIMIT = ("whole_page_ms", "change_in_place_ms")
"""What explains the others."""


@dataclass(frozen=True, slots=True)
class Figure:
    """`unit` is "" for a count; `note` says in a few words how it was measured, or what stands beside it."""

    name: str
    value: float
    unit: str
    note: str = ""

    @property
    def met(self) -> bool:
        """Whether it keeps its limit; so does one that has none."""
        return AT_LEAST.get(self.name, self.value) <= self.value <= AT_MOST.get(self.name, self.value)

    def line(self) -> str:
        limit = ""
        for words, limits in (("at most", AT_MOST), ("at least", AT_LEAST)):
            if self.name in limits:
                limit = f"{words} {limits[self.name]:g}: {'met' if self.met else 'MISSED'}"
        return f"{self.name:<24}{self.value:>9.2f} {self.unit:<4}{limit:<22}{self.note}".rstrip()


HTMX = {"HX-Request": "true", "HX-Boosted": "true"}


class Screen:
    def __init__(self, address: str, who: SignIn) -> None:
        desk = Desk()
        desk.address = address
        desk.sign_in(who)
        self._pin = who.pin
        at = urlsplit(address)
        self._connection = http.client.HTTPConnection(str(at.hostname), int(at.port or 0), timeout=30)
        self._cookie = "; ".join(f"{cookie.name}={cookie.value}" for cookie in desk.client.cookies.jar)
        self.requests = 0
        self.path = ""
        self._body = b""

    def get(self, path: str) -> float:
        """Milliseconds until the page was there. Raises `RuntimeError` where there is none."""
        began = time.perf_counter()
        self._ask("GET", path, {})
        return (time.perf_counter() - began) * 1000

    def send(self, form: str, typed: Mapping[str, str], target: str = "") -> float:
        """Send a form of the page, by htmx where `target` says what is replaced; milliseconds until what comes next."""
        found = lxml.html.document_fromstring(self._body).get_element_by_id(form)
        assert isinstance(found, lxml.html.FormElement)
        values = {name: str(value) for name, value in found.form_values() if name} | dict(typed)
        began = time.perf_counter()
        self._ask("POST", str(found.action), HTMX | {"HX-Target": target} if target else {}, values)
        return (time.perf_counter() - began) * 1000

    def begin(self) -> str:
        self.get(f"/procedures/{PROCEDURE}")
        self.send("begin", {})
        return self.path.split("/")[2]

    def answer_by_steps(self, number: int) -> list[float]:
        """The answers of the person of that number, one step a page; milliseconds until each next page."""
        case, steps = self.begin(), person(number, random.Random(number)).steps
        self.get(f"/cases/{case}/steps/{next(iter(steps))}")
        times = [self.send("answer", typed, "main#main") for typed in steps.values()]
        if not self.path.endswith("/review"):
            raise RuntimeError(f"the journey ends at {self.path}")
        return times

    def deposit(self) -> None:
        self.send("send", {}, "body")
        self.send("yes", {})
        self.get(f"{self.path}/covered")
        self.send("back", {"pin": self._pin})
        if not self.path.endswith("/submitted"):
            raise RuntimeError(f"the deposit ends at {self.path}")

    def _ask(self, method: str, path: str, headers: Mapping[str, str], form: Mapping[str, str] | None = None) -> None:
        named = {"Cookie": self._cookie, "Accept": "text/html", **headers}
        if form is not None:
            named["Content-Type"] = "application/x-www-form-urlencoded"
        self._connection.request(method, path, urlencode(form) if form is not None else None, named)
        answer = self._connection.getresponse()
        self._body = answer.read()
        self.requests += 1
        if answer.status == 303:
            self._ask("GET", str(answer.headers["Location"]), headers)
        elif whole := answer.headers.get("HX-Redirect"):  # the whole page, as htmx asks for it
            self._ask("GET", whole, {})
        elif answer.status != 200:
            raise RuntimeError(f"{method} {path} answers {answer.status}")
        else:
            self.path = path


PEOPLE, WARM, CASES, AGAIN, LOOKS = 40, 5, 30, 5, 20
_HELPED = 900_000
"""The number of the person with many cases; everybody else counts from 1."""


def measure(hall: TownHall, quick: bool) -> Iterator[Figure]:
    people, cases, again = (1, 1, 1) if quick else (PEOPLE + WARM, CASES, AGAIN)
    box = box_process(hall)
    try:
        screen = Screen(box.start(), hall.nadia)
        journeys = [screen.answer_by_steps(number) for number in range(1, people + 1)]
        yield _median("next_page_ms", [took for journey in journeys[0 if quick else WARM :] for took in journey])
        looks = [took for number in range(1, again + 1) for took in _whole(screen, people + number, quick)]
        yield _median("whole_page_ms", looks)
        for _ in range(cases):
            screen.answer_by_steps(_HELPED)
        journeys = [screen.answer_by_steps(_HELPED) for _ in range(again)]
        yield _median("next_page_30_cases_ms", [took for journey in journeys for took in journey])
    finally:
        box.stop()


def _whole(screen: Screen, number: int, quick: bool) -> list[float]:
    case = screen.begin()
    for typed in person(number, random.Random(number)).steps.values():
        screen.send("answer", typed | {"refresh": "1"}, "main#main")
    screen.get(f"/cases/{case}/whole")
    return [screen.get(f"/cases/{case}/whole") for _ in range(1 if quick else LOOKS)]


def _median(name: str, times: list[float]) -> Figure:
    return Figure(
        name, statistics.median(times), "ms", f"n {len(times)}, p90 {sorted(times)[len(times) * 9 // 10]:.1f}"
    )


TIMES = 5
IDLE_S = 3.0
"""Seconds after which the loops have run once and the hub was talked to; nothing has been printed."""


def measure_start(hall: TownHall, quick: bool) -> Iterator[Figure]:
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


MEMORY_PAGES, DEPOSITS, CLIENTS = 20_000, 60, 8
_FIRST = 100_000
"""The number of the first person."""


def measure_memory(hall: TownHall, quick: bool) -> Iterator[Figure]:
    """A page is one answer of the box. The first cases are deposited, the others stay drafts."""
    pages, deposits, clients = (40, 2, 2) if quick else (MEMORY_PAGES, DEPOSITS, CLIENTS)
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


USUAL, ONE_ROUND = Load(), Load(cases=16, sites=2, answers=10, batch=2, senders=2)


def measure_intake(hall: TownHall, quick: bool) -> Iterator[Figure]:
    """Raises `RuntimeError` where a case was not acknowledged."""
    for database in DATABASES:
        taken = measured(hall.folder / f"intake-{database}", database, ONE_ROUND if quick else USUAL)
        note = f"{taken.rate:.0f} a second, {taken.processor_ms:.2f} ms of processor a case"
        yield Figure(f"intake_{database}_ratio", taken.rate / taken.bare_rate, "", note)
