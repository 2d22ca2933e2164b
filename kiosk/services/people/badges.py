"""Badges: read one from a camera picture, and print one as a card. Pictures are not stored."""

import re

from kiosk.domain.keys.factor_kind import FactorKind
from kiosk.error_codes import Refusal
from kiosk.errors import Refused
from kiosk.services.box.box import Box
from kiosk.services.people import sign_in_factors
from kiosk.store.people import people
from kiosk.words.words import Words
from printers.slip import Badge, Heading, Line, Slip

MOST_BYTES = 300_000
"""The most bytes of one picture: 640 by 468 pixels of one byte; a code needs a quarter of them."""
_MOST_SIDE = 1024
_HEAD = re.compile(rb"P5\s(\d{1,4})\s(\d{1,4})\s255\s")
_GROUP = 4


def letters(picture: bytes) -> str:
    """The badge in a picture, "" where there is none. Raises `Refused` (`not-a-picture`)."""
    return next((text for text in codes(picture) if _is_one(text)), "")


def codes(picture: bytes) -> list[str]:
    """The texts of the codes in a picture, given as PGM (`P5 width height 255`, one grey byte a pixel).

    Such a picture needs no decoder, so that no untrusted file is decompressed in the process that holds keys.
    Raises `Refused` (`not-a-picture`).
    """
    head = _HEAD.match(picture)
    width, height = (int(side) for side in head.groups()) if head else (0, 0)
    grey = picture[head.end() :] if head else b""
    if len(picture) > MOST_BYTES or not 0 < width <= _MOST_SIDE or not 0 < height <= _MOST_SIDE:
        raise Refused(Refusal.NOT_A_PICTURE)
    if len(grey) != width * height:
        raise Refused(Refusal.NOT_A_PICTURE)
    # Imported here: 30 MB that only a screen with a camera needs.
    import zxingcpp

    formats = zxingcpp.BarcodeFormats((zxingcpp.BarcodeFormat.QRCode, zxingcpp.BarcodeFormat.Code128))
    barcodes = zxingcpp.read_barcodes(memoryview(grey).cast("B", (height, width)), formats=formats)
    return [barcode.text for barcode in barcodes]


def spelled(badge: str) -> tuple[str, ...]:
    """The letters of a badge in groups of four, as they are read out or typed."""
    return tuple(badge[at : at + _GROUP] for at in range(0, len(badge), _GROUP))


def card(box: Box, badge: str, words: Words) -> Slip:
    """The slip with a badge's card to cut out, without the holder's PIN. Raises `Refused` (`nothing-to-print`)."""
    holder = people.mediator_by_factor(box.store.read(), sign_in_factors.hash_of(badge)) if _is_one(badge) else None
    if holder is None:
        raise Refused(Refusal.NOTHING_TO_PRINT)
    title = words.code("paper", "badge")
    blocks = (
        Heading(box.site.name, 1),
        Heading(title, 2),
        Line(words.code("paper", "badge-cut")),
        Badge(box.site.name, holder.name, badge, spelled(badge), words.code("paper", "badge-alt")),
        Line(words.code("paper", "badge-care")),
    )
    return Slip(title, words.language, words.direction, blocks, job_title=words.code("paper", "badge"))


def _is_one(badge: str) -> bool:
    return sign_in_factors.read(badge)[0] == FactorKind.BADGE
