"""`python -m trials.million.pages`: the hub's list and case pages over HTTP, beside those of a hub with few cases.

A case by its number should not know how many others there are.
"""

import argparse
import random
import statistics
import tempfile
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from itertools import cycle, islice
from pathlib import Path
from urllib.parse import urlencode

import httpx
from sqlalchemy import select

from hub.people.people import staff_by_login
from hub.people.sessions import cookie_name, open_session
from hub.store.schema import cases
from trials.million.kept import DATABASES, Kept, kept
from trials.townhall.site import Process

FEW, SITES, EACH, WARM = 1_000, 50, 300, 20
LISTS: Sequence[dict[str, str]] = (
    {"view": "all"},
    {"view": "free"},
    {"view": "late"},
    {"view": "all", "language": "uk"},
    {"view": "all", "state": "incomplete", "language": "ar"},
)
"""What the list shows: all that waits, nobody's, what is late, of a language, of a state and a language."""


def main() -> None:
    options = argparse.ArgumentParser(prog="python -m trials.million.pages", description="Pages of a large hub.")
    options.add_argument("--cases", type=int, default=200_000)
    options.add_argument("--database", choices=(*DATABASES, "both"), default="both")
    asked = options.parse_args()
    for kind in DATABASES if asked.database == "both" else (asked.database,):
        for many in (FEW, asked.cases):
            for name, times in _pages(kind, many).items():
                p99 = statistics.quantiles(times, n=100)[98]
                print(
                    f"{kind:12}{many:>9} cases  {name:5}{statistics.median(times):8.1f} ms, p99{p99:7.1f}", flush=True
                )


def _pages(kind: str, many: int) -> dict[str, list[float]]:
    """Milliseconds of each kind of page, one person asking."""
    with kept(kind, many, SITES) as filled, _served(filled) as address:
        cookie = f"{cookie_name(filled.hub)}={open_session(filled.hub, staff_by_login(filled.hub.store, 'filler'))}"
        with filled.hub.store.reading() as connection:
            references = list(connection.execute(select(cases.c.reference)).scalars())
        asked = random.Random(17).sample(references, EACH)  # nosec B311: the questions of a measurement
        paths = {
            "list": [f"/dossiers?{urlencode(query)}" for query in LISTS],
            "case": [f"/dossiers/{one}" for one in asked],
        }
        with httpx.Client(base_url=address, headers={"Cookie": cookie}, timeout=30, trust_env=False) as client:
            return {
                name: [page_took(client, path) for path in islice(cycle(those), WARM + EACH)][WARM:]
                for name, those in paths.items()
            }


def page_took(client: httpx.Client, path: str) -> float:
    began = time.perf_counter()
    if client.get(path).status_code != 200:
        raise RuntimeError(f"{path} is no page")
    return (time.perf_counter() - began) * 1000


@contextmanager
def _served(filled: Kept) -> Iterator[str]:
    arguments = ["hub", "--port", "0", "--data", str(filled.data)]
    if filled.url:
        arguments += ["--database", filled.url]
    with tempfile.TemporaryDirectory() as name:
        hub = Process(arguments, Path(name), filled.data.parent / "hub.log")
        try:
            yield hub.start()
        finally:
            hub.stop()


if __name__ == "__main__":
    main()
