"""What is measured of a hub, whether it is ready, and the addresses where monitoring asks."""

import os
import shutil
from collections.abc import Iterable, Iterator
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

from flask import Blueprint, Flask, Response, current_app, jsonify, make_response, request
from msgspec import Struct
from sqlalchemy import Connection, text
from sqlalchemy.exc import OperationalError
from werkzeug.exceptions import Unauthorized

from hub.hub import Hub, this_hub
from hub.sites import fleet
from hub.store.opening import newest_revision
from kiosk.crypto import keys
from kiosk.http import form_tokens
from kiosk.version import VERSION

if TYPE_CHECKING:
    from prometheus_client.core import Metric

LEAST_BYTES = 200_000_000
"""Free bytes of the hub's folder below which it takes nothing new: a full disk in the midst of a batch is worse."""
EXTENSION = "parvis_hub_instruments"
FOLDER = "PROMETHEUS_MULTIPROC_DIR"
"""The variable by which prometheus-client learns where workers keep what they count (its manual, "Multiprocess Mode");
it is read when the library is first imported."""
_BEGAN = "parvis.began"
_SECONDS = (0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 5.0, 10.0)
monitor = Blueprint("monitor", __name__)
_PASSED_ON = ("X-Forwarded-For", "X-Forwarded-Host", "Forwarded", "Via", "X-Real-IP")
"""What a reverse proxy adds: a request that bears one of them comes from elsewhere, whatever its address says."""
_HERE = ("127.0.0.1", "::1")
_newest_revision = cache(newest_revision)


def faults(hub: Hub) -> tuple[str, ...]:
    """A code for each thing that keeps the hub from taking cases, none where it is ready.

    `database-away`, `database-read-only`, `database-version`, `disk-full`.
    """
    wrong = []
    try:
        with hub.store.reading() as connection:
            if is_read_only(connection):
                wrong.append("database-read-only")
            if connection.execute(text("SELECT version_num FROM alembic_version")).scalar() != _newest_revision():
                wrong.append("database-version")
    except OperationalError:
        wrong = ["database-away"]
    if free_bytes(hub.settings.data) < LEAST_BYTES:
        wrong.append("disk-full")
    return tuple(wrong)


def free_bytes(folder: Path) -> int:
    return shutil.disk_usage(folder).free


def is_read_only(connection: Connection) -> bool:
    """Whether the database takes no writes: a standby of PostgreSQL, or one that was told so."""
    if connection.dialect.name != "postgresql":
        return bool(connection.exec_driver_sql("PRAGMA query_only").scalar())
    return connection.exec_driver_sql("SHOW transaction_read_only").scalar() == "on"


class Instruments:
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
    """Have the workers of this machine count together, in a folder on tmpfs ("" for none), before the first counter."""
    if folder:
        Path(folder).mkdir(parents=True, exist_ok=True, mode=0o700)
        os.environ[FOLDER] = folder


def install(app: Flask) -> None:
    app.extensions[EXTENSION] = Instruments()
    app.before_request(lambda: request.environ.update({_BEGAN: this_hub().clock.monotonic()}))
    app.after_request(_count)


def count_answers(answers: Iterable[Struct]) -> None:
    made: Instruments = current_app.extensions[EXTENSION]
    for answer in answers:
        made.events.labels(str(answer.__struct_config__.tag)).inc()


def _count(response: Response) -> Response:
    made: Instruments = current_app.extensions[EXTENSION]
    route = request.endpoint or "none"
    made.requests.labels(route, request.method if route != "none" else "any", f"{response.status_code // 100}xx").inc()
    made.seconds.labels(route).observe(this_hub().clock.monotonic() - request.environ[_BEGAN])
    return response


