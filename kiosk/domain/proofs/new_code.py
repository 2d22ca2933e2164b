"""The body of a `new_code` event: the receipt is lost, and a new one with another code takes its place.

The code itself is stored nowhere and travels nowhere: it follows from the salt in the event's body and from the key
under which the box keeps that body, so that it can be printed again as long as the body can be read.
"""

import hashlib
from typing import Any

from msgspec import Struct

from kiosk.domain.events.added import make_added
from kiosk.domain.events.event import Event, EventType
from kiosk.error_codes import Refusal
from kiosk.errors import Refused

SHOWN = ("identity_card", "passport", "residence_permit", "driving_licence", "other")
"""The papers by which a person is identified; which one is noted, and never its number."""
WHY = ("lost", "stolen", "seen")
"""Why a receipt is replaced: it is lost, it was stolen, or somebody else has seen its code."""
FOLLOW_CHARACTERS = 10
"""Length of the code under which a case is followed: ten characters of 5 bits each, 50 bits."""


class NewCode(Struct, frozen=True):
    """What replaces a receipt: the SHA-256 of the new code, and the salt that it was made from (hexadecimal)."""

    follow_sha256: str
    salt: str
    shown: str
    why: str


def check(shown: str, why: str) -> None:
    """Check what a mediator ticked. Raises `Refused`: `not-identified` where no paper was shown, `no-reason`."""
    if shown not in SHOWN:
        raise Refused(Refusal.NOT_IDENTIFIED)
    if why not in WHY:
        raise Refused(Refusal.NO_REASON)


def make_event(given: NewCode, **place: Any) -> Event:
    """The event (version 1, see `docs/wire.md`); `place` is what `make_added` takes."""
    own = {"follow_sha256": given.follow_sha256, "salt": given.salt, "shown": given.shown, "why": given.why}
    return make_added(EventType.NEW_CODE, own, **place)


def code_of(key: bytes, salt: str, characters: str) -> str:
    """The code of this salt under the key of the event's stream, always the same, of these 32 characters."""
    made = hashlib.blake2b(bytes.fromhex(salt), key=key, digest_size=FOLLOW_CHARACTERS, person=b"parvis new code")
    return "".join(characters[byte % len(characters)] for byte in made.digest())
