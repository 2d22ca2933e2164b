"""How many sealed cases a second a hub takes, beside a bare `executemany` of the same rows: the least there is to do.

Two workers of gunicorn, as operators run them, and a sender on the same machine. The processor's seconds a case are
what a busy machine does not change.
"""

import os
import signal
import subprocess
import sys
import time
from collections import defaultdict
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from http.client import HTTPConnection
from pathlib import Path
from typing import Any

from sqlalchemy import Engine, Table, select

from hub.opening import open_hub
from hub.settings import HubSettings
from hub.store.opening import Store, open_store
from hub.store.schema import case_key, cases, event, name_token, site
from kiosk.clock import Clock
from tests.gallery.postgres import cluster
from trials.bench.share import family
from trials.intake.load import Outcome, requests, send
from trials.townhall.site import free_port

DATABASES = ("sqlite", "postgresql")
_TABLES = {cases: "id", case_key: "case_id", name_token: "case_id", event: "stream"}
"""What a case becomes, each with the column that says of which case a row is."""
_WARM = 8
"""One request of so many is sent before anything is measured."""
_START_S = 60
_TICKS = os.sysconf("SC_CLK_TCK")


@dataclass(frozen=True)
class Load:
    """`batch` cases of so many `answers` in a request, over so many `senders`, which are connections."""

    cases: int = 10_000
    sites: int = 500
    answers: int = 250
    batch: int = 20
    workers: int = 2
    senders: int = 8


@dataclass(frozen=True)
class Taken:
    """Cases a second, ours and bare; milliseconds of processor a case, of whom, and of the bare run."""

    outcome: Outcome
    rate: float
    bare_rate: float
    workers_ms: float
    database_ms: float
    sender_ms: float
    bare_ms: float

    @property
    def processor_ms(self) -> float:
        return self.workers_ms + self.database_ms + self.sender_ms


