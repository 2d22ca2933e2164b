"""Lines of a paragraph: none is left alone at the foot or the top of a page."""

from printers.fonts import Fonts
from printers.paper.sheet import A4
from printers.paper.typesetter import Look, Typesetter


def test_the_first_two_lines_stay_together_and_the_last_two(fonts: Fonts) -> None:
    paper = Typesetter(A4, fonts, "ltr")
    for count, together in ((1, []), (2, [0]), (3, [0, 1]), (5, [0, 3])):
        rows = paper.rows("\n".join("mot" for _ in range(count)), Look(12))
        assert [number for number, row in enumerate(rows) if row.keep_with_next] == together


def test_a_telephone_number_is_on_one_line(fonts: Fonts) -> None:
    paper = Typesetter(A4, fonts, "ltr")
    number = "02 99 00 00 00"
    for width in range(90, 300, 10):
        lines = paper.break_lines(f"Téléphone de la mairie : {number}, ou à l’accueil", Look(12), width)
        shown = [line.replace("\N{NO-BREAK SPACE}", " ") for line in lines]
        assert any(number in line for line in shown), (width, shown)
