"""What of the figures leaves the town hall tells of nobody, also for who subtracts one table from another."""

from collections import Counter
from datetime import date, timedelta
from itertools import combinations, product

from hypothesis import given
from hypothesis import strategies as st

from kiosk.domain.figures.figures import (
    LEAST,
    PUBLISHED,
    REST,
    DayCount,
    Figures,
    NamedCount,
    PublishedFigures,
    add_published,
    compute_figures,
    find_share,
    publish_figures,
    roll_up,
    sum_counts,
)
from kiosk.domain.visits.ledger import Entry

TABLES = st.dictionaries(st.sampled_from(["a", "b", "c", "d", "e"]), st.integers(1, 12)).map(
    lambda counts: tuple(NamedCount(name, count) for name, count in counts.items())
)


NAMES = ("1", "2", "3", "4")
"""Names that every table takes, those of minutes and days too."""
LINES = st.lists(
    st.tuples(
        st.sampled_from(list(Entry)), st.sampled_from(["pothole", "birth"]), st.sampled_from(NAMES), st.integers(1, 9)
    ),
    max_size=40,
)
"""What a month's ledger may count, of every kind of line that there is: a table that comes later is among them."""


def month(number: int, lines: list[tuple[Entry, str, str, int]]) -> PublishedFigures:
    """What is published of a month of which the ledger counts this."""
    first = date(2026, number, 1)
    counts = [DayCount(first, kind, procedure, name, count) for kind, procedure, name, count in lines]
    faces, comfort = Counter[str](), Counter[str]()
    for kind, _, name, count in lines:
        faces[name] += count * (kind == Entry.BEGUN)
        comfort[name] += count * (kind == Entry.SERVED)
    return publish_figures(compute_figures(first, first + timedelta(days=27), counts, faces, comfort))


@given(TABLES)
def test_no_count_is_small_and_none_is_lost_where_there_are_enough(table: tuple[NamedCount, ...]) -> None:
    shown, total = roll_up(table), sum(line.count for line in table)
    assert all(line.count >= LEAST for line in shown)
    assert sum(line.count for line in shown) == (total if total >= LEAST else 0)
    whole = {line.name: line.count for line in table}
    assert all(line.count == whole[line.name] for line in shown if line.name != REST)


@given(st.lists(LINES, min_size=2, max_size=4))
def test_who_subtracts_published_tables_finds_nobody(months: list[list[tuple[Entry, str, str, int]]]) -> None:
    """Every sum of months or town halls less every part of it, cell by cell and whole by whole: a year less its months,
    a département less a town hall."""
    parts = [month(number, lines) for number, lines in enumerate(months, start=1)]
    numbers = range(len(parts))
    chosen = [set(some) for size in range(1, len(parts) + 1) for some in combinations(numbers, size)]
    for larger, smaller in product(chosen, chosen):
        if smaller < larger:
            before, after = (add_published(parts[number] for number in some) for some in (smaller, larger))
            for name, table in after.tables.items():
                known = {line.name: line.count for line in before.tables[name]}
                found = {line.count - known.get(line.name, 0) for line in table}
                found.add(sum_counts(table) - sum_counts(before.tables[name]))
                assert all(difference == 0 or difference >= LEAST for difference in found), name


@given(LINES)
def test_no_cell_and_no_whole_without_it_tells_of_fewer_than_five(lines: list[tuple[Entry, str, str, int]]) -> None:
    """One filter apart within a period: a table less one of its lines, and all visits less those of a line."""
    published = month(1, lines)
    for name, table in published.tables.items():
        for line in table:
            assert line.count >= LEAST, (name, line)
            left = published.visits - line.count if name == "comfort" else sum_counts(table) - line.count
            assert left >= LEAST or (left == 0 and name != "comfort"), (name, line)


def test_a_table_that_comes_later_is_published_or_not_on_purpose() -> None:
    """A new kind of line, or table, is in `PUBLISHED`, or one of those that stay in the town hall."""
    stay = {"days", "minutes", "answer_days", "call_minutes", "unsolved", "first", "last", "visits"}
    otherwise = {"stopped", "comfort", "additions", "calls"}
    assert set(Figures.__struct_fields__) == stay | otherwise | set(PUBLISHED)


def test_a_month_of_four_visits_says_nothing() -> None:
    published = month(1, [(kind, "birth", "1", 4) for kind in Entry])
    assert not any(published.tables.values()) and published.half_minutes is None


def test_half_and_nine_in_ten_are_told_to_the_minute() -> None:
    table = tuple(NamedCount(str(minute), 1) for minute in range(1, 11))
    assert (find_share(table, 50), find_share(table, 90)) == (5, 9)
    assert find_share((), 50) is None
