"""The map of départements: where the number of each stands, and in which of five shades its visits are drawn."""

from collections import Counter
from collections.abc import Iterable
from functools import cache
from importlib.resources import files
from pathlib import Path

from msgspec import Struct, json

from hub.figures.figures import SiteFigures
from kiosk.domain.figures.figures import LEAST, NamedCount
from kiosk.words.charts import Bar, list_bars
from kiosk.words.words import Words

SHADES = 5
SMALL = ("75", "92", "93", "94")
"""Paris and those around it, which are drawn a second time, larger, in the corner above Brittany."""
_SCALE, _X, _Y = 6, -1822, -798


class DrawnMap(Struct, frozen=True):
    """What `scripts/departments.py` makes: the `viewBox`, names of départements, the point where a number stands."""

    view: str
    names: dict[str, str]
    places: dict[str, tuple[float, float]]


class VisitMap(Struct, frozen=True):
    """The shade of all that is drawn, 0 for none; `numbers` with their points; each shade with its fewest and most.

    `lines` are the table behind, the most visits first; `elsewhere` has visits and is not drawn; so many sites are
    `unplaced`, since they have not said their département.
    """

    shades: dict[str, int]
    numbers: list[tuple[float, float, str]]
    steps: list[tuple[int, int, int]]
    lines: list[Bar]
    elsewhere: list[str]
    unplaced: int
    inset: str = f"translate({_X} {_Y}) scale({_SCALE})"


@cache
def read_drawn_map() -> DrawnMap:
    return json.decode((Path(str(files("kiosk.static"))) / "vendor" / "departments.json").read_bytes(), type=DrawnMap)


def draw_visits(sites: Iterable[SiteFigures], words: Words) -> VisitMap:
    """Place the visits of these sites on the map, and say them in words."""
    visits, unplaced, drawn = Counter[str](), 0, read_drawn_map()
    for each in sites:
        if each.published is not None and each.department:
            visits[each.department] += each.published.visits
        else:
            unplaced += each.published is not None
    lines = sorted(visits.items(), key=lambda line: (-line[1], line[0]))
    table = tuple(NamedCount(code, count) for code, count in lines if count)
    step = max(LEAST, -(-max((line.count for line in table), default=0) // SHADES))
    shades = dict.fromkeys(drawn.places, 0) | {line.name: -(-line.count // step) for line in table}
    return VisitMap(
        {code: shades[code] for code in drawn.places},
        [(*_place(drawn, line.name), words.number(line.count)) for line in table if line.name in drawn.places],
        [(shade, max(LEAST, step * (shade - 1) + 1), step * shade) for shade in range(1, max(shades.values()) + 1)],
        list_bars(words, table, lambda code: f"{drawn.names.get(code, '')} ({code})".strip()),
        [drawn.names.get(line.name, line.name) for line in table if line.name not in drawn.places],
        unplaced,
    )


def _place(drawn: DrawnMap, code: str) -> tuple[float, float]:
    """Where the number stands: for those around Paris, in the part that is drawn larger."""
    x, y = drawn.places[code]
    return (x * _SCALE + _X, y * _SCALE + _Y) if code in SMALL else (x, y)
