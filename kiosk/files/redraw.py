"""Draw an opened picture again, a few rows at a time: upright, on white, at most the size of a page."""

from io import BytesIO
from math import ceil
from typing import TYPE_CHECKING

from PIL import Image

from kiosk.files.file_type import LONGEST_SIDE

if TYPE_CHECKING:
    from PIL.Image import Image as Picture

    from kiosk.files.images import Opened

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


def drawn(picture: "Opened") -> "Picture":
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
        band = plain(picture.rows(first, last))
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


def plain(band: "Picture") -> "Picture":
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


def encoded(image: "Picture", turn: int, few_colours: bool) -> tuple[str, bytes]:
    """The media type and the file: PNG for what was drawn with few colours (a fax, a form), JPEG for the rest."""
    upright = image.transpose(_TURNS[turn]) if turn in _TURNS else image
    out = BytesIO()
    if few_colours:
        upright.quantize(_GREYS, dither=Image.Dither.NONE).save(out, "PNG", optimize=True)
        return "image/png", out.getvalue()
    upright.save(out, "JPEG", quality=QUALITY, optimize=True)
    return "image/jpeg", out.getvalue()
