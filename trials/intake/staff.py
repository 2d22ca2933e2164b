"""`python -m trials.intake.staff`: the pages of staff while sixteen sites send, beside the same pages of an idle hub.

Two workers of gunicorn, as operators run them. The ratio is what a busy machine changes least.
"""

import argparse
import itertools
import multiprocessing
import os
import statistics
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

import httpx
from sqlalchemy import select

from hub.hub import Hub
from hub.opening import open_hub
from hub.people import people
from hub.people.sessions import cookie_name, open_session
from hub.settings import HubSettings
from hub.store.schema import cases
from kiosk.clock import Clock
from trials.intake.__main__ import BUILD
from trials.intake.load import requests, send
from trials.intake.measure import DATABASES, Load, analyze, urls, workers
from trials.million.pages import page_took

KINDS = ("list", "case")
IDLE = 150
"""Pages of each kind that are asked for while nobody sends."""
_WARM = 10
_FIRST = 100
"""Requests that are sent before anything is measured, so that there is something to list."""


def measured(folder: Path, database: str, load: Load) -> tuple[dict[str, list[float]], dict[str, list[float]]]:
    """Milliseconds of each kind of page: idle, and while the rest is sent. Raises `RuntimeError` where a request or a
    page is refused."""
    folder.mkdir()
    with urls(database) as (url, _, _):
        hub = open_hub(HubSettings(data=folder / "hub", database=url), Clock())
        made = requests(hub, load.cases, load.sites, load.answers, load.batch)
        claire = people.add_staff(
            hub, people.NewStaff("claire", "Claire Morel", quality="Maire"), "la rivière en hiver"
        )
        cookie = f"{cookie_name(hub)}={open_session(hub, claire)}"
        with workers(hub.settings.data, url, load.workers) as (port, _):
            send(port, made[:_FIRST], load.senders)
            analyze(hub.store)
            addresses = _addresses(hub)
            with httpx.Client(
                base_url=f"http://127.0.0.1:{port}", headers={"Cookie": cookie}, timeout=120, trust_env=False
            ) as pages:
                turns = itertools.count(-_WARM)
                _asked(pages, addresses, lambda: next(turns) < 0)
                idle = _asked(pages, addresses, lambda: next(turns) < IDLE)
                sender = multiprocessing.get_context("fork").Process(
                    target=send, args=(port, made[_FIRST:], load.senders)
                )
                sender.start()
                busy = _asked(pages, addresses, sender.is_alive)
                sender.join()
        hub.store.engine.dispose()
    if sender.exitcode:
        raise RuntimeError("not everything was taken")
    return idle, busy


def _addresses(hub: Hub) -> dict[str, list[str]]:
    with hub.store.reading() as connection:
        references = list(connection.execute(select(cases.c.reference).limit(IDLE)).scalars())
    hub.store.engine.dispose()
    return {"list": ["/dossiers?view=all"], "case": [f"/dossiers/{one}" for one in references]}


def _asked(client: httpx.Client, addresses: dict[str, list[str]], more: Callable[[], bool]) -> dict[str, list[float]]:
    """One of each kind after the other, for as long as there is `more`."""
    around = {kind: itertools.cycle(those) for kind, those in addresses.items()}
    took: dict[str, list[float]] = {kind: [] for kind in addresses}
    while more():
        for kind in addresses:
            took[kind].append(page_took(client, next(around[kind])))
    return took


def main() -> None:
    options = argparse.ArgumentParser(prog="python -m trials.intake.staff", description="Pages while sites send.")
    options.add_argument("--cases", type=int, default=16_000)
    options.add_argument("--database", choices=(*DATABASES, "both"), default="both")
    asked = options.parse_args()
    load = Load(cases=asked.cases, senders=16)
    print(f"{load}, {os.cpu_count()} processors", flush=True)
    BUILD.mkdir(exist_ok=True)
    with tempfile.TemporaryDirectory(prefix="staff-", dir=BUILD) as name:
        for database in DATABASES if asked.database == "both" else (asked.database,):
            began = time.monotonic()
            idle, busy = measured(Path(name).resolve() / database, database, load)
            for kind in KINDS:
                for what, at in (("p50", 49), ("p95", 94)):
                    one, other = (statistics.quantiles(times[kind], n=100)[at] for times in (idle, busy))
                    print(
                        f"{database:12}{kind:5} {what}: idle {one:6.1f} ms, under load {other:7.1f} ms,"
                        f" ratio {other / one:5.1f} ({len(busy[kind])} pages)",
                        flush=True,
                    )
            print(f"{database:12}{time.monotonic() - began:.0f} s in all", flush=True)


if __name__ == "__main__":
    main()
