"""What this process counts of its work, for Prometheus: requests and answers to events.

No label names a person, a site or a procedure: a route is the name of a function, an outcome one of the wire's words.
"""

import os
from collections.abc import Iterable
from pathlib import Path
from typing import TYPE_CHECKING

from flask import Flask, Response, current_app, request
from msgspec import Struct

from hub.hub import this_hub

if TYPE_CHECKING:
    pass

EXTENSION = "parvis_hub_instruments"
FOLDER = "PROMETHEUS_MULTIPROC_DIR"
"""The variable by which prometheus-client learns where workers keep what they count (its manual, "Multiprocess Mode");
it is read when the library is first imported."""
_BEGAN = "parvis.began"
_SECONDS = (0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 5.0, 10.0)


class Instruments:
    """The counters of one application."""

    def __init__(self) -> None:
        # Imported here: the library reads `FOLDER` at its import, and a command that serves nothing does without it.
        from prometheus_client import CollectorRegistry, Counter, Histogram

        self.registry: CollectorRegistry = CollectorRegistry()
        labels = ("route", "method", "status")
        self.requests = Counter("parvis_hub_requests", "Requests answered.", labels, registry=self.registry)
        self.seconds = Histogram(
            "parvis_hub_request_seconds",
            "Seconds from a request to its answer.",
            ("route",),
            registry=self.registry,
            buckets=_SECONDS,
        )
        self.events = Counter("parvis_hub_events", "Events answered.", ("outcome",), registry=self.registry)


def share_between_workers(folder: str) -> None:
    """Have the workers of this machine count together, in a folder on tmpfs; before the first `Instruments`.

    The folder is made where it is missing; "" leaves each process to itself.
    """
    if folder:
        Path(folder).mkdir(parents=True, exist_ok=True, mode=0o700)
        os.environ[FOLDER] = folder


def install(app: Flask) -> None:
    """Count every request of the application."""
    app.extensions[EXTENSION] = Instruments()
    app.before_request(_begin)
    app.after_request(_count)


def count_answers(answers: Iterable[Struct]) -> None:
    """Count what was answered to the events of a batch."""
    made: Instruments = current_app.extensions[EXTENSION]
    for answer in answers:
        made.events.labels(str(answer.__struct_config__.tag)).inc()


def _begin() -> None:
    request.environ[_BEGAN] = this_hub().clock.monotonic()


def _count(response: Response) -> Response:
    made: Instruments = current_app.extensions[EXTENSION]
    route = request.endpoint or "none"
    made.requests.labels(route, request.method if route != "none" else "any", f"{response.status_code // 100}xx").inc()
    made.seconds.labels(route).observe(this_hub().clock.monotonic() - request.environ[_BEGAN])
    return response
