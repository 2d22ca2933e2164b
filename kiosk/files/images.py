"""Open pictures (JPEG, PNG and others) so that they can be read a few rows at a time."""

from collections.abc import Callable
from io import BytesIO
from typing import TYPE_CHECKING

from msgspec import Struct
from PIL import Image

from kiosk.error_codes import Refusal
from kiosk.errors import Refused
from kiosk.files.file_type import LONGEST_SIDE, MOST_PIXELS

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
# The limits here are ours, and come from the header too; Pillow's would only warn.
Image.MAX_IMAGE_PIXELS = None


class Opened(Struct, frozen=True):
    """A decoded picture. `rows(top, bottom)` is that part of it; `turn` an EXIF orientation, 1 to 8."""

    width: int
    height: int
    rows: Callable[[int, int], "Picture"]
    turn: int = 1
    few_colours: bool = False


def opened(data: bytes) -> Opened:
    """The first picture of a file. Raises `Refused` with `too-many-pixels`, before decoding, or `broken-file`."""
    try:
        image = Image.open(BytesIO(data), formats=FORMATS)
        width, height = image.size
        check(width * height)
        if image.format == "BMP" and width * height > _BMP_PIXELS * len(data):
            raise Refused(Refusal.BROKEN_FILE)
        if image.format in ("JPEG", "MPO"):
            image.draft(None, _drafted(width, height))
        check_memory(_memory(image, width * height), len(data), image.width, image.height)
        turn = _turn(image)
        image.load()
        few = image.mode in ("1", "P", "L", "RGB") and image.getcolors(FEW_COLOURS) is not None
    except BROKEN:
        raise Refused(Refusal.BROKEN_FILE) from None
    return Opened(image.width, image.height, lambda top, bottom: image.crop((0, top, image.width, bottom)), turn, few)


def check(pixels: int) -> None:
    """Raises `Refused` (`too-many-pixels`)."""
    if pixels > MOST_PIXELS:
        raise Refused(Refusal.TOO_MANY_PIXELS)


def check_memory(decoding: int, file: int, width: int, height: int) -> None:
    """Whether decoding and drawing stay within the budget. Raises `Refused` (`too-many-pixels`)."""
    scale = min(1.0, LONGEST_SIDE / max(width, height))
    if decoding + file + 4 * width * height * scale * scale > BUDGET:
        raise Refused(Refusal.TOO_MANY_PIXELS)


def _drafted(width: int, height: int) -> tuple[int, int]:
    """The size to ask of a JPEG: it can be decoded at a half or less, and 200 dots an inch on A4 are enough then."""
    scale = min(1.0, 0.7 * LONGEST_SIDE / max(width, height))
    return max(1, int(width * scale)), max(1, int(height * scale))


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
