"""Clean a file of any accepted type, in memory, with the module for that type."""

from kiosk.error_codes import Refusal
from kiosk.errors import Refused
from kiosk.files.file_type import HEIF, PDF, family


def rewritten(data: bytes) -> tuple[str, bytes]:
    """The media type and the bytes of the cleaned file.

    Raises `Refused` with `not-a-document`, `too-many-pixels`, `too-many-pages`, `locked-pdf`, `unreadable-form` or
    `broken-file`.
    """
    kind = family(data)
    if not kind:
        raise Refused(Refusal.NOT_A_DOCUMENT)
    try:
        return _pdf(data) if kind == PDF else _image(data, kind)
    except MemoryError:
        # The process may hold no more, and nothing of this file is left in hand.
        raise Refused(Refusal.BROKEN_FILE if kind == PDF else Refusal.TOO_MANY_PIXELS) from None


# Pillow, libheif and pikepdf take a tenth of a second together to import, and a file needs one of them.
def _pdf(data: bytes) -> tuple[str, bytes]:
    from kiosk.files.pdf import rewritten_pdf

    return "application/pdf", rewritten_pdf(data)


def _image(data: bytes, kind: str) -> tuple[str, bytes]:
    from kiosk.files import images, redraw

    if kind == HEIF:
        from kiosk.files import heif

        picture = heif.opened(data)
    else:
        picture = images.opened(data)
    turn, few = picture.turn, picture.few_colours
    try:
        image = redraw.drawn(picture)
        del picture  # what it was decoded to is not needed any more, and may be large
        return redraw.encoded(image, turn, few)
    except images.BROKEN:
        raise Refused(Refusal.BROKEN_FILE) from None
