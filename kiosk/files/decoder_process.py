"""The confined process that decodes an untrusted file: bytes in; cleaned bytes, the texts of its codes, or why not out.

Pillow, libheif and pikepdf take a tenth of a second together to import, and a file needs one of them.
"""

import json
import sys
from typing import Any

from kiosk.error_codes import Refusal
from kiosk.errors import Refused
from kiosk.files.clean_file import LONGEST_SIDE, MOST_BYTES, PDF, PREVIEW_SIDE, file_family
from kiosk.process.hardening import confine_this_process

MOST_MEMORY = 232 * 1024 * 1024
"""Bytes of its own that the process may hold (RLIMIT_DATA); with its libraries it then stays below 256 MB."""
MOST_SECONDS = 20
"""Of processor time."""
MOST_CODES = 20
MOST_TEXT = 4000
"""Characters of one code: no QR code holds more in what we print."""


def rewrite_file(data: bytes, longest_side: int = LONGEST_SIDE) -> tuple[str, bytes]:
    """The media type and the bytes of the cleaned file; a picture has no more pixels than that on its longest side.

    Raises `Refused` with `not-a-document`, `too-many-pixels`, `too-many-pages`, `locked-pdf`, `unreadable-form` or
    `broken-file`.
    """
    kind = file_family(data)
    if not kind:
        raise Refused(Refusal.NOT_A_DOCUMENT)
    try:
        if kind == PDF:
            from kiosk.files.pdf import rewrite_pdf

            return "application/pdf", rewrite_pdf(data)
        return _rewrite_picture(data, longest_side)
    except MemoryError:
        # The process may hold no more, and nothing of this file is left in hand.
        raise Refused(Refusal.BROKEN_FILE if kind == PDF else Refusal.TOO_MANY_PIXELS) from None


def _rewrite_picture(data: bytes, longest_side: int) -> tuple[str, bytes]:
    from kiosk.files import images

    picture = images.open_picture(data)
    turn, few = picture.turn, picture.few_colours
    try:
        image = images.redraw_picture(picture)
        del picture  # what it was decoded to is not needed any more, and may be large
        image.thumbnail((longest_side, longest_side))
        return images.encode_picture(image, turn, few)
    except images.BROKEN:
        raise Refused(Refusal.BROKEN_FILE) from None


def decode_picture_codes(data: bytes) -> list[str]:
    """The texts of the codes in a picture. Raises `Refused`: `not-a-picture`, `too-many-pixels` or `broken-file`."""
    if file_family(data) in ("", PDF):
        raise Refused(Refusal.NOT_A_PICTURE)
    import zxingcpp

    from kiosk.files import images

    try:
        picture = images.redraw_picture(images.open_picture(data)).convert("L")
        grey = memoryview(picture.tobytes()).cast("B", (picture.height, picture.width))
        barcodes = zxingcpp.read_barcodes(grey, formats=zxingcpp.BarcodeFormats(zxingcpp.BarcodeFormat.QRCode))
    except MemoryError:
        raise Refused(Refusal.TOO_MANY_PIXELS) from None
    except images.BROKEN:
        raise Refused(Refusal.BROKEN_FILE) from None
    return [code.text[:MOST_TEXT] for code in barcodes[:MOST_CODES]]


def _answer(asked: str) -> tuple[Any, bytes]:
    """What is `asked` of the file on standard input, and the bytes that come with it."""
    data = sys.stdin.buffer.read(MOST_BYTES + 1)
    if asked == "codes":
        return decode_picture_codes(data), b""
    if asked == "passed":
        from kiosk.files.pdf import inspect_pdf_bytes

        inspect_pdf_bytes(data)
        return True, b""
    return rewrite_file(data, PREVIEW_SIDE if asked == "preview" else LONGEST_SIDE)


def answer_about_file(asked: str) -> None:
    """Limit this process to what one file may cost, and write what is `asked`.

    That is a line of JSON, a value of the name `asked` (`media_type`, `preview`, `codes`, `passed`) or the
    `code` and `details` of a refusal, and bytes after it.
    """
    confine_this_process(MOST_MEMORY, MOST_SECONDS)
    cleaned = b""
    try:
        value, cleaned = _answer(asked)
        result = {asked: value}
    except Refused as refused:
        result = {"code": refused.code, "details": refused.details}
    sys.stdout.buffer.write(json.dumps(result).encode() + b"\n")
    sys.stdout.buffer.write(cleaned)
    sys.stdout.buffer.flush()


if __name__ == "__main__":
    answer_about_file(sys.argv[1])
