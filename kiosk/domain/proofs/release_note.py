"""What a hub says, signed, of a newer version of Parvis that mends a weakness; a box installs nothing by itself."""

import re

from msgspec.structs import replace

from kiosk.domain.events.wire.statements import ReleaseNote
from kiosk.domain.proofs import signed_statement
from kiosk.domain.proofs.signed_statement import SignedStatement
from kiosk.error_codes import LineFault
from kiosk.errors import Unreachable

_RELEASE = re.compile(r"(0|[1-9][0-9]{0,4})\.(0|[1-9][0-9]{0,4})\.(0|[1-9][0-9]{0,4})")
LONGEST = 500
"""Characters of the text, at most."""


def sign(note: ReleaseNote, hub_seed: bytes) -> SignedStatement:
    """Sign with the hub's seed (32 bytes)."""
    return signed_statement.sign_message(note, hub_seed)


def read(signed: SignedStatement, verify_key: str) -> ReleaseNote:
    """What the hub with this public key (hexadecimal) signed.

    Raises `Unreachable`: `bad-signature` where it did not, `bad-answer` where it is no such statement.
    """
    note = signed.verified(ReleaseNote, verify_key)
    if not is_release(note.release):
        raise Unreachable(LineFault.BAD_ANSWER)
    return replace(note, text=note.text[:LONGEST])


def is_release(text: str) -> bool:
    """Whether a text is a version of three numbers."""
    return _RELEASE.fullmatch(text) is not None


def is_newer(release: str, than: str) -> bool:
    """Whether a version comes after another; False where one of them is none."""
    if not (is_release(release) and is_release(than)):
        return False
    first, second = (tuple(map(int, version.split("."))) for version in (release, than))
    return first > second
