"""Measures the search of the catalogue while someone types: the whole answer, against the same list unsearched."""

import csv
import statistics
from collections.abc import Sequence
from pathlib import Path
from urllib.parse import quote, urlsplit

from trials.bench.client import Client
from trials.bench.figure import Figure
from trials.townhall.site import TownHall, box_process

QUESTIONS = Path(__file__).parents[2] / "tests" / "gallery" / "site" / "everyday.csv"
ODD = ("x" * 200, "anticonstitutionnellement " * 8, "zzzzzzzz" * 20, '* " NEAR( -')
"""Queries that take longest to find nothing."""
ROUNDS = 10
PART = {"HX-Request": "true", "HX-Target": "div#found"}


def measure(hall: TownHall) -> list[Figure]:
    """Measure every question repeatedly, with the slowest queries between them."""
    with QUESTIONS.open(encoding="utf-8") as lines:
        typed = [row["question"] for row in csv.DictReader(lines)] + list(ODD)
    box = box_process(hall)
    try:
        address = urlsplit(box.start())
        paths = [f"/procedures?q={quote(words)}" for words in typed]
        host, port = str(address.hostname), int(address.port or 0)
        searched, whole = Client(host, port, "", paths, PART), Client(host, port, "", ["/procedures"], PART)
        for _ in paths:
            searched.ask()
            whole.ask()
        times = [(searched.ask(), whole.ask()) for _ in range(ROUNDS * len(paths))]
    finally:
        box.stop()
    ours, bare = zip(*times, strict=True)
    return [
        Figure("search_ms_p50", statistics.median(ours), "ms", statistics.median(bare)),
        Figure("search_ms_p99", _p99(ours), "ms", _p99(bare)),
    ]


def _p99(times: Sequence[float]) -> float:
    return statistics.quantiles(times, n=100)[98]