def metrics_text(hub: Hub, instruments: Instruments) -> tuple[bytes, str]:
    """The figures as a scrape gets them, and their media type. Workers that count together are added up."""
    from prometheus_client import CONTENT_TYPE_LATEST, CollectorRegistry, generate_latest
    from prometheus_client.multiprocess import MultiProcessCollector

    together = CollectorRegistry()
    if os.environ.get(FOLDER):
        MultiProcessCollector(together)  # type: ignore[no-untyped-call]
    else:
        together.register(instruments.registry)
    together.register(_Known(hub))
    return generate_latest(together), CONTENT_TYPE_LATEST


class _Known:
    """What follows from the database and the disk at the moment of the scrape, the same whichever worker is asked.

    Sites are counted and never named: at many of them one person works.
    """

    def __init__(self, hub: Hub) -> None:
        self._hub = hub

    def collect(self) -> Iterator["Metric"]:
        from prometheus_client.core import GaugeMetricFamily as Gauge

        hub, now = self._hub, self._hub.clock.now()
        wrong = faults(hub)
        yield Gauge("parvis_hub_ready", "1 where cases can be taken now.", value=not wrong)
        yield Gauge("parvis_hub_free_bytes", "Free disk.", value=free_bytes(hub.settings.data))
        yield _labelled(Gauge, "parvis_hub_release", "1 for the version that runs.", "release", {VERSION: 1})
        if "database-away" in wrong:
            return
        with hub.store.reading() as connection:
            standings = dict.fromkeys(fleet.SiteStanding, 0) | fleet.count_sites(connection, now)
            releases, owed = fleet.count_releases(connection), fleet.count_unsent(connection)
        yield _labelled(Gauge, "parvis_hub_sites", "Sites, by where they stand.", "standing", standings)
        yield _labelled(Gauge, "parvis_hub_boxes", "Boxes, by version.", "release", releases)
        waiting = (now - owed.oldest_at).total_seconds() if owed.oldest_at else 0.0
        yield Gauge("parvis_hub_owed_events", "Events that sites still hold, as last told.", value=owed.events)
        yield Gauge("parvis_hub_owed_files", "Files that sites still hold, as last told.", value=owed.files)
        yield Gauge("parvis_hub_refused_events", "Events that desks have to mend.", value=owed.refused)
        yield Gauge("parvis_hub_oldest_owed_seconds", "Age of the oldest event a site still holds.", value=waiting)


def _labelled(gauge: Any, name: str, sentence: str, label: str, values: dict[Any, int]) -> "Metric":
    made: Metric = gauge(name, sentence, labels=(label,))
    for value, number in values.items():
        made.add_metric((str(value),), number)  # type: ignore[attr-defined]
    return made


@monitor.get("/readyz")
def ready() -> tuple[Response, int]:
    """`ready`, or 503 with a code for each thing that keeps this hub from taking cases."""
    wrong = faults(this_hub())
    return jsonify(status="not-ready" if wrong else "ready", faults=wrong), 503 if wrong else 200


@monitor.get("/metrics")
def metrics() -> Response:
    """The figures, to this machine itself or to whoever has the token of `metrics_token_file`.

    Raises `Unauthorized` for everybody else.
    """
    # Made on this machine, and not passed on by a proxy that runs here.
    passed_on = any(name in request.headers for name in _PASSED_ON)
    from_here = not passed_on and request.remote_addr in _HERE and form_tokens.is_own_host(request.host)
    if not (from_here or _has_token()):
        raise Unauthorized
    content, kind = metrics_text(this_hub(), current_app.extensions[EXTENSION])
    answer = make_response(content)
    answer.headers["Content-Type"] = kind
    return answer


def _has_token() -> bool:
    file, sent = this_hub().settings.metrics_token_file, request.headers.get("Authorization", "")
    if not file or not sent.startswith("Bearer "):
        return False
    token = Path(file).read_text("utf-8").strip()
    return bool(token) and keys.are_same_secrets(
        keys.token_hash(token), keys.token_hash(sent.removeprefix("Bearer ").strip())
    )
