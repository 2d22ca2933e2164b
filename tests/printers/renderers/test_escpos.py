"""What a receipt printer is told is read back by a printer of the tests' own, byte by byte."""

from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace

import pytest
import zxingcpp
from hypothesis import given
from hypothesis import strategies as st

from printers import profiles
from printers.carrier import NotPrintedFault
from printers.fonts import Fonts
from printers.renderers.escpos import ESCPOS_58, ESCPOS_80, Escpos
from printers.slip import (
    Badge,
    Big,
    Code,
    Heading,
    Items,
    Line,
    Notice,
    Pair,
    Rule,
    Signature,
    Slip,
    Small,
    WriteIn,
)  # fmt: skip
from tests.printers.escpos_reader import Paper, read

ROLLS = [ESCPOS_80, ESCPOS_58]
EPSON, CHEAP = "TM-T20II", "POS-5890"


@pytest.fixture(params=ROLLS, ids=lambda renderer: renderer.kind)
def roll(request: pytest.FixtureRequest) -> Escpos:
    chosen: Escpos = request.param
    return chosen


def printed(renderer: Escpos, slip: Slip, fonts: Fonts) -> Paper:
    return read(renderer.render(slip, fonts), dict(profiles.find_profile(renderer.profile).code_pages))


def one(*blocks, language: str = "fr", direction="ltr") -> Slip:
    return Slip("", language, direction, blocks)


def test_an_unknown_printer_is_told_no_letter_at_all(sample: Slip, samples, roll: Escpos, fonts: Fonts) -> None:
    paper = printed(roll, sample, fonts)
    assert paper.text == "" and not paper.codes
    assert {picture.width for picture in paper.pictures} == {roll.dots}
    (result,) = zxingcpp.read_barcodes(paper.drawn)
    assert result.text == samples.URL


def test_a_known_printer_says_french_in_its_own_letters(samples, fonts: Fonts) -> None:
    paper = printed(ESCPOS_80.for_profile(EPSON), samples.FRENCH, fonts)
    for words in ("Mairie de Saint-Cœur-sur-Oise", samples.REFERENCE, "« Les Œillets »", "Maëlle Lefèbvre-Nuñez",
                  "- Justificatif de domicile (2 pages)", "3. Vous n’avez rien d’autre à faire."):  # fmt: skip
        assert words in paper.text
    (price,) = (line for line in paper.text.split("\n") if "Prix" in line)
    assert price == "Prix du repas" + "3,40 €".rjust(48 - len("Prix du repas"))
    assert all(len("".join(piece.said * piece.times for piece in line)) <= 48 for line in paper.lines)


def test_a_known_printer_says_ukrainian_in_its_own_letters(samples, fonts: Fonts) -> None:
    paper = printed(ESCPOS_80.for_profile(EPSON), samples.UKRAINIAN, fonts)
    assert "Ґанна Їжакевич" in paper.text and "Служба освіти відповість до 8 грудня 2025 року." in paper.text
    assert "Résidence « Les Œillets »" in paper.text, "two code pages in one row"
    assert {piece.page for line in paper.lines for piece in line if piece.said.strip()} == {16, 46}


def test_a_printer_without_the_letters_is_sent_a_picture(samples, fonts: Fonts) -> None:
    paper = printed(ESCPOS_80.for_profile("T-1"), samples.UKRAINIAN, fonts)
    assert "Номер" not in paper.text and samples.REFERENCE not in paper.text
    assert paper.drawn.height > 1000


def test_arabic_is_drawn_right_to_left_on_any_printer(samples, fonts: Fonts) -> None:
    known = printed(ESCPOS_80.for_profile(EPSON), one(Line("رقم الملف"), direction="rtl"), fonts)
    assert known.text == ""
    left, _, right, _ = known.drawn.point(lambda dot: 255 - dot).getbbox()
    assert right == known.drawn.width or right > known.drawn.width - 8
    assert left > known.drawn.width / 2


def test_the_printers_own_code_holds_the_same_data(sample: Slip, samples, fonts: Fonts) -> None:
    ((data, module),) = printed(ESCPOS_80.for_profile(EPSON), sample, fonts).codes
    assert data == samples.URL
    assert module * 0.125 >= 0.4, "a telephone reads no smaller one"


def test_a_printer_without_codes_is_sent_one_it_can_draw(samples, fonts: Fonts) -> None:
    paper = printed(ESCPOS_58.for_profile(CHEAP), samples.FRENCH, fonts)
    assert "Votre reçu" in paper.text and not paper.codes
    (result,) = zxingcpp.read_barcodes(paper.drawn)
    assert result.text == samples.URL


def test_a_badge_on_a_roll_is_read_back(samples, roll: Escpos, fonts: Fonts) -> None:
    (result,) = zxingcpp.read_barcodes(printed(roll.for_profile(EPSON), samples.CARD, fonts).drawn)
    assert result.text == samples.BADGE


def test_the_reference_is_the_largest_on_the_paper(samples, fonts: Fonts) -> None:
    paper = printed(ESCPOS_80.for_profile(EPSON), samples.FRENCH, fonts)
    sizes = {piece.said.strip(): piece.times for line in paper.lines for piece in line if piece.said.strip()}
    assert sizes[samples.REFERENCE] == 3 == max(sizes.values())
    assert sizes["Votre reçu"] == 2 and sizes["Demandeur"] == 1


