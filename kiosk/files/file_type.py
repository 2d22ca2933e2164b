"""What a file is by its first bytes, how much it may be, and the name under which it is shown."""

import re
import unicodedata
from collections.abc import Iterable

from kiosk.domain.language import spelling

MOST_BYTES = 20_000_000
"""Of one file, as it comes and as it is kept."""
MOST_OF_A_CASE = 60_000_000
"""Bytes of all files of one case, as they are kept."""
MOST_PIXELS = 50_000_000
MOST_PAGES = 100
LONGEST_SIDE = 3508
"""Pixels: A4 at 300 dots an inch, the archives' usual resolution for text."""
LONGEST_NAME = 100
"""Characters, the ending included."""
ENDINGS = {"image/jpeg": ".jpg", "image/png": ".png", "application/pdf": ".pdf"}
_KNOWN = re.compile(r"\.(jpe?g|jfif|png|webp|gif|tiff?|bmp|heic|heif|pdf)$", re.IGNORECASE)
_UNSAFE = re.compile(r'[<>:"|?*%;`$\\/]+')
PDF = "pdf"
HEIF = "heif"
IMAGE = "image"
_HEIF_BRANDS = (b"heic", b"heix", b"heim", b"heis", b"mif1", b"msf1", b"hevc", b"hevx")
_IMAGES = (b"\xff\xd8\xff", b"\x89PNG\r\n\x1a\n", b"GIF87a", b"GIF89a", b"BM", b"II*\0", b"MM\0*")
_HEADER_WITHIN = 1024
"""Bytes: readers look this far for `%PDF-` (ISO 32000-1, implementation note 13)."""


def fits(existing: Iterable[int], size: int) -> bool:
    """Whether a file of `size` bytes may join those whose sizes are given."""
    return size <= MOST_BYTES and sum(existing) + size <= MOST_OF_A_CASE


def label_file(name: str, media_type: str) -> str:
    """The last part of a path, readable, with the ending of what the file has become; `document` where nothing is left.

    No control character, no character that turns the direction of writing, no dot in front: at most 100 characters.
    """
    ending = ENDINGS[media_type]
    return (name_stem(name)[: LONGEST_NAME - len(ending)].strip(". ") or "document") + ending


def name_stem(name: str) -> str:
    """The same without an ending; "" where nothing is left."""
    last = re.split(r"[\\/]", name)[-1]
    plain = "".join(
        " " if unicodedata.category(character)[0] in "CZ" else character
        for character in unicodedata.normalize("NFC", last)
    )
    return spelling.line(_UNSAFE.sub(" ", _KNOWN.sub("", plain.strip()))).strip(". ")[:LONGEST_NAME]


def family(data: bytes) -> str:
    """`pdf`, `heif`, `image`, or "" for anything else, SVG and office files among it."""
    if data.startswith(_IMAGES) or (data.startswith(b"RIFF") and data[8:12] == b"WEBP"):
        return IMAGE
    if data[4:8] == b"ftyp" and data[8:12] in _HEIF_BRANDS:
        return HEIF
    return PDF if b"%PDF-" in data[:_HEADER_WITHIN] else ""
