"""What stands on a sheet stays between its margins and off its neighbours.
The XMP packet: title, language, and a claim that only papers whose words allow it make.
Rows fill pages in order, and a heading never stands alone at the foot of one.
Who hears a paper hears « Déposé le » and its day as an item of a list, and how long the list is.
A picture is one A4 page, upright or across as it is larger.
A title stands on the page of several rows that follow it.
"""

from dataclasses import replace
from io import BytesIO
from itertools import pairwise
from typing import get_args
from xml.etree import ElementTree

import pikepdf
import pytest
from hypothesis import given
from hypothesis import strategies as st

from printers import qr
from printers.fonts import Fonts
from printers.paper import sheet
from printers.paper.blocks import WITH_TITLE, in_lists, rows_of, with_titles
from printers.paper.sheet import A4 as A4_SHEET
from printers.paper.sheet import POINTS_PER_MM, Sheet
from printers.paper.typesetter import Box, Row, Squares, Typesetter, Words
from printers.renderers.pdf import A4, LEAST_LAST, balance_pages, is_for_everyone, paginate, xmp_packet
from printers.slip import Badge, Big, Block, Code, Heading, Items, Line, Notice, Pair, Slip, TranslatedBlock
from tests.gallery.site.strange_files import picture

SHEETS = {"a4": sheet.A4, "80mm": sheet.ROLL_80, "58mm": sheet.ROLL_58, "a4-large": sheet.A4.enlarged()}


@pytest.fixture(params=SHEETS.values(), ids=SHEETS)
def paper(request: pytest.FixtureRequest) -> Sheet:
    chosen: Sheet = request.param
    return chosen


def words(blocks, typesetter: Typesetter) -> list[Words]:
    pages = paginate(rows_of(blocks, typesetter), 1e9)
    return [mark for page in pages for mark in page.marks if isinstance(mark, Words)]


def width_of(mark: Words, fonts: Fonts) -> float:
    weights = [fonts.weight(False), fonts.weight(True)]
    bold = any(run.face.endswith("-Bold") for run in mark.runs)
    return weights[bold].drawn_width(mark.runs, mark.size)


def test_no_word_of_a_receipt_leaves_the_margins(sample: Slip, paper: Sheet, fonts: Fonts) -> None:
    for mark in words(sample.blocks, Typesetter(paper, fonts, sample.direction)):
        assert mark.x >= -1e-6
        assert mark.x + width_of(mark, fonts) <= paper.content_width + 1e-6


def test_no_line_of_a_receipt_touches_another(sample: Slip, paper: Sheet, fonts: Fonts) -> None:
    boxes = [
        (mark.y, mark.x, mark.x + width_of(mark, fonts), mark.size)
        for mark in words(sample.blocks, Typesetter(paper, fonts, sample.direction))
        if mark.runs
    ]
    for (y, left, right, size), (below, start, end, other) in pairwise(sorted(boxes)):
        apart = below - y >= 0.6 * max(size, other)
        assert apart or right <= start + 1e-6 or end <= left + 1e-6


@given(text=st.text("abcé œ'-@./ ЇґÑ09\N{NO-BREAK SPACE}", max_size=300), direction=st.sampled_from(["ltr", "rtl"]))
@pytest.mark.parametrize("paper", [sheet.A4, sheet.ROLL_58], ids=["a4", "58mm"])
def test_no_word_of_any_text_leaves_the_margins(text: str, direction, paper: Sheet, fonts: Fonts) -> None:
    blocks = (Heading(text), Line(text), Pair(text, text), Big(text, text), Items((text,)), Notice(text))
    for mark in words(blocks, Typesetter(paper, fonts, direction)):
        assert mark.x >= -1e-6
        assert mark.x + width_of(mark, fonts) <= paper.content_width + 1e-6


@pytest.mark.parametrize("length", [1, 70, 200, 400])
def test_a_code_has_modules_of_four_tenths_of_a_mm_and_its_quiet_zone(length: int, paper: Sheet, fonts: Fonts) -> None:
    rows = rows_of((Code("a" * length),), Typesetter(paper, fonts, "ltr"))
    codes = [mark for row in rows for mark in row.marks if isinstance(mark, Squares)]
    if not codes:
        assert "a" * 20 in rows[0].marks[0].runs[0].text
        assert paper.content_width * 0.5 < (17 + 4 * 12 + 8) * 0.4 * POINTS_PER_MM
        return
    (code,) = codes
    assert code.module >= 0.4 * POINTS_PER_MM - 1e-9
    quiet, side = code.module * qr.QUIET, code.module * len(code.modules)
    margin = paper.side_mm * POINTS_PER_MM
    assert code.x + margin >= quiet and code.x + side + quiet <= paper.content_width + margin
    assert code.y >= quiet - 1e-9 and rows[0].height >= code.y + side + quiet - 1e-9


def test_what_no_code_can_carry_is_written_out(fonts: Fonts) -> None:
    result = words((Code("b" * 3000, "Suivi"),), Typesetter(sheet.A4, fonts, "ltr"))
    assert "".join(run.text for mark in result for run in mark.runs) == "Suivi" + "b" * 3000


@pytest.mark.parametrize("name", ["Zoé", "Maëlle Lefèbvre-Nuñez de la Bourdonnais-Kerguelen-Trémarec du Mesnil"])
def test_a_card_is_as_large_as_those_of_a_bank(fonts: Fonts, name: str) -> None:
    (row,) = rows_of((Badge("Mairie", name, "B" * 32, ("BBBB",) * 8),), Typesetter(sheet.A4, fonts, "ltr"))
    (box,) = (mark for mark in row.marks if isinstance(mark, Box))
    assert (round(box.width / POINTS_PER_MM, 1), round(box.height / POINTS_PER_MM, 1)) == (85.6, 54.0)


