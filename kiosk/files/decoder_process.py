"""The confined process that decodes an untrusted file: bytes in, cleaned bytes out."""

import json
import sys
from collections.abc import Callable
from typing import Any

from kiosk.error_codes import Refusal
from kiosk.errors import Refused
from kiosk.files.clean_file import HEIF, MOST_BYTES, PDF, file_family
from kiosk.process.hardening import confine_this_process

MOST_MEMORY = 232 * 1024 * 1024
"""Bytes of its own that the process may hold (RLIMIT_DATA); with its libraries it then stays below 256 MB."""
MOST_SECONDS = 20
"""Of processor time."""


def rewrite_file(data: bytes) -> tuple[str, bytes]:
    """The media type and the bytes of the cleaned file.

    Raises `Refused` with `not-a-document`, `too-many-pixels`, `too-many-pages`, `locked-pdf`, `unreadable-form` or
    `broken-file`.
    """
    kind = file_family(data)
    if not kind:
        raise Refused(Refusal.NOT_A_DOCUMENT)
    try:
        return _pdf(data) if kind == PDF else _image(data, kind)
    except MemoryError:
        # The process may hold no more, and nothing of this file is left in hand.
        raise Refused(Refusal.BROKEN_FILE if kind == PDF else Refusal.TOO_MANY_PIXELS) from None


# Pillow, libheif and pikepdf take a tenth of a second together to import, and a file needs one of them.
def _pdf(data: bytes) -> tuple[str, bytes]:
    from kiosk.files.pdf import rewrite_pdf

    return "application/pdf", rewrite_pdf(data)


def _image(data: bytes, kind: str) -> tuple[str, bytes]:
    from kiosk.files import images

    if kind == HEIF:
        from kiosk.files import heif

        picture = heif.open_heif(data)
    else:
        picture = images.open_picture(data)
    turn, few = picture.turn, picture.few_colours
    try:
        image = images.redraw_picture(picture)
        del picture  # what it was decoded to is not needed any more, and may be large
        return images.encode_picture(image, turn, few)
    except images.BROKEN:
        raise Refused(Refusal.BROKEN_FILE) from None


def answer_about_file(name: str, read: Callable[[bytes], tuple[Any, bytes]]) -> None:
    """Limit this process to what one file may cost, and write what `read` makes of the file on standard input.

    That is a line of JSON, a value of this name or the `code` and `details` of a refusal, and bytes after it.
    """
    confine_this_process(MOST_MEMORY, MOST_SECONDS)
    cleaned = b""
    try:
        value, cleaned = read(sys.stdin.buffer.read(MOST_BYTES + 1))
        result = {name: value}
    except Refused as refused:
        result = {"code": refused.code, "details": refused.details}
    sys.stdout.buffer.write(json.dumps(result).encode() + b"\n")
    sys.stdout.buffer.write(cleaned)
    sys.stdout.buffer.flush()


if __name__ == "__main__":
    answer_about_file("media_type", rewrite_file)
