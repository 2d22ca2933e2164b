"""Open pictures (JPEG, PNG, HEIC and others) so that they can be read a few rows at a time, and draw them again."""

from collections.abc import Callable
from io import BytesIO
from math import ceil
from typing import TYPE_CHECKING

from msgspec import Struct
from PIL import Image

from kiosk.error_codes import Refusal
from kiosk.errors import Refused
from kiosk.files.clean_file import HEIF, LONGEST_SIDE, MOST_PIXELS, file_family

if TYPE_CHECKING:
    from PIL.Image import Image as Picture


FORMATS = ("JPEG", "PNG", "WEBP", "GIF", "TIFF", "BMP")
BUDGET = 200_000_000
"""Bytes for the file, its picture as it is decoded, and the picture drawn from it."""
BROKEN = (OSError, ValueError, SyntaxError, EOFError, RuntimeError, KeyError, IndexError, TypeError, ZeroDivisionError)
"""What Pillow raises for bytes that are not what they say (its documentation names the first four)."""
FEW_COLOURS = 16
_BYTES = {"1": 1, "L": 1, "P": 1, "I;16": 2, "I;16B": 2, "I;16L": 2}
"""Of a pixel once decoded; 4 in every other mode."""
_WEBP_BYTES, _PROGRESSIVE_BYTES = 17, 6
"""Measured: libwebp holds two canvases and two copies, a progressive JPEG all its coefficients."""
_BMP_PIXELS = 128
"""Of one byte, at most: two bytes of run-length coding say 255. A file that claims more takes seconds to be nothing."""
_ORIENTATION = 0x0112
_HEIF_BYTES = 5
"""Of a pixel while it is decoded (measured: 4.7): its planes, then three colours; the rows are read where they lie."""
# The limits here are ours, and come from the header too; Pillow's would only warn.
Image.MAX_IMAGE_PIXELS = None


class DecodedPicture(Struct, frozen=True):
    """A decoded picture. `rows(top, bottom)` is that part of it; `turn` an EXIF orientation, 1 to 8."""

    width: int
    height: int
    rows: Callable[[int, int], "Picture"]
    turn: int = 1
    few_colours: bool = False


def open_picture(data: bytes) -> DecodedPicture:
    """The first picture of a file. Raises `Refused` with `too-many-pixels`, before decoding, or `broken-file`."""
    try:
        if file_family(data) == HEIF:
            return _open_heif(data)
        image = Image.open(BytesIO(data), formats=FORMATS)
        width, height = image.size
        check_pixel_count(width * height)
        if image.format == "BMP" and width * height > _BMP_PIXELS * len(data):
            raise Refused(Refusal.BROKEN_FILE)
        if image.format in ("JPEG", "MPO"):
            # It can be decoded at a half or less, and 200 dots an inch on A4 are enough then.
            scale = min(1.0, 0.7 * LONGEST_SIDE / max(width, height))
            image.draft(None, (max(1, int(width * scale)), max(1, int(height * scale))))
        check_memory(_memory(image, width * height), len(data), image.width, image.height)
        turn = _turn(image)
        image.load()
        few = image.mode in ("1", "P", "L", "RGB") and image.getcolors(FEW_COLOURS) is not None
    except BROKEN:
        raise Refused(Refusal.BROKEN_FILE) from None
    return DecodedPicture(
        image.width, image.height, lambda top, bottom: image.crop((0, top, image.width, bottom)), turn, few
    )


def _open_heif(data: bytes) -> DecodedPicture:
    """The primary picture of what an Apple telephone saved; libheif decodes it and turns it upright."""
    import pillow_heif

    pillow_heif.options.THUMBNAILS = pillow_heif.options.DEPTH_IMAGES = pillow_heif.options.AUX_IMAGES = False
    pillow_heif.options.DECODE_THREADS = 1  # each more would hold a picture of its own
    picture = pillow_heif.open_heif(BytesIO(data))
    width, height = picture.size
    check_pixel_count(width * height)
    check_memory(_HEIF_BYTES * width * height, len(data), width, height)
    mode, stride, pixels = picture.mode, picture.stride, memoryview(picture.data)
    if mode not in ("L", "RGB", "RGBA", "RGBa") or (picture.size != (width, height)):
        raise Refused(Refusal.BROKEN_FILE)

    def rows(top: int, bottom: int) -> "Picture":
        part = pixels[top * stride : bottom * stride]
        return Image.frombuffer(mode, (width, bottom - top), part, "raw", mode, stride, 1)  # type: ignore[arg-type]  # a memoryview does too

    return DecodedPicture(width, height, rows)


