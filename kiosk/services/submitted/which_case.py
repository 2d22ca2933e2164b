"""Say which of two cases that bear one number is meant: by the code on the receipt, or the person's date of birth."""

import re
from datetime import date

from kiosk.crypto import keys
from kiosk.domain.events.added import own_fields
from kiosk.domain.events.event import EventType
from kiosk.domain.language import spelling
from kiosk.error_codes import Refusal
from kiosk.errors import Refused
from kiosk.services.box.box import Actor, Box
from kiosk.services.submitted import refused_events

WHICH = "which"
"""The key in the body of an addition that says which case it is about (docs/wire.md)."""


def read(typed: str) -> dict[str, str]:
    """What a person typed, as an addition says it: `birth_date` (ISO 8601), or `follow_sha256` of a receipt's code.

    Raises `Refused` (`which-case`) for anything else.
    """
    text = spelling.digits(spelling.line(typed))
    if day := re.fullmatch(r"(\d{1,2})[\s./-]+(\d{1,2})[\s./-]+(\d{4})", text):
        try:
            return {"birth_date": date(int(day[3]), int(day[2]), int(day[1])).isoformat()}
        except ValueError:
            raise Refused(Refusal.WHICH_CASE) from None
    code = "".join(character for character in text.upper() if character.isalnum())
    if not re.fullmatch("[A-Z0-9]{10}", code):
        raise Refused(Refusal.WHICH_CASE)
    return {"follow_sha256": keys.token_hash(code)}


def send_again(box: Box, event_id: str, typed: str, actor: Actor) -> None:
    """Send a refused addition again as it was, with what says which case it is about.

    Raises `Refused`: `which-case`, `no-such-event`.
    """
    which = read(typed)
    body = refused_events.attention(box, event_id, actor).said
    own = own_fields(body) | {WHICH: which}
    refused_events.send_anew(box, event_id, EventType(body["type"]), own, actor)
