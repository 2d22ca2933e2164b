"""A picture is one A4 page, upright or across as it is larger."""

from io import BytesIO

import pikepdf
import pytest

from printers.paper import sheet
from tests.gallery.site.strange_files import picture


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
