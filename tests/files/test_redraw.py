"""A picture is drawn again: upright, on white, no larger than a page, and nothing but pixels."""

from io import BytesIO

from PIL import Image, ImageChops

from kiosk.files.images import Opened
from kiosk.files.redraw import drawn, encoded, plain


def seen(image: Image.Image, turn: int = 1) -> Opened:
    return Opened(image.width, image.height, lambda top, bottom: image.crop((0, top, image.width, bottom)), turn)


def test_a_picture_of_a_page_or_less_keeps_its_size() -> None:
    image = Image.effect_noise((700, 900), 60)
    assert not ImageChops.difference(drawn(seen(image)), image).getbbox()


def test_a_larger_one_is_brought_to_a_page_without_a_seam() -> None:
    image = Image.radial_gradient("L").resize((9000, 3000))
    by_rows = drawn(seen(image))
    at_once = image.resize((3508, 1169), Image.Resampling.LANCZOS)
    assert by_rows.size == (3508, 1169)
    assert ImageChops.difference(by_rows, at_once).getextrema()[1] <= 1


def test_the_thinnest_picture_has_a_pixel_left() -> None:
    for size in [(40_000, 1), (1, 40_000), (1, 1)]:
        assert min(drawn(seen(Image.new("RGB", size))).size) == 1


def test_what_can_be_seen_through_stands_on_white() -> None:
    for mode in ["RGBA", "LA"]:
        result = plain(Image.new(mode, (2, 2)))
        assert result.convert("L").getpixel((0, 0)) == 255


def test_sixteen_bits_of_grey_become_eight() -> None:
    assert plain(Image.new("I;16", (1, 1), 65535 // 2)).getpixel((0, 0)) == 127


def test_it_stands_upright_however_the_camera_was_held() -> None:
    for turn, corner in [(1, (0, 0)), (3, (39, 19)), (6, (19, 0)), (8, (0, 39))]:
        image = Image.new("RGB", (40, 20), "white")
        image.paste("black", (0, 0, 6, 6))
        media_type, data = encoded(image, turn, few_colours=True)
        upright = Image.open(BytesIO(data)).convert("L")
        assert media_type == "image/png"
        assert upright.getpixel(corner) < 60


def test_a_photograph_becomes_a_jpeg_that_tells_nothing() -> None:
    media_type, data = encoded(Image.effect_noise((300, 200), 80).convert("RGB"), 1, few_colours=False)
    image = Image.open(BytesIO(data))
    assert media_type == "image/jpeg"
    assert not {"exif", "icc_profile", "comment", "photoshop", "xmp"} & image.info.keys()
