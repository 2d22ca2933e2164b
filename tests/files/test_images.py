"""Pictures are measured before they are decoded, and read a few rows at a time.
What an Apple telephone saves opens like any picture.
Each kind of file goes to the code that writes it anew; whatever it was, a harmless kind comes out.
Codes in strangers' pictures: read apart, whatever the picture is.
"""

import subprocess
import sys
from io import BytesIO

import pytest
from PIL import Image, ImageChops

from kiosk.errors import Refused
from kiosk.files import clean_file
from kiosk.files.decoder_process import decode_picture_codes, rewrite_file
from kiosk.files.images import (
    BUDGET,
    DecodedPicture,
    check_memory,
    check_pixel_count,
    encode_picture,
    make_plain_rows,
    open_picture,
    redraw_picture,
)
from tests.gallery.site.strange_files import FORMATS, pdfs, picture, pictures
from tests.services.people.test_badges import shown


def png_that_says(width: int, height: int) -> bytes:
    """A picture of one pixel whose header promises more."""
    import zlib

    data = bytearray(picture("PNG", "L", (1, 1)))
    data[16:24] = width.to_bytes(4, "big") + height.to_bytes(4, "big")
    data[29:33] = zlib.crc32(bytes(data[12:29])).to_bytes(4, "big")
    return bytes(data)


def test_fifty_megapixels_are_the_most_and_nothing_is_decoded_to_know_it() -> None:
    check_pixel_count(50_000_000)
    with pytest.raises(Refused, match="too-many-pixels"):
        open_picture(png_that_says(10_000, 5_001))
    with pytest.raises(Refused, match="broken-file"):
        open_picture(png_that_says(10_000, 5_000))


def test_a_picture_that_would_not_fit_into_memory_is_refused_by_its_header() -> None:
    check_memory(BUDGET - 4_000_000, 0, 1000, 1000)
    with pytest.raises(Refused, match="too-many-pixels"):
        check_memory(BUDGET - 4_000_000, 1, 1000, 1000)


def test_a_large_photograph_is_decoded_at_half_its_size() -> None:
    decoded = open_picture(picture("JPEG", size=(6000, 400)))
    assert (decoded.width, decoded.height) == (3000, 200)
    assert decoded.rows(10, 30).size == (3000, 20)


def test_how_the_camera_was_held_is_read() -> None:
    exif = Image.Exif()
    exif[0x0112] = 6
    out = BytesIO()
    Image.new("RGB", (40, 20)).save(out, "JPEG", exif=exif)
    assert open_picture(out.getvalue()).turn == 6
    exif[0x0112] = 77
    out = BytesIO()
    Image.new("RGB", (40, 20)).save(out, "JPEG", exif=exif)
    assert open_picture(out.getvalue()).turn == 1


def test_a_fax_has_few_colours_and_a_photograph_many() -> None:
    assert open_picture(picture("PNG", "1")).few_colours
    assert not open_picture(picture("JPEG", "CMYK")).few_colours


