"""The body of a `withdrawal` event: the person withdraws their request. A mandate does not allow it."""

import re
from typing import Any

from msgspec import Struct

from kiosk.domain.events.added import make_added
from kiosk.domain.events.event import Event, EventType
from kiosk.domain.events.wire.people import WithdrawalConfirmed
from kiosk.domain.language import spelling
from kiosk.error_codes import Refusal
from kiosk.errors import Refused

CONFIRMED = (("citizen", "touch"), ("citizen", "spoken"), ("alone", "touch"))
"""Allowed pairs of `by` and `how`: on the screen turned to them, aloud to a mediator, or alone at a terminal."""
_CODE = re.compile(r"[2-9A-HJ-NP-Z]{10}")
_LONGEST = 60


class Withdrawal(Struct, frozen=True):
    """Who withdraws and how they confirmed it; `message` is their reason, if they give one.

    `follow_sha256`, the hash of the follow code, proves a person who is alone; at a desk it is "". Raises `ValueError`
    for a confirmation that is not in `CONFIRMED`.
    """

    by: str
    how: str
    message: str = ""
    follow_sha256: str = ""

    def __post_init__(self) -> None:
        if (self.by, self.how) not in CONFIRMED or bool(self.follow_sha256) != (self.by == "alone"):
            raise ValueError("nobody withdraws so")


def make_event(withdrawal: Withdrawal, **place: Any) -> Event:
    """The event (version 1, see `docs/wire.md`); `place` is what `make_added` takes."""
    own = {
        "message": withdrawal.message.strip(),
        "confirmation": WithdrawalConfirmed(by=withdrawal.by, how=withdrawal.how),
        "follow_sha256": withdrawal.follow_sha256,
    }
    return make_added(EventType.WITHDRAWAL, own, **place)


def follow_code(typed: str) -> str:
    """The follow code in what a person typed, in any case and with any spaces or dashes.

    Raises `Refused` (`not-a-follow-code`).
    """
    bare = re.sub(r"[\s.\-–—]", "", spelling.digits(typed[:_LONGEST])).upper()
    if not _CODE.fullmatch(bare):
        raise Refused(Refusal.NOT_A_FOLLOW_CODE)
    return bare
