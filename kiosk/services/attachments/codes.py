"""The codes in a stranger's picture, read by a process of its own: bytes in, short texts out."""

import sys
from typing import Any

from kiosk.errors import Refused
from kiosk.services.attachments.apart import answer, confine
from kiosk.services.attachments.sizes import MOST_BYTES
from kiosk.services.attachments.sniffing import HEIF, PDF, family

MOST_CODES = 20
MOST_TEXT = 4000
"""Characters of one code: no QR code holds more in what we print."""


def codes(data: bytes) -> list[str]:
    """What the codes in a picture say. Raises `Refused`: `not-a-picture`, `too-many-pixels` or `broken-file`."""
    kind = family(data)
    if not kind or kind == PDF:
        raise Refused("not-a-picture")
    # Imported here: the process that asks needs none of them.
    import zxingcpp

    from kiosk.services.attachments import drawing, images

    try:
        if kind == HEIF:
            from kiosk.services.attachments import heif

            picture = drawing.drawn(heif.opened(data)).convert("L")
        else:
            picture = drawing.drawn(images.opened(data)).convert("L")
        grey = memoryview(picture.tobytes()).cast("B", (picture.height, picture.width))
        found = zxingcpp.read_barcodes(grey, formats=(zxingcpp.BarcodeFormat.QRCode,))
    except MemoryError:
        raise Refused("too-many-pixels") from None
    except images.BROKEN:
        raise Refused("broken-file") from None
    return [each.text[:MOST_TEXT] for each in found[:MOST_CODES]]


def main() -> int:
    """Reads the picture and writes one line of JSON, `{"codes": […]}` or why there are none."""
    confine()
    said: dict[str, Any]
    try:
        said = {"codes": codes(sys.stdin.buffer.read(MOST_BYTES + 1))}
    except Refused as refused:
        said = {"code": refused.code, "details": refused.details}
    answer(said, b"")
    return 0


if __name__ == "__main__":
    sys.exit(main())
