"""Open HEIC pictures, which Apple telephones save; libheif decodes them and turns them upright."""

from io import BytesIO
from typing import TYPE_CHECKING

import pillow_heif
from PIL import Image

from kiosk.error_codes import Refusal
from kiosk.errors import Refused
from kiosk.files.images import BROKEN, DecodedPicture, check_memory, check_pixel_count

if TYPE_CHECKING:
    from PIL.Image import Image as Picture

_BYTES = 5
"""Of a pixel while it is decoded (measured: 4.7): its planes, then three colours; the rows are read where they lie."""
_MODES = ("L", "RGB", "RGBA", "RGBa")
pillow_heif.options.THUMBNAILS = False
pillow_heif.options.DEPTH_IMAGES = False
pillow_heif.options.AUX_IMAGES = False
pillow_heif.options.DECODE_THREADS = 1
"""Each thread more would hold a picture of its own."""


def open_heif(data: bytes) -> DecodedPicture:
    """The primary picture of a file. Raises `Refused` with `too-many-pixels`, before decoding, or `broken-file`."""
    try:
        picture = pillow_heif.open_heif(BytesIO(data))
        width, height = picture.size
        check_pixel_count(width * height)
        check_memory(_BYTES * width * height, len(data), width, height)
        mode, stride, pixels = picture.mode, picture.stride, memoryview(picture.data)
        if mode not in _MODES or (picture.size != (width, height)):
            raise Refused(Refusal.BROKEN_FILE)
    except BROKEN:
        raise Refused(Refusal.BROKEN_FILE) from None

    def rows(top: int, bottom: int) -> "Picture":
        part = pixels[top * stride : bottom * stride]
        return Image.frombuffer(mode, (width, bottom - top), part, "raw", mode, stride, 1)  # type: ignore[arg-type]  # a memoryview does too

    return DecodedPicture(width, height, rows)
