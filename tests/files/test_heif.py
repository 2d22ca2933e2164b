"""What an Apple telephone saves opens like any picture."""

from io import BytesIO

import pytest
from PIL import Image

from kiosk.errors import Refused
from kiosk.files.images import open_picture
from tests.gallery.site.strange_files import picture


def test_rows_are_read_where_they_lie() -> None:
    for mode in ["RGB", "RGBA"]:
        decoded = open_picture(picture("HEIF", mode, (60, 40)))
        assert (decoded.width, decoded.height, decoded.turn) == (60, 40, 1)
        rows = decoded.rows(10, 14)
        assert rows.mode == mode and rows.size == (60, 4)
        left, right = rows.getpixel((5, 2)), rows.getpixel((55, 2))
        assert left[0] > 200 > right[0] and right[2] > 200 > left[2]


def test_a_telephone_held_upright_is_turned_once() -> None:
    exif = Image.Exif()
    exif[0x0112] = 6
    decoded = open_picture(picture("HEIF", "RGB", (60, 40), exif=exif.tobytes()))
    assert decoded.turn == 1, "libheif turns by itself, and what the camera noted is not believed twice"


def test_what_only_begins_as_one_is_broken() -> None:
    data = picture("HEIF")
    for broken in (data[:40], data[:200], data[:-20]):
        with pytest.raises(Refused, match="broken-file"):
            open_picture(broken)


def test_the_sample_is_what_pillow_reads_too() -> None:
    assert Image.open(BytesIO(picture("HEIF"))).size == (60, 40)
