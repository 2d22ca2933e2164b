"""Measures pages of the desk over HTTP: the next page with another person each time and with one who has thirty other
cases, and the whole page as it is opened."""

import random
import statistics
from collections.abc import Iterator

from trials.bench.figure import Figure
from trials.bench.screen import Screen
from trials.townhall.person import person
from trials.townhall.site import TownHall, box_process

PEOPLE, WARM, CASES, AGAIN, LOOKS = 40, 5, 30, 5, 20
_HELPED = 900_000
"""The number of the person with many cases; everybody else counts from 1."""


def measure(hall: TownHall, quick: bool) -> Iterator[Figure]:
    """Medians, one mediator asking."""
    people, cases, again = (1, 1, 1) if quick else (PEOPLE + WARM, CASES, AGAIN)
    box = box_process(hall)
    try:
        screen = Screen(box.start(), hall.nadia)
        journeys = [screen.answer_by_steps(number) for number in range(1, people + 1)]
        yield _median("next_page_ms", [took for journey in journeys[0 if quick else WARM :] for took in journey])
        looks = [took for number in range(1, again + 1) for took in _whole(screen, people + number, quick)]
        yield _median("whole_page_ms", looks)
        for _ in range(cases):
            screen.answer_by_steps(_HELPED)
        journeys = [screen.answer_by_steps(_HELPED) for _ in range(again)]
        yield _median("next_page_30_cases_ms", [took for journey in journeys for took in journey])
    finally:
        box.stop()


def _whole(screen: Screen, number: int, quick: bool) -> list[float]:
    """Looks at the page on which all that one person answered stands, the first left out."""
    case = screen.begin()
    for typed in person(number, random.Random(number)).steps.values():
        screen.send("answer", typed | {"refresh": "1"}, "main#main")
    screen.get(f"/cases/{case}/whole")
    return [screen.get(f"/cases/{case}/whole") for _ in range(1 if quick else LOOKS)]


def _median(name: str, times: list[float]) -> Figure:
    return Figure(
        name, statistics.median(times), "ms", f"n {len(times)}, p90 {sorted(times)[len(times) * 9 // 10]:.1f}"
    )
