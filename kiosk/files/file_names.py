"""Make the name under which a file is shown: recognisable to the person, and safe for any system."""

import re
import unicodedata

from kiosk.domain.language import spelling

LONGEST = 100
"""Characters, the ending included."""
ENDINGS = {"image/jpeg": ".jpg", "image/png": ".png", "application/pdf": ".pdf"}
_KNOWN = re.compile(r"\.(jpe?g|jfif|png|webp|gif|tiff?|bmp|heic|heif|pdf)$", re.IGNORECASE)
_UNSAFE = re.compile(r'[<>:"|?*%;`$\\/]+')


def label(name: str, media_type: str) -> str:
    """The last part of a path, readable, with the ending of what the file has become; `document` where nothing is left.

    No control character, no character that turns the direction of writing, no dot in front: at most 100 characters.
    """
    ending = ENDINGS[media_type]
    return (stem(name)[: LONGEST - len(ending)].strip(". ") or "document") + ending


def stem(name: str) -> str:
    """The same without an ending; "" where nothing is left."""
    last = re.split(r"[\\/]", name)[-1]
    plain = "".join(
        " " if unicodedata.category(character)[0] in "CZ" else character
        for character in unicodedata.normalize("NFC", last)
    )
    return spelling.line(_UNSAFE.sub(" ", _KNOWN.sub("", plain.strip()))).strip(". ")[:LONGEST]
