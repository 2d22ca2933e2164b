"""A title stands on the page of several rows that follow it."""

from printers.paper.blocks import WITH_TITLE, with_titles
from printers.paper.typesetter import Row
from printers.renderers.pdf import paginate
from printers.slip import Heading, Line, TranslatedBlock

TITLE = TranslatedBlock("fr", "ltr", Heading("En français – Décision", 2))


def _pages(above: int) -> list[float]:
    lines = [(Line("…"), [Row(10, ())]) for _ in range(above + 8)]
    rows = with_titles([*lines[:above], (TITLE, [Row(10, (), 0, True)]), *lines[above:]])
    return [page.height for page in paginate(tuple(rows), 100)]


def test_a_title_with_few_rows_at_the_foot_of_a_page_begins_the_next() -> None:
    assert _pages(above=7) == [70, 90]


def test_a_title_with_enough_rows_stays() -> None:
    assert _pages(above=9 - WITH_TITLE) == [100, 40]


def test_a_heading_of_a_part_binds_one_row_as_before() -> None:
    rows = list(with_titles([(Heading("Pièces", 3), [Row(10, (), 0, True)]), (Line("…"), [Row(10, ())])]))
    assert [row.keep_with_next for row in rows] == [True, False]
