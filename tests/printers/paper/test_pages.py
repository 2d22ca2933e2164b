"""Rows fill pages in order, and a heading never stands alone at the foot of one."""

from hypothesis import given
from hypothesis import strategies as st

from printers.paper.typesetter import Box, Row
from printers.renderers.pdf import LEAST_LAST, balance_pages, paginate


def row(height: float, gap: float = 0, keep: bool = False) -> Row:
    return Row(height, (Box(0, 0, 1, height),), gap, keep)


def test_a_full_page_is_followed_by_another() -> None:
    assert [page.height for page in paginate((row(40), row(40), row(40)), 100)] == [80, 40]


def test_a_heading_goes_to_the_next_page_with_what_follows() -> None:
    first, second = paginate((row(70), row(20, keep=True), row(20)), 100)
    assert (first.height, second.height) == (70, 40)


def test_the_gap_before_the_first_row_of_a_page_is_dropped() -> None:
    first, second = paginate((row(90, gap=5), row(20, gap=30)), 100)
    assert (first.height, second.height, second.marks[0].y) == (90, 20, 0)


def test_a_slip_of_nothing_is_one_page() -> None:
    assert len(paginate((), 100)) == 1


@given(st.lists(st.builds(row, st.floats(1, 90), st.floats(0, 20), st.booleans())))
def test_every_mark_is_on_one_page_and_inside_it(rows: list[Row]) -> None:
    pages = paginate(tuple(rows), 100)
    marks = [mark for page in pages for mark in page.marks]
    assert len(marks) == len(rows)
    assert all(mark.y + mark.height <= 100 + 1e-6 for mark in marks)


def test_the_last_page_is_not_three_lines() -> None:
    """Before: 100 and 10. What stands before goes to the last page, and no page is added."""
    rows = tuple(row(10) for _ in range(11))
    assert [page.height for page in paginate(rows, 100)] == [100, 10]
    first, last = balance_pages(rows, 100)
    assert first.height + last.height == 110 and last.height >= LEAST_LAST * 100


@given(st.lists(st.builds(row, st.floats(1, 90), st.floats(0, 20), st.booleans())))
def test_balancing_loses_nothing_and_costs_no_page(rows: list[Row]) -> None:
    pages = balance_pages(tuple(rows), 100)
    assert len(pages) == len(paginate(tuple(rows), 100))
    assert sum(len(page.marks) for page in pages) == len(rows)
    assert all(page.height <= 100 + 1e-6 for page in pages)
