"""Measures a desk with 100,000 past cases against one with a hundred: screens, start, memory, a talk about nothing."""

import tempfile
from dataclasses import dataclass
from pathlib import Path

from trials.bench.figure import Figure
from trials.size import loops, started
from trials.size.screens import quantile, walked
from trials.size.site import FOLDER, Size, copied

MANY, FEW = 100_000, 100
AGAIN = 10


@dataclass(frozen=True, slots=True)
class _Site:
    """What was measured at one site: the slowest screen's p99, a talk, the first page, memory after work."""

    screen_ms: float
    sync_ms: float
    start_s: float
    resident_mb: float | None


def measure() -> list[Figure]:
    """The figures of the large site, each against the small one's."""
    many, few = _measured(MANY), _measured(FEW)
    return [
        Figure("size_screen_ms_p99", many.screen_ms, "ms", few.screen_ms),
        Figure("size_sync_ms", many.sync_ms, "ms", few.sync_ms),
        Figure("size_start_s", many.start_s, "s", few.start_s),
        Figure("size_resident_mb", many.resident_mb, "MB", few.resident_mb),
    ]


def _measured(cases: int) -> _Site:
    FOLDER.mkdir(parents=True, exist_ok=True)
    size = Size.of(cases)
    with tempfile.TemporaryDirectory(prefix="copy-", dir=FOLDER) as name, copied(size, Path(name).resolve()) as place:
        folder = Path(name).resolve()
        (sync,) = (took for took in loops.measured(place, folder) if took.name == "sync")
        place.box.store.close()
        started.measured(folder / "site", 1)  # reads everything, because the copy is new here
        start = started.measured(folder / "site")
    with tempfile.TemporaryDirectory(prefix="copy-", dir=FOLDER) as name, copied(size, Path(name).resolve()) as place:
        screens = [screen for screen in walked(place, AGAIN).values() if screen.name.startswith("GET")]
    return _Site(max(quantile(screen.wall) for screen in screens), sync.wall, start.first_page_s, start.worked_mb)
