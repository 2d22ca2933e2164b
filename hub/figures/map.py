"""The map of départements: where each lies, and in which of five shades its visits are drawn."""

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
_INSET_SCALE, _INSET_X, _INSET_Y = 6, -1822, -798


class DrawnPlace(Struct, frozen=True):
    """Where the number of a département stands in the drawing."""

    x: float
    y: float


class DrawnMap(Struct, frozen=True):
    """What `scripts/departments.py` makes: the drawing's `viewBox`, what départements are called, where they lie."""

    view: str
    names: dict[str, str]
    places: dict[str, DrawnPlace]


class DepartmentVisits(Struct, frozen=True):
    """A département with visits, and where its number stands; None for one that the map does not show."""

    visits: int
    place: DrawnPlace | None


class VisitMap(Struct, frozen=True):
    """The départements of a period's sites, the most visits first; how many sites have not said theirs.

    `shades` are those of all that is drawn; `steps` are each shade, and its fewest and most visits; `lines` the table
    behind; `elsewhere` what has visits and is not drawn.
    """

    departments: tuple[DepartmentVisits, ...]
    shades: dict[str, int]
    steps: tuple[tuple[int, int, int], ...]
    lines: list[Bar]
    elsewhere: tuple[str, ...]
    unplaced: int
    inset: str = f"translate({_INSET_X} {_INSET_Y}) scale({_INSET_SCALE})"


@cache
def read_drawn_map() -> DrawnMap:
    return json.decode((Path(str(files("kiosk.static"))) / "vendor" / "departments.json").read_bytes(), type=DrawnMap)


def draw_visits(sites: Iterable[SiteFigures], words: Words) -> VisitMap:
    """Place the visits of these sites on the map, and say them in words."""
    visits, unplaced = Counter[str](), 0
    for each in sites:
        if each.published is not None and each.department:
            visits[each.department] += each.published.visits
        else:
            unplaced += each.published is not None
    table = tuple(
        NamedCount(code, count) for code, count in sorted(visits.items(), key=lambda line: (-line[1], line[0]))
    )
    table = tuple(line for line in table if line.count)
    step, drawn = max(LEAST, -(-max((line.count for line in table), default=0) // SHADES)), read_drawn_map()
    shades = dict.fromkeys(drawn.places, 0) | {line.name: -(-line.count // step) for line in table}
    departments = tuple(DepartmentVisits(line.count, _place(drawn, line.name)) for line in table)
    most = max(shades.values(), default=0)
    return VisitMap(
        departments,
        {code: shades[code] for code in drawn.places},
        tuple((shade, max(LEAST, step * (shade - 1) + 1), step * shade) for shade in range(1, most + 1)),
        list_bars(words, table, lambda code: f"{drawn.names.get(code, '')} ({code})".strip()),
        tuple(drawn.names.get(line.name, line.name) for line in table if line.name not in drawn.places),
        unplaced,
    )


def _place(drawn: DrawnMap, code: str) -> DrawnPlace | None:
    """Where the number stands: for those around Paris, in the part that is drawn larger."""
    place = drawn.places.get(code)
    if place is None or code not in SMALL:
        return place
    return DrawnPlace(place.x * _INSET_SCALE + _INSET_X, place.y * _INSET_SCALE + _INSET_Y)
