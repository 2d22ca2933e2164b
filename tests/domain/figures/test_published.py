"""What of the figures leaves the town hall tells of nobody, also for who subtracts one table from another."""

from collections import Counter
from datetime import date, timedelta
from itertools import combinations, product

from hypothesis import given
from hypothesis import strategies as st

from kiosk.domain.figures.figures import (
    LEAST,
    REST,
    Counted,
    DayCount,
    Published,
    add_published,
    compute_figures,
    find_share,
    publish_figures,
    roll_up,
)
from kiosk.domain.visits.ledger import Entry

TABLES = st.dictionaries(st.sampled_from(["a", "b", "c", "d", "e"]), st.integers(1, 12)).map(
    lambda counts: tuple(Counted(name, count) for name, count in counts.items())
)


def month(number: int, visits: list[tuple[str, str, int]]) -> Published:
    """What is published of a month in which these visits asked for a procedure, in a language, and took minutes."""
    first = date(2026, number, 1)
    lines: Counter[tuple[date, Entry, str, str]] = Counter()
    for place, (procedure, language, minutes) in enumerate(visits):
        day = first + timedelta(days=place % 28)
        lines[day, Entry.ENDED, "", "desk"] += 1
        lines[day, Entry.LANGUAGE, "", language] += 1
        lines[day, Entry.MINUTES, "", str(minutes)] += 1
        lines[day, Entry.SUBMITTED, procedure, "counter"] += 1
    counts = [DayCount(*line, count) for line, count in lines.items() if count]
    comfort = {"largest": sum(language != "fr" for _, language, _ in visits)}
    return publish_figures(compute_figures(first, first + timedelta(days=27), counts, {"good": len(visits)}, comfort))


VISITS = st.lists(
    st.tuples(st.sampled_from(["pothole", "birth", "housing"]), st.sampled_from(["fr", "ar"]), st.integers(0, 60)),
    max_size=30,
)


@given(TABLES)
def test_no_count_is_small_and_none_is_lost_where_there_are_enough(table: tuple[Counted, ...]) -> None:
    shown, total = roll_up(table), sum(line.count for line in table)
    assert all(line.count >= LEAST for line in shown)
    assert sum(line.count for line in shown) == (total if total >= LEAST else 0)
    whole = {line.name: line.count for line in table}
    assert all(line.count == whole[line.name] for line in shown if line.name != REST)


@given(st.lists(VISITS, min_size=2, max_size=4))
def test_who_subtracts_published_tables_finds_nobody(months: list[list[tuple[str, str, int]]]) -> None:
    """Every sum of months less every part of it, cell by cell; and what is left of a whole once a cell is known."""
    parts = [month(number, visits) for number, visits in enumerate(months, start=1)]
    numbers = range(len(parts))
    chosen = [set(some) for size in range(1, len(parts) + 1) for some in combinations(numbers, size)]
    for larger, smaller in product(chosen, chosen):
        if smaller < larger:
            before, after = (add_published(parts[number] for number in some) for some in (smaller, larger))
            for name, table in after.tables.items():
                known = {line.name: line.count for line in before.tables[name]}
                found = {line.count - known.get(line.name, 0) for line in table}
                assert all(difference == 0 or difference >= LEAST for difference in found)
    for part in parts:
        for line in part.tables["comfort"]:
            assert part.visits - line.count >= LEAST


def test_a_month_of_four_visits_says_nothing() -> None:
    published = month(1, [("birth", "fr", 5)] * 4)
    assert not any(published.tables.values()) and published.half_minutes is None


def test_half_and_nine_in_ten_are_told_to_the_minute() -> None:
    table = tuple(Counted(str(minute), 1) for minute in range(1, 11))
    assert (find_share(table, 50), find_share(table, 90)) == (5, 9)
    assert find_share((), 50) is None
