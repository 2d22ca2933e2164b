"""A receipt on paper says what it must, looks the same every time and can be read back."""

import re
import shutil
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from io import BytesIO
from pathlib import Path

import pikepdf
import pypdf
import pytest
import zxingcpp
from hypothesis import given
from hypothesis import strategies as st
from PIL import ImageChops

from printers.carrier import NotPrintedFault
from printers.fonts import Fonts
from printers.renderers.pdf import A4, ROLL_58, ROLL_80, Pdf
from printers.slip import Big, Code, Heading, Items, Line, Notice, Pair, Signature, Slip, Small, WriteIn

MM = 72 / 25.4
PDFS = [A4, ROLL_80, ROLL_58]


@pytest.fixture(params=PDFS, ids=lambda renderer: renderer.kind)
def renderer(request: pytest.FixtureRequest) -> Pdf:
    chosen: Pdf = request.param
    return chosen


def read(pdf: bytes) -> pypdf.PdfReader:
    return pypdf.PdfReader(BytesIO(pdf))


def actual_text(pdf: bytes) -> str:
    """What a screen reader says for the words whose drawn order is not their own."""
    results: list[str] = []
    with pikepdf.open(BytesIO(pdf)) as document:
        for page in document.pages:
            for operands, operator in pikepdf.parse_content_stream(page):
                if str(operator) == "BDC" and "/ActualText" in operands[1]:
                    results.append(str(operands[1]["/ActualText"]))
    return "\n".join(results)


def test_the_reference_can_be_copied_from_the_paper(sample: Slip, samples, renderer: Pdf, fonts: Fonts) -> None:
    assert samples.REFERENCE in read(renderer.render(sample, fonts)).pages[0].extract_text()


def test_the_code_on_the_paper_is_read_back(sample: Slip, samples, renderer: Pdf, fonts: Fonts, printed) -> None:
    (result,) = zxingcpp.read_barcodes(printed(renderer.render(sample, fonts)))
    assert result.text == samples.URL


def test_a_badge_on_a_card_is_read_back(samples, renderer: Pdf, fonts: Fonts, printed) -> None:
    (result,) = zxingcpp.read_barcodes(printed(renderer.render(samples.CARD, fonts)))
    assert result.text == samples.BADGE


def test_arabic_is_kept_in_reading_order_for_who_listens(samples, renderer: Pdf, fonts: Fonts) -> None:
    spoken_text = actual_text(renderer.render(samples.ARABIC, fonts))
    assert "رقم الملف" in spoken_text
    assert "مقدّم الطلب" in spoken_text


def test_french_needs_no_other_text_than_its_own(samples, fonts: Fonts) -> None:
    pdf = A4.render(samples.FRENCH, fonts)
    assert actual_text(pdf) == ""
    text = read(pdf).pages[0].extract_text().replace("\N{NO-BREAK SPACE}", " ")
    for words in ("Mairie de Saint-Cœur-sur-Oise", "« Les Œillets »", "3,40 €", "Maëlle Lefèbvre-Nuñez"):
        assert words in text


def test_the_paper_says_its_title_and_language_and_no_author(sample: Slip, renderer: Pdf, fonts: Fonts) -> None:
    reader = read(renderer.render(sample, fonts))
    assert reader.metadata is not None
    assert reader.metadata.title == sample.title
    assert not reader.metadata.author and not reader.metadata.creator
    assert reader.trailer["/Root"]["/Lang"] == sample.language
    assert reader.trailer["/Root"]["/ViewerPreferences"]["/DisplayDocTitle"]


def test_every_font_is_inside_the_file(sample: Slip, renderer: Pdf, fonts: Fonts) -> None:
    with pikepdf.open(BytesIO(renderer.render(sample, fonts))) as document:
        used = [font for page in document.pages for font in page.Resources.Font.values()]
        assert used and all("/FontFile2" in font.FontDescriptor for font in used)


def test_the_same_slip_is_the_same_bytes(sample: Slip, renderer: Pdf, fonts: Fonts, tmp_path: Path) -> None:
    elsewhere = Fonts(Path(shutil.copytree(fonts.folder, tmp_path / "ttf")))
    first = renderer.render(sample, fonts)
    assert renderer.render(sample, fonts) == first
    assert renderer.render(sample, elsewhere) == first


def test_eight_desks_print_at_once(samples, fonts: Fonts) -> None:
    alone = [A4.render(slip, fonts) for slip in samples.SAMPLES]
    with ThreadPoolExecutor(8) as pool:
        together = list(pool.map(lambda number: A4.render(samples.SAMPLES[number % 3], fonts), range(48)))
    assert together == [alone[number % 3] for number in range(48)]


def test_a_receipt_fits_on_one_a4(sample: Slip, fonts: Fonts) -> None:
    (page,) = read(A4.render(sample, fonts)).pages
    assert [round(float(side) / MM) for side in page.mediabox[2:]] == [210, 297]


@pytest.mark.parametrize("roll,width", [(ROLL_80, 80), (ROLL_58, 58)])
def test_a_roll_is_one_page_as_long_as_its_slip(roll: Pdf, width: int, samples, fonts: Fonts) -> None:
    short = read(roll.render(replace(samples.FRENCH, blocks=samples.FRENCH.blocks[:3]), fonts))
    long = read(roll.render(samples.FRENCH, fonts))
    assert len(short.pages) == len(long.pages) == 1
    lengths = [float(reader.pages[0].mediabox.height) / MM for reader in (short, long)]
    assert lengths[0] < 70 < 200 < lengths[1]
    assert round(float(long.pages[0].mediabox.width) / MM) == width


