"""The code with which a citizen takes up a draft again: a locator of three letters, and ten characters that open it."""

import re
from dataclasses import dataclass

from kiosk.domain import spelling
from kiosk.errors import Refused

LOCATOR_LETTERS = "ABCDEFGHJKLMNPQRSTUVWXYZ"
"""Without I and O, which are taken for digits."""
LOCATOR_LENGTH = 3
SECRET_LENGTH = 10
"""Characters of 5 bits: 50 bits."""
TRIES = 5
"""Wrong tries after which a code is dead; a mediator can still open the draft with the citizen."""
_CODE = re.compile(f"[{LOCATOR_LETTERS}]{{{LOCATOR_LENGTH}}}[2-9A-HJ-NP-Z]{{{SECRET_LENGTH}}}")
_LONGEST = 60


@dataclass(frozen=True, slots=True)
class Code:
    """`locator` says which draft is meant and opens nothing; `secret` opens it."""

    locator: str
    secret: str

    @property
    def shown(self) -> str:
        """As it is read aloud and written down: `KTM 4F7QA 9ZB3C`."""
        half = SECRET_LENGTH // 2
        return f"{self.locator} {self.secret[:half]} {self.secret[half:]}"


def read(typed: str) -> Code:
    """A code as a person types it: any case, spaces, dashes, digits of any script. Raises `Refused("not-a-code")`."""
    bare = re.sub(r"[\s.\-–—]", "", spelling.digits(typed[:_LONGEST])).upper()
    if not _CODE.fullmatch(bare):
        raise Refused("not-a-code")
    return Code(bare[:LOCATOR_LENGTH], bare[LOCATOR_LENGTH:])
