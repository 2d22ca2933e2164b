"""What a hub says, signed, of a newer version of Parvis that mends a weakness; a box installs nothing by itself."""

import re
from dataclasses import dataclass
from datetime import datetime

from kiosk.domain.events.event import canonical
from kiosk.domain.events.sealed import VERSION
from kiosk.domain.proofs import signed_statement
from kiosk.domain.proofs.signed_statement import SignedStatement
from kiosk.error_codes import LineFault
from kiosk.errors import Unreachable

_RELEASE = re.compile(r"(0|[1-9][0-9]{0,4})\.(0|[1-9][0-9]{0,4})\.(0|[1-9][0-9]{0,4})")
LONGEST = 500
"""Characters of the text, at most."""


@dataclass(frozen=True, slots=True)
class ReleaseNote:
    """`release` is the version that mends it (`0.2.1`), `text` what it mends, as the hub's operator wrote it."""

    release: str
    text: str
    at: datetime

    def statement(self) -> bytes:
        """The bytes that are signed."""
        at = self.at.isoformat(timespec="microseconds")
        return canonical({"version": VERSION, "security": self.release, "text": self.text, "at": at})


def sign(note: ReleaseNote, hub_seed: bytes) -> SignedStatement:
    """Sign with the hub's seed (32 bytes)."""
    return signed_statement.sign(note.statement(), hub_seed)


def read(signed: SignedStatement, verify_key: str) -> ReleaseNote:
    """What the hub with this public key (hexadecimal) signed.

    Raises `Unreachable`: `bad-signature` where it did not, `bad-answer` where it is no such statement.
    """
    fields = signed.verified_fields(verify_key)
    release, text, at = (fields.get(name) for name in ("security", "text", "at"))
    if fields.get("version") != VERSION or not isinstance(release, str) or not isinstance(text, str):
        raise Unreachable(LineFault.BAD_ANSWER)
    try:
        moment = datetime.fromisoformat(str(at))
    except ValueError:
        raise Unreachable(LineFault.BAD_ANSWER) from None
    if not is_release(release) or moment.tzinfo is None:
        raise Unreachable(LineFault.BAD_ANSWER)
    return ReleaseNote(release, text[:LONGEST], moment)


def is_release(text: str) -> bool:
    """Whether a text is a version of three numbers."""
    return _RELEASE.fullmatch(text) is not None


def is_newer(release: str, than: str) -> bool:
    """Whether a version comes after another; False where one of them is none."""
    if not (is_release(release) and is_release(than)):
        return False
    first, second = (tuple(map(int, version.split("."))) for version in (release, than))
    return first > second
