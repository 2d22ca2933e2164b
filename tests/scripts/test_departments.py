"""The map of départements is drawn from what the lock file names, with its licence and a place for each number."""

import json
from pathlib import Path

from scripts.assets import MODULES, VENDOR
from scripts.departments import find_middle, write


def test_a_number_stands_in_the_middle_of_the_largest_part() -> None:
    square, islet = "m 10,20 10,0 0,10 -10,0 z", "m 100,0 1,0 0,1 -1,0 z"
    assert find_middle(square) == (15.0, 25.0)
    assert find_middle(f"{square} {islet}") == find_middle(square)
    assert find_middle("m 0,0 1,0 0,1 -1,0 z m 50,50 4,0 0,4 -4,0 z") == (52.0, 52.0)


def test_the_map_is_what_the_packages_say(tmp_path: Path) -> None:
    (tmp_path / "licences").mkdir()
    write(MODULES, tmp_path)
    for name in ("departments.svg", "departments.json", "licences/france.departments.txt"):
        assert (tmp_path / name).read_bytes() == (VENDOR / name).read_bytes(), "make assets"
    drawn = json.loads((tmp_path / "departments.json").read_text("utf-8"))
    assert len(drawn["places"]) == 96 and set(drawn["places"]) < set(drawn["names"])
    assert drawn["names"]["974"] == "La Réunion", "what lies overseas has a name, and no place on this map"
    svg = (tmp_path / "departments.svg").read_text("utf-8")
    assert all(f'id="d-{code}"' in svg for code in drawn["places"])
    width, height = map(float, drawn["view"].split()[2:])
    assert all(0 < x < width and 0 < y < height for x, y in drawn["places"].values())
    assert "CC-BY-4.0" in (tmp_path / "licences" / "france.departments.txt").read_text("utf-8")