def test_a_job_is_reset_first_and_cut_last(samples, fonts: Fonts) -> None:
    """What another job left in the printer is not on this paper (Odoo #258841)."""
    for roll, cuts in ((ESCPOS_80, 1), (ESCPOS_58, 0), (ESCPOS_58.for_profile(EPSON), 1)):
        data = roll.render(samples.FRENCH, fonts)
        assert data.startswith(b"\x1b@")
        paper = read(data, dict(profiles.find_profile(roll.profile).code_pages))
        assert (paper.resets, paper.cuts) == (1, cuts)
        assert not cuts or data.endswith(b"\x1dV\x01")


@pytest.mark.parametrize("profile", [profiles.UNKNOWN, EPSON])
def test_wherever_a_job_was_cut_off_the_next_paper_is_its_own(samples, profile: str, fonts: Fonts) -> None:
    renderer = ESCPOS_80.for_profile(profile)
    whole, pages = renderer.render(samples.FRENCH, fonts), dict(profiles.find_profile(profile).code_pages)
    after = renderer.flush() + renderer.render(one(Line("X")), fonts)
    alone = read(renderer.render(one(Line("X")), fonts), pages)
    tried = 0
    for end in [*range(1, 80), *range(80, len(whole), 2503)]:
        try:
            paper = read(whole[:end] + after, pages)
        except ValueError:
            continue  # cut after ESC or GS alone: what a printer makes of a command that does not exist is its own
        tried += 1
        assert paper.cuts == 2 and paper.resets >= 2, end
        assert paper.lines[-2:] == alone.lines[-2:], end
        assert not alone.pictures or paper.pictures[-1].tobytes() == alone.pictures[-1].tobytes(), end
    assert tried > 60


def test_large_print_is_drawn_and_larger(samples, fonts: Fonts) -> None:
    renderer = ESCPOS_80.for_profile(EPSON)
    large = printed(renderer, replace(samples.FRENCH, large=True), fonts)
    normal = printed(ESCPOS_80, samples.FRENCH, fonts)
    assert large.text == ""
    assert large.drawn.height > 1.2 * normal.drawn.height


def test_a_signature_and_its_frame_are_drawn(fonts: Fonts) -> None:
    signed, empty = (
        printed(ESCPOS_80, one(block), fonts).drawn.tobytes()
        for block in (Signature("", ("5 5", "0 0 9 9"), 10, 10), Signature(""))
    )
    assert signed != empty and 0 in empty


def test_a_frame_is_a_line_above_and_a_line_below(fonts: Fonts) -> None:
    paper = printed(ESCPOS_80.for_profile(EPSON), one(Notice("Gardez ce papier.", "warning")), fonts)
    assert len(paper.pictures) == 2 and all(set(picture.tobytes()) == {0} for picture in paper.pictures)
    assert paper.text.strip() == "Gardez ce papier."


def test_the_same_slip_is_the_same_bytes_at_eight_desks(samples, fonts: Fonts) -> None:
    alone = [ESCPOS_80.render(slip, fonts) for slip in samples.SAMPLES]
    with ThreadPoolExecutor(8) as pool:
        together = list(pool.map(lambda number: ESCPOS_80.render(samples.SAMPLES[number % 3], fonts), range(24)))
    assert together == [alone[number % 3] for number in range(24)]


def test_paper_without_fonts_is_not_printed(samples, tmp_path) -> None:
    with pytest.raises(NotPrintedFault, match="fonts-missing"):
        ESCPOS_80.render(samples.FRENCH, Fonts(tmp_path))


TRAPS = "aé м لا ()«»\u202a\u202e\u202c\u2067\u2069\u200f\u064b🥐\x00\n\x1b@\x1dV\x10\x04\x7f\x9b"
ANY_TEXT = st.text(st.characters(codec=None), max_size=120) | st.text(TRAPS, max_size=60)
PRINTERS = st.sampled_from([roll.for_profile(name) for roll in ROLLS for name in (profiles.UNKNOWN, EPSON, CHEAP)])


@given(text=ANY_TEXT, direction=st.sampled_from(["ltr", "rtl"]), large=st.booleans(), which=PRINTERS)
def test_no_word_is_ever_a_command(text: str, direction, large: bool, which: Escpos, fonts: Fonts) -> None:
    """One reset, one cut, no command that the reader does not know, whatever a person typed."""
    blocks = (
        Heading(text, 1), Line(text), Small(text), Pair(text, text), Big(text, text), Items((text, text), text),
        Notice(text, "warning"), Code(text, text, text), WriteIn(text), Signature(text), Rule(), Heading(text, 2),
    )  # fmt: skip
    paper = printed(which, Slip(text, "fr", direction, blocks, text, large), fonts)
    assert paper.resets == 1 and paper.cuts <= 1
    assert all("\x1b" not in piece.said for line in paper.lines for piece in line)


@given(name=st.text(st.characters(codec="cp1252", categories=("L", "P", "Zs", "N")), min_size=1, max_size=90))
def test_no_line_is_wider_than_the_paper(name: str, fonts: Fonts) -> None:
    blocks = (Heading(name, 1), Heading(name, 2), Big(name), Pair(name, name), Items((name,)), Notice(name))
    paper = printed(ESCPOS_58.for_profile(CHEAP), one(*blocks), fonts)
    for line in paper.lines:
        assert sum(len(piece.said) * piece.times for piece in line) <= 32


def test_a_badge_whose_data_is_no_code_is_refused_by_none(fonts: Fonts) -> None:
    assert printed(ESCPOS_80, one(Badge("Mairie", "Nom", "ABC", ("ABC",))), fonts).pictures
