"""Each kind of file goes to the code that writes it anew; whatever it was, a harmless kind comes out."""

from io import BytesIO

import pytest
from PIL import Image

from kiosk.errors import Refused
from kiosk.files.decoder_process import rewrite_file
from tests.gallery.site.strange_files import FORMATS, pdfs, picture, pictures


def test_a_picture_comes_out_as_it_looked() -> None:
    for format in FORMATS:
        media_type, data = rewrite_file(picture(format, "P" if format == "GIF" else "RGB"))
        image = Image.open(BytesIO(data)).convert("RGB")
        assert media_type in ("image/jpeg", "image/png")
        left, right = image.getpixel((5, 20)), image.getpixel((55, 20))
        assert left[0] > 200 > right[0] and right[2] > 200 > left[2]


def test_every_seed_is_taken() -> None:
    assert {rewrite_file(sample)[0] for sample in (*pictures(), *pdfs())} == {
        "image/jpeg",
        "image/png",
        "application/pdf",
    }


def test_the_first_picture_of_several_is_taken() -> None:
    frames = [Image.new("RGB", (30, 30), colour) for colour in ("red", "blue")]
    for format in ("GIF", "TIFF", "WEBP"):
        out = BytesIO()
        frames[0].save(out, format, save_all=True, append_images=frames[1:])
        image = Image.open(BytesIO(rewrite_file(out.getvalue())[1])).convert("RGB")
        assert image.getpixel((15, 15))[0] > 200, format


def test_what_the_camera_knew_is_gone() -> None:
    exif = Image.Exif()
    exif[0x010F], exif[0x0132] = "Appareil Secret", "2026:03:14 10:00:00"
    exif.get_ifd(0x8825)[1] = "N"
    for format in ("JPEG", "PNG", "WEBP", "TIFF", "HEIF"):
        given = picture(format, exif=exif.tobytes()) if format != "TIFF" else picture(format, tiffinfo={270: "Secret"})
        assert b"Secret" in given, format
        assert b"Secret" not in rewrite_file(given)[1], format


def test_a_picture_that_is_also_a_script_is_only_a_picture_afterwards() -> None:
    both = picture("GIF", "P") + b"<script>alert(1)</script>"
    assert b"script" not in rewrite_file(both)[1]


def test_anything_else_is_refused() -> None:
    with pytest.raises(Refused, match="not-a-document"):
        rewrite_file(b"<svg/>")
