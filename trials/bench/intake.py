"""Measures how many cases a second a hub takes, of what a bare `executemany` of the same rows stores, on each database.

`python -m trials.intake` says more of it, and takes other sizes.
"""

from collections.abc import Iterator

from trials.bench.figure import Figure
from trials.intake.measure import DATABASES, Load, measured
from trials.townhall.site import TownHall

USUAL, ONE_ROUND = Load(), Load(cases=16, sites=2, answers=10, batch=2, senders=2)


def measure(hall: TownHall, quick: bool) -> Iterator[Figure]:
    """Raises `RuntimeError` where a case was not acknowledged."""
    for database in DATABASES:
        taken = measured(hall.folder / f"intake-{database}", database, ONE_ROUND if quick else USUAL)
        note = f"{taken.rate:.0f} a second, {taken.processor_ms:.2f} ms of processor a case"
        yield Figure(f"intake_{database}_ratio", taken.rate / taken.bare_rate, "", note)