def test_a_long_slip_goes_on_and_counts_its_pages(fonts: Fonts) -> None:
    slip = Slip("Reçu", "fr", "ltr", tuple(Line(f"Ligne {number}") for number in range(100)))
    pages = [page.extract_text() for page in read(A4.render(slip, fonts)).pages]
    for number, text in enumerate(pages, start=1):
        assert f"{number}/{len(pages)}" in text
    results = [int(element) for text in pages for element in re.findall(r"Ligne (\d+)", text)]
    assert results == list(range(100))


def test_a_sheet_is_not_spent_on_three_lines(fonts: Fonts) -> None:
    lines = [Line(f"Ligne {number}") for number in range(60)]
    pages = [len(read(A4.render(Slip("", "fr", "ltr", tuple(lines[:n])), fonts)).pages) for n in (20, 35, 60)]
    just = next(
        n for n in range(20, 60) if len(read(A4.render(Slip("", "fr", "ltr", tuple(lines[:n])), fonts)).pages) > 1
    )
    assert pages[0] == 1 and pages[2] == 2
    text = read(A4.render(Slip("", "fr", "ltr", tuple(lines[:just])), fonts)).pages[1].extract_text()
    assert len(re.findall("Ligne", text)) > 2


def test_large_print_is_larger(samples, fonts: Fonts) -> None:
    slips = (samples.FRENCH, replace(samples.FRENCH, large=True))
    normal, large = (read(ROLL_80.render(slip, fonts)).pages[0].mediabox.height for slip in slips)
    assert large > 1.3 * normal


def test_paper_without_fonts_is_not_printed(samples, tmp_path: Path) -> None:
    with pytest.raises(NotPrintedFault, match="fonts-missing"):
        A4.render(samples.FRENCH, Fonts(tmp_path))


TRAPS = "aé م لا ()«»\u202a\u202e\u202c\u2067\u2069\u200f\u064b🥐\x00\n"
ANY_TEXT = st.text(st.characters(codec=None), max_size=200) | st.text(TRAPS, max_size=80)


@given(text=ANY_TEXT, direction=st.sampled_from(["ltr", "rtl"]), large=st.booleans(), which=st.sampled_from(PDFS))
def test_any_text_at_all_is_printed(text: str, direction, large: bool, which: Pdf, fonts: Fonts) -> None:
    blocks = (
        Heading(text, 1), Line(text), Small(text), Pair(text, text), Big(text, text), Items((text, text), text),
        Notice(text, "warning"), Code(text, text, text), WriteIn(text),
    )  # fmt: skip
    assert which.render(Slip(text, "fr", direction, blocks, text, large), fonts).startswith(b"%PDF-")


def test_a_signature_is_drawn_where_it_was_drawn(fonts: Fonts, printed) -> None:
    """Up and to the left on the screen is up and to the left on the paper, also where words run from the right."""
    drawn = Signature("", ("0 0 100 0", "0 0 0 100"), 300, 100)
    for direction in ("ltr", "rtl"):
        signed, empty = (
            printed(ROLL_80.render(Slip("", "fr", direction, (block,)), fonts)).convert("L")
            for block in (drawn, Signature(""))
        )
        difference = ImageChops.difference(signed, empty)
        left, top, right, bottom = difference.getbbox()
        corner = difference.crop((left, top, left + (right - left) // 3, top + (bottom - top) // 3))
        opposite = difference.crop((right - (right - left) // 3, bottom - (bottom - top) // 3, right, bottom))
        assert corner.getbbox() and not opposite.getbbox(), direction


def test_a_dot_of_a_signature_is_ink(fonts: Fonts, printed) -> None:
    signed, empty = (
        printed(A4.render(Slip("", "fr", "ltr", (block,)), fonts)).convert("L")
        for block in (Signature("", ("5 5",), 10, 10), Signature(""))
    )
    assert ImageChops.difference(signed, empty).getbbox()


@pytest.mark.parametrize("word", ["EXEMPLE", "مثال"])
def test_a_word_stands_across_every_page_and_takes_no_page_more(
    samples, renderer: Pdf, fonts: Fonts, word: str
) -> None:
    lines = tuple(Line(f"Ligne {number}") for number in range(120))
    slip = replace(samples.FRENCH, blocks=samples.FRENCH.blocks + lines, across=word)
    pdf = renderer.render(slip, fonts)
    assert pdf == renderer.render(slip, fonts)
    pages = read(pdf).pages
    assert len(pages) > 1 or renderer.sheet.height_mm is None
    with pikepdf.open(BytesIO(pdf)) as document:
        turned = [page.Contents.read_bytes().count(b" cm BT") for page in document.pages]
        across = [page.Contents.read_bytes().count(b".831373 .831373 .831373 rg") for page in document.pages]
    assert all(across), turned
    if word == "EXEMPLE":
        assert all(word in page.extract_text() for page in pages)
    if renderer.sheet.height_mm:
        short = replace(samples.FRENCH, across=word)
        assert len(read(renderer.render(short, fonts)).pages) == len(read(renderer.render(samples.FRENCH, fonts)).pages)
    plain = renderer.render(replace(slip, across=""), fonts)
    assert word not in read(plain).pages[0].extract_text()
