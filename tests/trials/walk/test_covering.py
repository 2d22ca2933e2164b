"""Few rows in which every two or three settings meet."""

from itertools import combinations

import pytest

from tests.gallery.walk.covering import cover, meetings

FACTORS = {
    "route": [f"/{number}" for number in range(20)],
    "language": ["fr", "en", "ar", "uk", "es"],
    "colours": ["warm", "dark"],
    "size": ["normal", "large", "largest"],
}


@pytest.mark.parametrize("strength", [1, 2, 3])
def test_all_meet(strength: int) -> None:
    met = {frozenset(cells) for row in cover(FACTORS, strength) for cells in combinations(row.items(), strength)}
    assert met == set(meetings(FACTORS, strength))


def test_every_row_has_one_value_of_each() -> None:
    for row in cover(FACTORS, 2):
        assert row.keys() == FACTORS.keys()
        assert all(row[name] in values for name, values in FACTORS.items())
