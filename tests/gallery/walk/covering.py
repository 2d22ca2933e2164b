"""Few rows in which every two (or three) settings meet: a covering array, made greedily and always the same."""

from collections.abc import Mapping, Sequence
from itertools import combinations, product
from typing import NamedTuple

Row = dict[str, str]


class Cell(NamedTuple):
    factor: str
    value: str


Meeting = frozenset[Cell]


def cover(factors: Mapping[str, Sequence[str]], strength: int) -> list[Row]:
    """Rows with one value a factor, such that any `strength` values of different factors stand together in one.

    One row at a time, from the first meeting that is still missing: each other factor then takes the value that brings
    most missing meetings (Cohen et al., « The AETG system », 1997); the least used of those that bring as many.
    """
    missing = dict.fromkeys(meetings(factors, strength))
    used: dict[Cell, int] = {Cell(name, value): 0 for name, values in factors.items() for value in values}
    rows: list[Row] = []
    while missing:
        row: Row = dict(next(iter(missing)))
        for name, values in factors.items():
            if name not in row:
                cells = [Cell(name, value) for value in values]
                row[name] = max(cells, key=lambda each: (_gain(row, each, missing, strength), -used[each])).value
        for met in _within(row, strength):
            missing.pop(met, None)
        for item in row.items():
            used[Cell(*item)] += 1
        rows.append(row)
    return rows


def meetings(factors: Mapping[str, Sequence[str]], strength: int) -> list[Meeting]:
    return [
        frozenset(cells)
        for names in combinations(factors, strength)
        for cells in product(*([Cell(name, value) for value in factors[name]] for name in names))
    ]


def _within(row: Row, strength: int) -> list[Meeting]:
    return [frozenset(cells) for cells in combinations((Cell(*item) for item in row.items()), strength)]


def _gain(row: Row, cell: Cell, missing: Mapping[Meeting, None], strength: int) -> int:
    """How many missing meetings this value brings to what the row has already."""
    others = combinations((Cell(*item) for item in row.items()), strength - 1)
    return sum(frozenset({cell, *cells}) in missing for cells in others)
