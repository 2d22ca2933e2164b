"""Every screen of the gallery on a box: each page asked for again and again, by the endpoint that shows it."""

import statistics
import time
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any

from flask import Flask
from werkzeug.exceptions import HTTPException

from tests.gallery.shots.shots import shots
from tests.gallery.shots.town import Town
from trials.size.work import Work, counted


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
    page is not counted.
    """

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
    """Measure what the town's browser asks inside the block."""
    with counted(place.box.store) as work:
        measuring = Measured(place.app, work, again)
        place.app.wsgi_app = measuring  # type: ignore[method-assign]  # as Flask's own documentation wraps it
        yield measuring
        place.app.wsgi_app = measuring._inner  # type: ignore[method-assign]


def walked(place: Town, again: int = 10) -> dict[str, Screen]:
    """Go through every page of the gallery."""
    with measured(place, again) as measuring:
        for _ in shots(place, "fr"):
            pass
    return measuring.screens
