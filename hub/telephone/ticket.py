"""What a follow page may show and send: locked into the page itself, in the place of the number and the code that
opened it, so that neither stands in a page that a shared browser brings back, and the hub keeps nothing for it.
"""

import base64
import binascii
from datetime import datetime, timedelta

import msgspec
from msgspec import Struct

from hub.hub import Hub
from kiosk.crypto import sealing
from kiosk.error_codes import HubRefusal
from kiosk.errors import Refused, Unreadable

LASTS = timedelta(hours=4)
"""How long a page may go on; then it is opened anew with number and code."""
LONGEST = 1_000
"""Characters of a ticket."""
_ABOUT = "telephone page"


class Ticket(Struct, frozen=True):
    """A page that somebody opened with the number and the code of a case.

    `page` is its random id, the same until number and code are typed again, `follow_sha256` the hash of the code.
    `birth_date` (ISO 8601) is what opened the service's own words, "" where nothing did.
    """

    case_id: str
    page: str
    follow_sha256: str
    until: datetime
    birth_date: str = ""


def issue(hub: Hub, case_id: str, follow_sha256: str) -> Ticket:
    """A ticket for a page that was just opened."""
    return Ticket(case_id, hub.clock.new_id(), follow_sha256, hub.clock.now() + LASTS)


def write_ticket(hub: Hub, ticket: Ticket, browser: str) -> str:
    """The ticket as the page carries it: only this hub can read it, for the `browser` of that name, and nobody can make
    one."""
    locked = sealing.lock(hub.ring.key_for(_ABOUT), msgspec.json.encode(ticket), f"{_ABOUT} {browser}")
    return base64.urlsafe_b64encode(locked).decode()


def read_ticket(hub: Hub, text: str, browser: str) -> Ticket:
    """The ticket that a page sent. Raises `Refused`: `page-too-old`, also for what is none of this hub and browser."""
    try:
        if len(text) > LONGEST:
            raise Unreadable()
        locked = base64.urlsafe_b64decode(text.encode("ascii"))
        said = sealing.unlock(hub.ring.key_for(_ABOUT), locked, f"{_ABOUT} {browser}")
    except (Unreadable, binascii.Error, UnicodeEncodeError):
        raise Refused(HubRefusal.PAGE_TOO_OLD) from None
    ticket = msgspec.json.decode(said, type=Ticket)
    if hub.clock.now() > ticket.until:
        raise Refused(HubRefusal.PAGE_TOO_OLD)
    return ticket