def check_pixel_count(pixels: int) -> None:
    if pixels > MOST_PIXELS:
        raise Refused(Refusal.TOO_MANY_PIXELS)


def check_memory(decoding: int, file: int, width: int, height: int) -> None:
    """Whether decoding and drawing stay within the budget. Raises `Refused` (`too-many-pixels`)."""
    scale = min(1.0, LONGEST_SIDE / max(width, height))
    if decoding + file + 4 * width * height * scale * scale > BUDGET:
        raise Refused(Refusal.TOO_MANY_PIXELS)


def _memory(image: "Picture", pixels: int) -> int:
    """Bytes that decoding takes; `pixels` are those of the file, which a draft of it may not have."""
    if image.format == "WEBP":
        return _WEBP_BYTES * pixels
    coefficients = _PROGRESSIVE_BYTES * pixels if image.info.get("progressive") else 0
    return coefficients + _BYTES.get(image.mode, 4) * image.width * image.height


def _turn(image: "Picture") -> int:
    """The EXIF orientation, 1 (upright) where it cannot be read."""
    try:
        orientation = image.getexif().get(_ORIENTATION, 1)
    except (*BROKEN, AttributeError):
        return 1
    return orientation if isinstance(orientation, int) and 1 <= orientation <= 8 else 1


QUALITY = 85
_PIXELS_AT_ONCE = 2_000_000
_MARGIN = 3
"""Source rows, for each that one drawn row is made of: as far as Lanczos looks."""
_GREYS = 16
_SEE_THROUGH = ("RGBA", "RGBa", "LA", "La", "PA")
_GREY = ("1", "L", "LA", "La", "I", "F", "I;16", "I;16B", "I;16L")
_Turn = Image.Transpose
_TURNS = {
    2: _Turn.FLIP_LEFT_RIGHT,
    3: _Turn.ROTATE_180,
    4: _Turn.FLIP_TOP_BOTTOM,
    5: _Turn.TRANSPOSE,
    6: _Turn.ROTATE_270,
    7: _Turn.TRANSVERSE,
    8: _Turn.ROTATE_90,
}
"""What sets an EXIF orientation right."""


def redraw_picture(picture: "DecodedPicture") -> "Picture":
    """The picture in mode L or RGB, its longest side at most `LONGEST_SIDE` pixels."""
    scale = max(1.0, max(picture.width, picture.height) / LONGEST_SIDE)
    width, height = max(1, round(picture.width / scale)), max(1, round(picture.height / scale))
    across = picture.height / height
    at_once = max(1, int(_PIXELS_AT_ONCE / (picture.width * across)))
    target = None
    for top in range(0, height, at_once):
        bottom = min(height, top + at_once)
        first = max(0, int(top * across - _MARGIN * across))
        last = min(picture.height, ceil(bottom * across + _MARGIN * across))
        band = make_plain_rows(picture.rows(first, last))
        if target is None:
            target = Image.new(band.mode, (width, height))
        within = (0.0, top * across - first, float(picture.width), bottom * across - first)
        if scale > 1.0:
            band = band.resize((width, bottom - top), Image.Resampling.LANCZOS, box=within)
        else:
            band = band.crop((0, top - first, width, bottom - first))
        target.paste(band, (0, top))
    assert target is not None
    return target


def make_plain_rows(band: "Picture") -> "Picture":
    """The rows in black and white or in three colours; what can be seen through stands on white paper."""
    mode = "L" if band.mode in _GREY else "RGB"
    if band.mode in _SEE_THROUGH or "transparency" in band.info:
        over = band.convert("RGBA")
        paper = Image.new("RGB", over.size, "white")
        paper.paste(over, mask=over.getchannel("A"))
        return paper.convert(mode)
    if band.mode.startswith("I"):
        # Sixteen bits; converting clips them instead of scaling.
        band = band.convert("I").point(lambda value: value * (1 / 256))
    return band if band.mode == mode else band.convert(mode)


def encode_picture(image: "Picture", turn: int, few_colours: bool) -> tuple[str, bytes]:
    """The media type and the file: PNG for what was drawn with few colours (a fax, a form), JPEG for the rest."""
    upright = image.transpose(_TURNS[turn]) if turn in _TURNS else image
    out = BytesIO()
    if few_colours:
        upright.quantize(_GREYS, dither=Image.Dither.NONE).save(out, "PNG", optimize=True)
        return "image/png", out.getvalue()
    upright.save(out, "JPEG", quality=QUALITY, optimize=True)
    return "image/jpeg", out.getvalue()
