"""Opens what Apple telephones save (HEIC): libheif decodes it, and turns it upright by itself."""

from io import BytesIO
from typing import TYPE_CHECKING

import pillow_heif
from PIL import Image

from kiosk.errors import Refused
from kiosk.services.attachments.images import BROKEN, Opened, check, check_memory

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


def opened(data: bytes) -> Opened:
    """The primary picture of a file. Raises `Refused` with `too-many-pixels`, before decoding, or `broken-file`."""
    try:
        found = pillow_heif.open_heif(BytesIO(data))
        width, height = found.size
        check(width * height)
        check_memory(_BYTES * width * height, len(data), width, height)
        mode, stride, pixels = found.mode, found.stride, memoryview(found.data)
        if mode not in _MODES or (found.size != (width, height)):
            raise Refused("broken-file")
    except BROKEN:
        raise Refused("broken-file") from None

    def rows(top: int, bottom: int) -> "Picture":
        part = pixels[top * stride : bottom * stride]
        return Image.frombuffer(mode, (width, bottom - top), part, "raw", mode, stride, 1)

    return Opened(width, height, rows)