def test_a_picture_that_ends_too_early_is_broken() -> None:
    data = picture("JPEG", size=(600, 400))
    with pytest.raises(Refused, match="broken-file"):
        open_picture(data[: len(data) // 2])


def bmp_that_says(width: int, height: int, compression: int) -> bytes:
    """A bitmap without a picture; compression 1 is run-length coding, in which two bytes say 255 pixels at most."""
    header = b"BM" + (66).to_bytes(4, "little") + bytes(4) + (62).to_bytes(4, "little") + (40).to_bytes(4, "little")
    size = width.to_bytes(4, "little") + height.to_bytes(4, "little")
    depth = (1).to_bytes(2, "little") + (8).to_bytes(2, "little") + compression.to_bytes(4, "little")
    return header + size + depth + bytes(12) + (2).to_bytes(4, "little") + bytes(4) + bytes(8) + b"\x00\x01\x00\x00"


def test_a_bitmap_that_claims_more_than_it_can_hold_is_refused_by_its_header(monkeypatch: pytest.MonkeyPatch) -> None:
    """Decoded, such a file of 66 bytes kept a processor busy for seconds, and was nothing in the end."""
    from PIL.BmpImagePlugin import BmpImageFile

    decoded: list[bool] = []
    monkeypatch.setattr(BmpImageFile, "load", lambda image: decoded.append(True))
    for compression in (0, 1):
        with pytest.raises(Refused, match="broken-file"):
            open_picture(bmp_that_says(7_000, 7_000, compression))
    assert not decoded


def seen(image: Image.Image, turn: int = 1) -> DecodedPicture:
    return DecodedPicture(
        image.width, image.height, lambda top, bottom: image.crop((0, top, image.width, bottom)), turn
    )


def test_a_picture_of_a_page_or_less_keeps_its_size() -> None:
    image = Image.effect_noise((700, 900), 60)
    assert not ImageChops.difference(redraw_picture(seen(image)), image).getbbox()


def test_a_larger_one_is_brought_to_a_page_without_a_seam() -> None:
    image = Image.radial_gradient("L").resize((9000, 3000))
    by_rows = redraw_picture(seen(image))
    at_once = image.resize((3508, 1169), Image.Resampling.LANCZOS)
    assert by_rows.size == (3508, 1169)
    assert ImageChops.difference(by_rows, at_once).getextrema()[1] <= 1


def test_the_thinnest_picture_has_a_pixel_left() -> None:
    for size in [(40_000, 1), (1, 40_000), (1, 1)]:
        assert min(redraw_picture(seen(Image.new("RGB", size))).size) == 1


def test_what_can_be_seen_through_stands_on_white() -> None:
    for mode in ["RGBA", "LA"]:
        result = make_plain_rows(Image.new(mode, (2, 2)))
        assert result.convert("L").getpixel((0, 0)) == 255


def test_sixteen_bits_of_grey_become_eight() -> None:
    assert make_plain_rows(Image.new("I;16", (1, 1), 65535 // 2)).getpixel((0, 0)) == 127


def test_it_stands_upright_however_the_camera_was_held() -> None:
    for turn, corner in [(1, (0, 0)), (3, (39, 19)), (6, (19, 0)), (8, (0, 39))]:
        image = Image.new("RGB", (40, 20), "white")
        image.paste("black", (0, 0, 6, 6))
        media_type, data = encode_picture(image, turn, few_colours=True)
        upright = Image.open(BytesIO(data)).convert("L")
        assert media_type == "image/png"
        assert upright.getpixel(corner) < 60


def test_a_photograph_becomes_a_jpeg_that_tells_nothing() -> None:
    media_type, data = encode_picture(Image.effect_noise((300, 200), 80).convert("RGB"), 1, few_colours=False)
    image = Image.open(BytesIO(data))
    assert media_type == "image/jpeg"
    assert not {"exif", "icc_profile", "comment", "photoshop", "xmp"} & image.info.keys()


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


def saved(data: str, kind: str) -> bytes:
    out = BytesIO()
    shown(data, module=4, turned=20).convert("RGB").save(out, kind)
    return out.getvalue()


def test_a_code_is_read_in_every_kind_of_picture() -> None:
    for kind in ["PNG", "JPEG", "WEBP", "GIF", "TIFF", "BMP"]:
        assert decode_picture_codes(saved("SA 1042 X", kind)) == ["SA 1042 X"]
        assert decode_picture_codes(picture(kind)) == []


def test_it_is_read_by_a_process_of_its_own() -> None:
    assert clean_file.read_picture_codes(saved("SA 1042 X", "PNG")) == ["SA 1042 X"]
    command = [sys.executable, "-I", "-B", "-m", "kiosk.files.decoder_process", "codes"]
    done = subprocess.run(command, input=b"%PDF-1.4", capture_output=True, check=True)
    assert done.stdout == b'{"code": "not-a-picture", "details": {}}\n'


def test_what_is_no_picture_is_refused() -> None:
    for data, code in [
        (b"", "empty-file"),
        (b"<svg/>", "not-a-document"),
        (b"%PDF-1.4", "not-a-picture"),
        (b"\x89PNG\r\n\x1a\nxx", "broken-file"),
    ]:
        with pytest.raises(Refused, match=code):
            clean_file.read_picture_codes(data)
