"""Searching the catalogue as someone types: the whole answer of the real box, over one connection."""

import csv
import statistics
from pathlib import Path
from urllib.parse import quote, urlsplit

from scripts.bench.client import Client
from scripts.bench.figure import Figure
from scripts.townhall.site import TownHall, box_process

QUESTIONS = Path(__file__).parents[2] / "tests" / "services" / "everyday.csv"
ODD = ("x" * 200, "anticonstitutionnellement " * 8, "zzzzzzzz" * 20, '* " NEAR( -')
"""What costs most to be found nowhere."""
ROUNDS = 10
PART = {"HX-Request": "true", "HX-Target": "div#found"}


def measure(hall: TownHall) -> list[Figure]:
    """Every question again and again, with what is meant to hurt between them."""
    with QUESTIONS.open(encoding="utf-8") as lines:
        typed = [row["question"] for row in csv.DictReader(lines)] + list(ODD)
    box = box_process(hall)
    try:
        address = urlsplit(box.start())
        paths = [f"/procedures?q={quote(each)}" for each in typed]
        client = Client(str(address.hostname), int(address.port or 0), "", paths, PART)
        for _ in paths:
            client.ask()
        times = [client.ask() for _ in range(ROUNDS * len(paths))]
    finally:
        box.stop()
    return [
        Figure("search_ms_p50", statistics.median(times), "ms"),
        Figure("search_ms_p99", statistics.quantiles(times, n=100)[98], "ms"),
    ]