def measured(folder: Path, database: str, load: Load) -> Taken:
    """Measure one of `DATABASES` in a new folder. Raises `RuntimeError` where a case was not acknowledged."""
    folder.mkdir()
    with urls(database) as (url, other, server):
        settings = HubSettings(data=folder / "hub", database=url)
        hub = open_hub(settings, Clock())
        made = requests(hub, load.cases, load.sites, load.answers, load.batch)
        hub.store.engine.dispose()
        warm = max(1, len(made) // _WARM)
        with workers(settings.data, url, load.workers) as (port, parent):
            send(port, made[:warm], load.senders)
            analyze(hub.store)
            before = cpu_seconds(parent), cpu_seconds(server)
            outcome = send(port, made[warm:], load.senders)
            spent = cpu_seconds(parent) - before[0], cpu_seconds(server) - before[1]
        many, bare_s, bare_cpu = _stored_bare(
            hub.store, HubSettings(data=folder / "bare", database=other), load, server
        )
    taken = sum(request.cases for request in made[warm:])
    if outcome.outcomes != {"acknowledged": taken}:
        raise RuntimeError(f"of {taken} cases: {dict(outcome.outcomes)}")
    each = 1000 / taken
    return Taken(
        outcome, taken / outcome.seconds, many / bare_s,
        spent[0] * each, spent[1] * each, outcome.cpu * each, bare_cpu * 1000 / many,
    )  # fmt: skip


def cpu_seconds(root: int) -> float:
    """Processor seconds of a process and all below it, so far; of those that ended, too, once they were waited for."""
    total = 0
    for process in family(root) if root else ():
        try:
            fields = Path(f"/proc/{process}/stat").read_text().rpartition(")")[2].split()
        except OSError:  # it has just ended
            continue
        total += sum(map(int, fields[11:15]))
    return total / _TICKS


@contextmanager
def urls(database: str) -> Iterator[tuple[str, str, int]]:
    """The addresses of the hub's database and of an empty one, and the process of their server (0 on SQLite)."""
    if database == "sqlite":
        yield "", "", 0
        return
    with cluster("shared_buffers=256MB") as running:
        server = int((running.socket / "data" / "postmaster.pid").read_text().split()[0])
        yield running.url(running.new_database()), running.url(running.new_database()), server


def analyze(store: Store) -> None:
    """Let PostgreSQL look at its tables, as it does by itself within a minute: on empty ones it plans to read them
    whole for each foreign key."""
    if store.engine.dialect.name == "postgresql":
        with store.engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
            connection.exec_driver_sql("ANALYZE")
    store.engine.dispose()


def _stored_bare(filled: Store, settings: HubSettings, load: Load, server: int) -> tuple[int, float, float]:
    """Insert the rows that the hub made into an empty database of the same tables, in one thread, a batch of cases in a
    transaction; gives the cases, the seconds that passed, and those of the processor."""
    of: dict[Table, dict[Any, list[tuple[Any, ...]]]] = {table: defaultdict(list) for table in _TABLES}
    with filled.reading() as connection:  # as the driver gives them, so that it takes them again as they are
        sites = [tuple(row) for row in connection.exec_driver_sql(str(select(site)))]
        for table, of_case in _TABLES.items():
            place = list(table.c.keys()).index(of_case)
            for row in connection.exec_driver_sql(str(select(table))):
                of[table][row[place]].append(tuple(row))
    filled.engine.dispose()
    order = list(of[cases])
    batches = [
        {table: [row for case in order[start : start + load.batch] for row in of[table][case]] for table in _TABLES}
        for start in range(0, len(order), load.batch)
    ]
    empty = open_store(settings)
    _insert(empty.engine, {site: sites})
    began, cpu = time.perf_counter(), time.process_time() + cpu_seconds(server)
    for rows in batches:
        _insert(empty.engine, rows)
    seconds, cpu = time.perf_counter() - began, time.process_time() + cpu_seconds(server) - cpu
    empty.engine.dispose()
    return len(order), seconds, cpu


def _insert(engine: Engine, of: dict[Table, list[tuple[Any, ...]]]) -> None:
    sqlite = engine.dialect.name == "sqlite"
    connection = engine.raw_connection()
    try:
        cursor = connection.cursor()
        if sqlite:
            cursor.execute("BEGIN IMMEDIATE")
        for table, rows in of.items():
            marks = ", ".join("?" if sqlite else "%s" for _ in table.c)
            names = ", ".join(table.c.keys())
            cursor.executemany(f"INSERT INTO {table.name} ({names}) VALUES ({marks})", rows)  # nosec B608
        if sqlite:
            cursor.execute("COMMIT")
        else:
            connection.commit()
    finally:
        connection.close()


@contextmanager
def workers(data: Path, database: str, many: int) -> Iterator[tuple[int, int]]:
    port = free_port()
    command = [
        sys.executable, "-m", "gunicorn", "--bind", f"127.0.0.1:{port}", "--workers", str(many), "--threads", "8",
        "--worker-class", "gthread", "--worker-tmp-dir", "/dev/shm", "hub.server:from_environment()",
    ]  # fmt: skip
    environment = os.environ | {"KIOSK_HUB_DATA": str(data), "KIOSK_HUB_DATABASE": database}
    with (data / "workers.log").open("wb") as log:
        parent = subprocess.Popen(command, env=environment, stdout=log, stderr=log)
    try:
        _wait(port, parent)
        yield port, parent.pid
    finally:
        parent.send_signal(signal.SIGTERM)
        parent.wait(_START_S)


def _wait(port: int, parent: subprocess.Popen[bytes]) -> None:
    until = time.monotonic() + _START_S
    while parent.poll() is None and time.monotonic() < until:
        try:
            connection = HTTPConnection("127.0.0.1", port, timeout=5)
            connection.request("GET", "/healthz")
            if connection.getresponse().status == 200:
                return
        except OSError:
            time.sleep(0.1)
    raise RuntimeError("the hub did not start")
