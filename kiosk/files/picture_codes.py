"""The confined process that reads the codes in an untrusted picture: bytes in, short texts out."""

from kiosk.error_codes import Refusal
from kiosk.errors import Refused
from kiosk.files.clean_file import HEIF, PDF, file_family
from kiosk.files.decoder_process import answer_about_file

MOST_CODES = 20
MOST_TEXT = 4000
"""Characters of one code: no QR code holds more in what we print."""


def decode_picture_codes(data: bytes) -> list[str]:
    """The texts of the codes in a picture. Raises `Refused`: `not-a-picture`, `too-many-pixels` or `broken-file`."""
    kind = file_family(data)
    if not kind or kind == PDF:
        raise Refused(Refusal.NOT_A_PICTURE)
    # Imported here: the process that asks needs none of them.
    import zxingcpp

    from kiosk.files import images

    try:
        if kind == HEIF:
            from kiosk.files import heif

            picture = images.redraw_picture(heif.open_heif(data)).convert("L")
        else:
            picture = images.redraw_picture(images.open_picture(data)).convert("L")
        grey = memoryview(picture.tobytes()).cast("B", (picture.height, picture.width))
        barcodes = zxingcpp.read_barcodes(grey, formats=zxingcpp.BarcodeFormats(zxingcpp.BarcodeFormat.QRCode))
    except MemoryError:
        raise Refused(Refusal.TOO_MANY_PIXELS) from None
    except images.BROKEN:
        raise Refused(Refusal.BROKEN_FILE) from None
    return [code.text[:MOST_TEXT] for code in barcodes[:MOST_CODES]]


if __name__ == "__main__":
    answer_about_file("codes", lambda data: (decode_picture_codes(data), b""))
