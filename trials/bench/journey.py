"""Measures a whole journey as a browser with htmx makes it: the time to a next page, and the number of requests."""

import http.client
import random
import statistics
import time
from collections.abc import Mapping
from urllib.parse import urlencode, urlsplit

import lxml.html

from trials.bench.figure import Figure
from trials.townhall.desk import Desk, SignIn
from trials.townhall.person import PROCEDURE, person
from trials.townhall.site import TownHall, box_process

JOURNEYS, WARM = 40, 5
HTMX = {"HX-Request": "true", "HX-Boosted": "true"}


class Screen:
    """One browser: it follows redirects, and sends forms as htmx does where `target` says what is replaced."""

    def __init__(self, address: str, cookie: str) -> None:
        at = urlsplit(address)
        self._connection = http.client.HTTPConnection(str(at.hostname), int(at.port or 0), timeout=30)
        self._cookie = cookie
        self.requests = 0
        self.path = ""
        self._body = b""

    def get(self, path: str) -> None:
        """Raises `RuntimeError` where there is no page."""
        self._ask("GET", path, {})

    def send(self, form: str, typed: Mapping[str, str], target: str = "") -> float:
        """Send a form of the page, and read what comes next; milliseconds until it was there."""
        found = lxml.html.document_fromstring(self._body).get_element_by_id(form)
        assert isinstance(found, lxml.html.FormElement)
        values = {name: str(value) for name, value in found.form_values() if name} | dict(typed)
        began = time.perf_counter()
        self._ask("POST", str(found.action), HTMX | {"HX-Target": target} if target else {}, values)
        return (time.perf_counter() - began) * 1000

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
            self.path = answer.headers.get("HX-Push-Url", path)


def measure(hall: TownHall) -> list[Figure]:
    """Measure journeys from the introduction to the case turned to the citizen, then confirmed and submitted."""
    box = box_process(hall)
    try:
        address = box.start()
        results = [_journey(address, hall.nadia) for _ in range(JOURNEYS + WARM)]
    finally:
        box.stop()
    times = [took for journey, _ in results[WARM:] for took in journey]
    return [
        Figure("next_page_ms_p50", statistics.median(times), "ms"),
        Figure("journey_requests", max(requests for _, requests in results), ""),
    ]


def signed_in(address: str, who: SignIn) -> Screen:
    """A browser in which this mediator has taken the desk."""
    desk = Desk()
    desk.address = address
    desk.sign_in(who)
    return Screen(address, "; ".join(f"{cookie.name}={cookie.value}" for cookie in desk.client.cookies.jar))


def _journey(address: str, who: SignIn) -> tuple[list[float], int]:
    """The times of the pages of one journey, and how many requests it took, the sign-in before it left out."""
    screen = signed_in(address, who)
    screen.get(f"/procedures/{PROCEDURE}")
    screen.send("begin", {})
    steps = person(1, random.Random(1)).steps.values()  # the same person each time: older ones are asked less
    times = [screen.send("answer", typed, "main#main") for typed in steps]
    if not screen.path.endswith("/review"):
        raise RuntimeError(f"the journey ends at {screen.path}")
    screen.send("send", {}, "body")
    screen.send("yes", {})
    return times, screen.requests
