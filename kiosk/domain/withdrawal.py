"""The body of a `withdrawal` event: the person takes back what they asked. Nobody does it for them under a mandate."""

import re
from dataclasses import dataclass
from typing import Any

from kiosk.domain import event, spelling
from kiosk.domain.event import Event
from kiosk.errors import Refused

CONFIRMED = (("citizen", "touch"), ("citizen", "spoken"), ("alone", "touch"))
"""By whom, and how: on the screen that was turned to them, aloud to a mediator, or alone at a terminal."""
_CODE = re.compile(r"[2-9A-HJ-NP-Z]{10}")
_LONGEST = 60


@dataclass(frozen=True, slots=True)
class Withdrawal:
    """Why, if they say so; who confirmed, and how. `follow_sha256` proves who is alone: the hash of the follow code.

    At a desk it is "". Raises `ValueError` for a confirmation that there is not.
    """

    by: str
    how: str
    message: str = ""
    follow_sha256: str = ""

    def __post_init__(self) -> None:
        if (self.by, self.how) not in CONFIRMED or bool(self.follow_sha256) != (self.by == "alone"):
            raise ValueError("nobody withdraws so")


def made(said: Withdrawal, **place: Any) -> Event:
    """The event (version 1, see `docs/wire.md`); `place` is what `event.added` takes."""
    own = {
        "message": said.message.strip(),
        "confirmation": {"by": said.by, "how": said.how},
        "follow_sha256": said.follow_sha256,
    }
    return event.added("withdrawal", own, **place)


def follow_code(typed: str) -> str:
    """A follow code as it was minted, from how people type it: any case, any spaces or dashes.

    Raises `Refused("not-a-follow-code")`.
    """
    bare = re.sub(r"[\s.\-–—]", "", spelling.digits(typed[:_LONGEST])).upper()
    if not _CODE.fullmatch(bare):
        raise Refused("not-a-follow-code")
    return bare
