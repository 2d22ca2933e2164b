"""The code with which a citizen resumes a draft: a locator of three letters, and ten secret characters."""

import re

from msgspec import Struct

from kiosk.domain.language import spelling
from kiosk.error_codes import Refusal
from kiosk.errors import Refused

LOCATOR_LETTERS = "ABCDEFGHJKLMNPQRSTUVWXYZ"
"""Without I and O, which are taken for digits."""
LOCATOR_LENGTH = 3
SECRET_LENGTH = 10
"""Number of secret characters; 5 bits each, 50 bits in all."""
TRIES = 5
"""Wrong tries after which a code is disabled; a mediator can still open the draft with the citizen."""
_CODE = re.compile(f"[{LOCATOR_LETTERS}]{{{LOCATOR_LENGTH}}}[2-9A-HJ-NP-Z]{{{SECRET_LENGTH}}}")
_LONGEST = 60


class Code(Struct, frozen=True):
    """`locator` identifies the draft without opening it; `secret` opens it."""

    locator: str
    secret: str

    @property
    def shown(self) -> str:
        """The code grouped for reading and writing: `KTM 4F7QA 9ZB3C`."""
        half = SECRET_LENGTH // 2
        return f"{self.locator} {self.secret[:half]} {self.secret[half:]}"


def read(typed: str) -> Code:
    """Read a typed code: any case, spaces, dashes, digits of any script. Raises `Refused` (`not-a-code`)."""
    bare = re.sub(r"[\s.\-–—]", "", spelling.digits(typed[:_LONGEST])).upper()
    if not _CODE.fullmatch(bare):
        raise Refused(Refusal.NOT_A_CODE)
    return Code(bare[:LOCATOR_LENGTH], bare[LOCATOR_LENGTH:])
