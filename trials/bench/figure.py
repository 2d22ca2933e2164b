"""The measured figures, and the limits that count for the people who use them."""

import http.client
import random
import time
from collections.abc import Mapping
from dataclasses import dataclass
from urllib.parse import urlencode, urlsplit

import lxml.html

from trials.townhall.deposit import PROCEDURE, Desk, SignIn, person

AT_MOST = {
    "start_s": 1.2,
    "first_visit_kb": 120.0,
    "next_page_ms": 8.0,
    "next_page_30_cases_ms": 12.0,
    "posts_a_certificate": 6,
    "press_one_core_ms": 50.0,
    "press_quarter_core_ms": 150.0,
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
        elif answer.status != 200:
            raise RuntimeError(f"{method} {path} answers {answer.status}")
        else:
            self.path = path
