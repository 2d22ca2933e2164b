"""What a mediator signs in with: a badge, a key file or six words, each with a PIN; and the recovery sheet.

Here they are made, read as typed, found in a picture of the camera, and a badge is printed on its card.

All of them are made at random: what a person would choose is too weak to protect other people's cases.
"""

import itertools
import re
import unicodedata
from functools import cache
from typing import TYPE_CHECKING

from kiosk.clock import Clock
from kiosk.crypto import keys, sealing
from kiosk.domain.keys.ring import FactorKind
from kiosk.domain.language import spelling
from kiosk.error_codes import Refusal
from kiosk.errors import Refused
from kiosk.services.box.box import Box
from kiosk.store.people import people
from kiosk.words.words import Words
from printers.slip import Badge, Heading, Line, Slip

if TYPE_CHECKING:
    from mnemonic import Mnemonic

MOST_BYTES = 300_000
"""The most bytes of one picture: 640 by 468 pixels of one byte; a code needs a quarter of them."""
_MOST_SIDE = 1024
_HEAD = re.compile(rb"P5\s(\d{1,4})\s(\d{1,4})\s255\s")
_GROUP = 4
WORDS = 6
"""Words of a passphrase, out of 2,048 each: 66 bits, stretched, and a PIN beside them."""
BADGE_LETTERS = "BCDEFGHIJKLNPRST"
"""Sixteen letters that lie on the same keys of AZERTY, QWERTY and QWERTZ: a scanner types keys, not letters."""
BADGE_LENGTH = 32
"""Letters of a badge, 4 bits each: 128 bits."""
KEY_FILE_MARK = "PARVIS-KEY-1"
PIN_DIGITS = 6
LONGEST = 2000
"""The most characters read of a first factor."""
_PIN = re.compile(r"[0-9]{6,12}")
_BADGE = re.compile(f"[{BADGE_LETTERS}]{{{BADGE_LENGTH}}}")
_SHEET_BYTES = 16
SHEET_WORDS = 12
"""Words of a recovery sheet: 128 bits and a checksum of 4 (BIP 39)."""
_TOLD_APART = 4
"""No two words of the list begin with the same four letters."""


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
    holder = people.mediator_by_factor(box.store.read(), hash_of(badge)) if _is_one(badge) else None
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
    return read(badge)[0] == FactorKind.BADGE


def kind_of(word: str) -> FactorKind:
    """The kind of first factor that a form or a command names. Raises `Refused` (`no-such-factor`)."""
    try:
        return FactorKind(word)
    except ValueError:
        raise Refused(Refusal.NO_SUCH_FACTOR, kind=word) from None


def new_factor(kind: FactorKind) -> str:
    """Make a first factor, as it is shown, printed or saved."""
    random = sealing.new_key()
    match kind:
        case FactorKind.PASSPHRASE:
            chosen = (random[2 * place : 2 * place + 2] for place in range(WORDS))
            return _shown(" ".join(_french().wordlist[int.from_bytes(number) % 2048] for number in chosen))
        case FactorKind.BADGE:
            return "".join(BADGE_LETTERS[half] for byte in random[:16] for half in (byte >> 4, byte & 15))
        case FactorKind.KEY_FILE:
            return f"{KEY_FILE_MARK}\n{random.hex()}\n"


def new_pin(clock: Clock) -> str:
    """Six random digits."""
    return clock.digits(PIN_DIGITS)


def checked_pin(typed: str) -> str:
    """A chosen PIN: six to twelve digits, not all alike, not counting up or down. Raises `Refused` (`weak-pin`)."""
    pin = typed.strip()
    steps = (
        {(int(after) - int(before)) % 10 for before, after in itertools.pairwise(pin)} if _PIN.fullmatch(pin) else set()
    )
    if not steps or steps in ({0}, {1}, {9}):
        raise Refused(Refusal.WEAK_PIN, least=PIN_DIGITS)
    return pin


def read(typed: str) -> tuple[FactorKind, str]:
    """`(kind, secret)` of a first factor as typed, scanned or read from a file, in one spelling."""
    typed = typed[:LONGEST]
    if typed.strip().startswith(KEY_FILE_MARK):
        return FactorKind.KEY_FILE, f"key-file {typed.strip().removeprefix(KEY_FILE_MARK).strip().lower()}"
    letters = re.sub(r"[\s-]", "", typed).upper()
    if _BADGE.fullmatch(letters):
        return FactorKind.BADGE, f"badge {letters}"
    return FactorKind.PASSPHRASE, f"passphrase {' '.join(spelling.unaccented(typed).split())}"


def hash_of(typed: str) -> str:
    """The hash by which the store finds the holder of a badge or key file; "" for words, too weak for a bare hash."""
    kind, secret = read(typed)
    return "" if kind == FactorKind.PASSPHRASE else keys.token_hash(f"parvis {secret}")


def key_of(typed: str, pin: str, salt: bytes) -> bytes:
    """The key that first factor and PIN make together (Argon2id, 64 MiB)."""
    return sealing.stretched(f"{read(typed)[1]}\n{pin.strip()}", salt)


def new_sheet() -> tuple[str, sealing.Pair]:
    """Make a recovery sheet: its twelve words, and the key pair derived from them."""
    entropy = sealing.new_key()[:_SHEET_BYTES]
    return _shown(_french().to_mnemonic(entropy)), sheet_pair(entropy)


def number_of(word: str) -> int | None:
    """The place in the list of a word as typed, None for a word that is not in it."""
    return _numbers().get(spelling.unaccented(word)[:_TOLD_APART])


def sheet_pair(entropy: bytes) -> sealing.Pair:
    """The key pair of the sheet whose words stand for these 16 bytes."""
    return sealing.pair_of(sealing.derived(entropy, "parvis-recovery"))


def _shown(words: str) -> str:
    """The words in composed form (NFC), as screens and paper write them; the list is decomposed."""
    return unicodedata.normalize("NFC", words)


@cache
def _french() -> "Mnemonic":
    # Imported here: the list is read from a file, and only those who make or read words need it.
    from mnemonic import Mnemonic

    return Mnemonic("french")


@cache
def _numbers() -> dict[str, int]:
    return {spelling.unaccented(word)[:_TOLD_APART]: number for number, word in enumerate(_french().wordlist)}
