"""`python -m trials.intake`: how many sealed cases a second a hub takes, beside a bare `executemany` of the same rows.

On SQLite and on PostgreSQL, each with two workers and a sender on the same machine. The processor's seconds a case are
what a busy machine does not change.
"""

import argparse
import os
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from hub.opening import open_hub
from hub.settings import HubSettings
from hub.store.opening import Store, open_store
from hub.store.schema import cases
from kiosk.clock import Clock
from tests.gallery.postgres import cluster
from trials.intake import bare
from trials.intake.load import Sent, requests
from trials.intake.processes import cpu_seconds, workers
from trials.intake.senders import Outcome, send

BUILD = Path("build")
_WARM = 8
"""One request of so many is sent before anything is measured."""


def main() -> int:
    options = argparse.ArgumentParser(prog="python -m trials.intake", description="Cases a second that a hub takes.")
    options.add_argument("--cases", type=int, default=10_000)
    options.add_argument("--sites", type=int, default=500)
    options.add_argument("--answers", type=int, default=250, help="Answers of a case.")
    options.add_argument("--batch", type=int, default=20, help="Cases in a request.")
    options.add_argument("--workers", type=int, default=2)
    options.add_argument("--senders", type=int, default=8, help="Connections at once.")
    options.add_argument("--database", choices=("sqlite", "postgresql", "both"), default="both")
    asked = options.parse_args()
    print(f"{asked.cases} cases of {asked.answers} answers from {asked.sites} sites, {asked.batch} in a request,")
    print(f"{asked.workers} workers, {asked.senders} senders, {os.cpu_count()} processors")
    BUILD.mkdir(exist_ok=True)
    kinds = ("sqlite", "postgresql") if asked.database == "both" else (asked.database,)
    good = True
    with tempfile.TemporaryDirectory(prefix="intake-", dir=BUILD) as folder:
        for kind in kinds:
            good = _measure(Path(folder).resolve() / kind, kind, asked) and good
    return 0 if good else 1


def _measure(folder: Path, kind: str, asked: argparse.Namespace) -> bool:
    """Measure one kind of database, and print it; whether every case was acknowledged."""
    folder.mkdir()
    with _databases(folder, kind) as (database, other, server):
        settings = HubSettings(data=folder / "hub", database=database)
        hub = open_hub(settings, Clock())
        made = requests(hub, asked.cases, asked.sites, asked.answers, asked.batch)
        hub.store.engine.dispose()
        warm = max(1, len(made) // _WARM)
        with workers(settings.data, database, asked.workers) as (port, parent):
            send(port, made[:warm], asked.senders)
            _analyze(hub.store)
            before = cpu_seconds(parent), cpu_seconds(server) if server else 0.0
            outcome = send(port, made[warm:], asked.senders)
            spent = cpu_seconds(parent) - before[0], (cpu_seconds(server) if server else 0.0) - before[1]
        rows = bare.stored(hub.store)
        hub.store.engine.dispose()
        empty = open_store(HubSettings(data=folder / "bare", database=other))
        began = cpu_seconds(server) if server else 0.0
        seconds, cpu = bare.insert(empty, rows, asked.batch)
        least = (seconds, cpu, (cpu_seconds(server) if server else 0.0) - began)
        empty.engine.dispose()
    _print(kind, made[warm:], outcome, spent, (*least, len(rows[cases])))
    return outcome.outcomes == {"acknowledged": sum(request.cases for request in made[warm:])}


def _analyze(store: Store) -> None:
    """Let PostgreSQL look at its tables, as it does by itself within a minute: on empty ones it plans to read them
    whole for each foreign key."""
    if store.engine.dialect.name == "postgresql":
        with store.engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
            connection.exec_driver_sql("ANALYZE")
    store.engine.dispose()


def _print(
    kind: str, made: list[Sent], outcome: Outcome, spent: tuple[float, float], least: tuple[float, float, float, int]
) -> None:
    taken = sum(request.cases for request in made)
    rate, bare_rate = taken / outcome.seconds, least[3] / least[0]
    each, bare_each = 1000 / taken, 1000 / least[3]
    print(f"\n{kind}: {dict(outcome.outcomes)}, busy {outcome.busy}")
    print(
        f"  taken       {rate:8.0f} a second; a request {outcome.median * 1e3:.0f} ms, p99 {outcome.slowest * 1e3:.0f}"
    )
    print(f"  bare        {bare_rate:8.0f} a second; ratio {rate / bare_rate:.3f}")
    hub_ms, server_ms, sender_ms = (value * each for value in (*spent, outcome.cpu))
    total = hub_ms + server_ms + sender_ms
    print(
        f"  processor {total:8.3f} ms a case (workers {hub_ms:.3f}, database {server_ms:.3f}, sender {sender_ms:.3f}):"
        f" at most {2000 / total:.0f} a second on two idle ones"
    )
    print(f"  bare        {(least[1] + least[2]) * bare_each:8.3f} ms a case (client {least[1] * bare_each:.3f})")


@contextmanager
def _databases(folder: Path, kind: str) -> Iterator[tuple[str, str, int]]:
    """The addresses of the hub's database and of an empty one, and the process of their server (0 on SQLite)."""
    if kind == "sqlite":
        yield "", "", 0
        return
    with cluster("shared_buffers=256MB") as running:
        server = int((running.socket / "data" / "postmaster.pid").read_text().split()[0])
        yield running.url(running.new_database()), running.url(running.new_database()), server


if __name__ == "__main__":
    raise SystemExit(main())