@pytest.mark.parametrize("direction", ["ltr", "rtl"])
def test_nothing_of_a_card_leaves_it(samples, paper: Sheet, fonts: Fonts, direction) -> None:
    (row,) = rows_of(samples.CARD.blocks, Typesetter(paper, fonts, direction))
    (box,) = (mark for mark in row.marks if isinstance(mark, Box))
    assert box.x >= 0 and box.x + box.width <= paper.content_width + 1e-6
    for mark in row.marks:
        if isinstance(mark, Words):
            assert box.x <= mark.x and mark.x + width_of(mark, fonts) <= box.x + box.width
        if isinstance(mark, Squares):
            assert box.x < mark.x and mark.x + mark.module * len(mark.modules) < box.x + box.width
        assert mark.y <= box.height


def test_every_kind_of_block_has_a_layout(samples) -> None:
    assert {type(block) for slip in (*samples.SAMPLES, samples.CARD) for block in slip.blocks} == set(get_args(Block))


def test_the_body_is_large_enough_to_read() -> None:
    for name, least in [("a4", 12), ("80mm", 10), ("58mm", 10)]:
        assert SHEETS[name].body >= least
        assert SHEETS[name].enlarged().body >= 1.4 * least


def test_the_square_of_a_receipt_is_coarse_enough_for_an_old_telephone(paper: Sheet, fonts: Fonts) -> None:
    """The link of a receipt, of some 240 characters, makes 53 modules (version 9)."""
    link = "HTTPS://DEMARCHES.AGGLO-RENNES.FR/R#" + "A2" * 106
    rows = rows_of((Code(link, alt="Votre reçu"),), Typesetter(paper, fonts, "ltr"))
    (code,) = [mark for row in rows for mark in row.marks if isinstance(mark, Squares)]
    assert len(code.modules) == 53 and code.module >= 0.6 * POINTS_PER_MM


DC = "{http://purl.org/dc/elements/1.1/}"
PAPER = Slip("Reçu <SA 1042 K> & suite", "fr", "ltr", (Heading("Mairie", 1), Heading("Reçu", 2), Items(("a",), "Et ?")))


def test_the_packet_in_the_file_is_xml_and_says_title_and_language(fonts: Fonts) -> None:
    pdf = A4.render(PAPER, fonts)
    with pikepdf.open(BytesIO(pdf)) as document:
        stream = document.Root.Metadata
        assert (str(stream.Type), str(stream.Subtype)) == ("/Metadata", "/XML")
        tree = ElementTree.fromstring(stream.read_bytes().decode("utf-8").strip())
    assert [node[0][0].text for node in tree.iter(f"{DC}title")] == [PAPER.title]
    assert [node[0][0].text for node in tree.iter(f"{DC}language")] == ["fr"]
    assert b"<pdfuaid:part>1</pdfuaid:part>" in pdf, "it is not compressed"


def test_a_paper_without_title_or_whose_headings_skip_a_level_claims_nothing() -> None:
    for wrong in [
        replace(PAPER, title=" "),
        replace(PAPER, blocks=()),
        replace(PAPER, blocks=(Line("sans titre"),)),
        replace(PAPER, blocks=(Heading("Mairie", 2),)),
        replace(PAPER, blocks=(Heading("Mairie", 1), Items(("a",), "Et ?"))),
        replace(PAPER, blocks=(Heading("Mairie", 1), TranslatedBlock("fr", "ltr", Heading("Reçu", 3)))),
    ]:
        assert is_for_everyone(PAPER) and "pdfuaid" in xmp_packet(PAPER)
        assert not is_for_everyone(wrong) and "pdfuaid" not in xmp_packet(wrong)


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


ONE, TWO, THREE = Pair("Démarche", "Acte"), Pair("Jour", "3 mai"), Pair("Heure", "9 h")


def test_pairs_in_a_row_are_one_list_and_others_are_another(fonts: Fonts) -> None:
    paper = Typesetter(A4_SHEET, fonts, "ltr")
    blocks = (ONE, TWO, Line("Et maintenant ?"), THREE, TranslatedBlock("fr", "ltr", ONE))
    first, second, line, third, french = (own.pairs for _, own in in_lists(blocks, paper))
    assert first is second is not None and line is None
    assert third is not first and french is not third, "a list is in one language"
    assert third and french and (third.role, third.language, french.language) == ("L", "", "fr")


def test_it_fills_a_page_of_its_own() -> None:
    for size, across in [((60, 40), True), ((40, 60), False)]:
        with pikepdf.open(BytesIO(sheet.pdf_of(picture("PNG", size=size)))) as pdf:
            (page,) = pdf.pages
            left, bottom, right, top = (float(side) for side in page.mediabox)  # type: ignore[arg-type]
            assert sorted([round(right - left), round(top - bottom)]) == [595, 842]
            assert (right > top) is across
            assert len(page.get_images()) == 1


def test_what_is_no_picture_is_refused() -> None:
    with pytest.raises(OSError):
        sheet.pdf_of(b"%PDF-1.7")


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


def test_a_state_or_a_subject_is_not_left_alone_at_the_foot_of_a_page(fonts: Fonts) -> None:
    """« Acceptée » stood under a page, and what was accepted on the next."""
    rows = rows_of(
        (Line("Acceptée", strong=True), Line("Votre demande est acceptée.")), Typesetter(sheet.A4, fonts, "ltr")
    )
    assert [row.keep_with_next for row in rows] == [True, False]
