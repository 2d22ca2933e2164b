"""What stands on a sheet stays between its margins and off its neighbours."""

from itertools import pairwise
from typing import get_args

import pytest
from hypothesis import given
from hypothesis import strategies as st

from printers import qr
from printers.fonts import Fonts
from printers.paper import sheet
from printers.paper.blocks import rows_of
from printers.paper.sheet import POINTS_PER_MM, Sheet
from printers.paper.typesetter import Box, Squares, Typesetter, Words
from printers.renderers.pdf import paginate
from printers.slip import Badge, Big, Block, Code, Heading, Items, Line, Notice, Pair, Slip

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
