"""That a case was paid at the town hall's till, as a desk notes it. No money is handled, and nothing waits for it."""

from collections.abc import Iterable, Mapping
from datetime import date
from typing import Any

from msgspec import Struct

from kiosk.domain.events.additions import make_added
from kiosk.domain.events.event import Event, EventType
from kiosk.domain.events.wire.bodies import LONGEST_TILL_RECEIPT, PaymentNote
from kiosk.domain.language import spelling
from kiosk.error_codes import Refusal
from kiosk.errors import Refused


class Payment(Struct, frozen=True):
    """The legal `day` on which it was noted, the number of the till's `receipt` ("" for none), and who noted it."""

    day: date
    receipt: str
    by: str


def read_till_receipt(typed: str) -> str:
    """The number of a till's receipt as it was typed, on one line; "" for none. Raises `Refused`
    (`not-a-till-receipt`) where it is too long or cannot be read."""
    number = spelling.clean_line(typed)
    named = any(character.isalnum() for character in number)
    if number and (len(number) > LONGEST_TILL_RECEIPT or not named or not spelling.is_readable_text(number)):
        raise Refused(Refusal.NOT_A_TILL_RECEIPT)
    return number


def make_payment_event(receipt: str, holds: bool, **place: Any) -> Event:
    """The event that puts this in the place of what was noted before; `place` is what `make_added` takes."""
    return make_added(EventType.NOTICES, {"paid": PaymentNote(holds=holds, receipt=receipt)}, **place)


def find_payment(bodies: Iterable[Mapping[str, Any]]) -> Payment | None:
    """The payment that the last of these bodies of a case's events notes; None where none does, or it was a mistake."""
    noted = [body for body in bodies if body.get("paid")]
    if not noted or not noted[-1]["paid"]["holds"]:
        return None
    last = noted[-1]
    return Payment(date.fromisoformat(last["legal_date"]), last["paid"]["receipt"], last.get("helper") or "")
