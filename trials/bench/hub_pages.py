"""Measures the hub's worklist and case pages with 100,000 cases, on SQLite and on PostgreSQL, as a browser gets them.

The same pages of a hub with a thousand cases stand beside them.
"""

import random
import statistics
import tempfile
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from urllib.parse import urlencode, urlsplit

from sqlalchemy import select

from hub.people.people import by_login
from hub.people.sessions import cookie_name, open_session
from hub.store.schema import cases
from trials.bench.client import Client
from trials.bench.figure import Figure
from trials.million.kept import DATABASES, Kept, kept
from trials.townhall.process import Process

CASES, FEW, SITES, EACH, WARM = 100_000, 1_000, 50, 300, 20
LISTS: Sequence[dict[str, str]] = (
    {"view": "all"},
    {"view": "free"},
    {"view": "late"},
    {"view": "all", "language": "uk"},
    {"view": "all", "state": "incomplete", "language": "ar"},
)
"""What the list shows: all that waits, nobody's, what is late, of a language, of a state and a language."""


def measure() -> list[Figure]:
    """The p99 of each page on each database, one person asking, with that of a hub with few cases."""
    figures = []
    for kind in DATABASES:
        few, many = _p99s(kind, FEW), _p99s(kind, CASES)
        figures += [Figure(f"hub_{name}_{kind}_ms_p99", many[name], "ms", few[name]) for name in many]
    return figures


def _p99s(kind: str, many: int) -> dict[str, float]:
    with kept(kind, many, SITES) as filled, _served(filled) as address:
        cookie = f"{cookie_name(filled.hub)}={open_session(filled.hub, by_login(filled.hub.store, 'filler'))}"
        with filled.hub.store.reading() as connection:
            references = list(connection.execute(select(cases.c.reference)).scalars())
        asked = random.Random(17).sample(references, EACH)  # nosec B311: the questions of a measurement
        paths = {
            "list": [f"/dossiers?{urlencode(query)}" for query in LISTS],
            "case": [f"/dossiers/{reference}" for reference in asked],
        }
        return {name: _p99(Client(*address, cookie, those)) for name, those in paths.items()}


def _p99(client: Client) -> float:
    for _ in range(WARM):
        client.ask()
    return statistics.quantiles([client.ask() for _ in range(EACH)], n=100)[98]


@contextmanager
def _served(filled: Kept) -> Iterator[tuple[str, int]]:
    """The real `kiosk hub` on this data; its host and port."""
    arguments = ["hub", "--port", "0", "--data", str(filled.data)]
    if filled.url:
        arguments += ["--database", filled.url]
    with tempfile.TemporaryDirectory() as name:
        hub = Process(arguments, Path(name), filled.data.parent / "hub.log")
        try:
            address = urlsplit(hub.start())
            yield str(address.hostname), int(address.port or 0)
        finally:
            hub.stop()


if __name__ == "__main__":
    print(*measure(), sep="\n")
