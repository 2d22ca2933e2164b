"""What a follow page may send: locked into the page itself, so that the hub keeps nothing for pages that send nothing.

Each page has a sealing key of its own, derived from the hub's master key: what was sealed for one page opens for no
other, and nothing is to be stored, copied or rotated beside the hub's keys.
"""

import base64
import binascii
import json
from datetime import datetime, timedelta

from msgspec import Struct

from hub.hub import Hub
from kiosk.clock import moment, stamp
from kiosk.crypto import sealing
from kiosk.crypto.sealing import Pair
from kiosk.error_codes import HubRefusal
from kiosk.errors import Refused, Unreadable

LASTS = timedelta(hours=4)
"""How long a page that stays open may send; then it is opened anew with number and code."""
LONGEST = 8_000
"""Characters of a ticket."""
_ABOUT = "telephone page"
_SEALING = "telephone seal"
_SAID = ("case_id", "page", "follow_sha256", "papers")
_HALF = 16
"""Characters of a page's id that one derivation takes."""


class Ticket(Struct, frozen=True):
    """A page that somebody opened with the number and the code of a case.

    `page` is its random id, `follow_sha256` the hash of the code, and `papers` the ids of what was asked for then and
    may be sent.
    """

    case_id: str
    page: str
    follow_sha256: str
    papers: tuple[str, ...]
    until: datetime


def issue(hub: Hub, case_id: str, follow_sha256: str, papers: tuple[str, ...]) -> Ticket:
    """A ticket for a page that is being made."""
    return Ticket(case_id, hub.clock.new_id(), follow_sha256, papers, hub.clock.now() + LASTS)


def written(hub: Hub, ticket: Ticket) -> str:
    """The ticket as the page carries it: only this hub can read it, and nobody can make one."""
    said = {name: getattr(ticket, name) for name in _SAID} | {"until": stamp(ticket.until)}
    return base64.urlsafe_b64encode(sealing.lock(_key(hub), json.dumps(said).encode(), _ABOUT)).decode()


def read(hub: Hub, text: str) -> Ticket:
    """The ticket that a page sent. Raises `Refused`: `page-too-old`, also for what is no ticket of this hub."""
    try:
        if len(text) > LONGEST:
            raise Unreadable()
        said = json.loads(sealing.unlock(_key(hub), base64.urlsafe_b64decode(text.encode("ascii")), _ABOUT))
    except (Unreadable, binascii.Error, UnicodeEncodeError, ValueError):
        raise Refused(HubRefusal.PAGE_TOO_OLD) from None
    ticket = Ticket(**said | {"papers": tuple(said["papers"]), "until": moment(said["until"])})
    if hub.clock.now() > ticket.until:
        raise Refused(HubRefusal.PAGE_TOO_OLD)
    return ticket


def sealing_pair(hub: Hub, ticket: Ticket) -> Pair:
    """The key pair of a page: its browser seals to the public half."""
    first = sealing.derived(hub.ring.key_for(_SEALING), ticket.page[:_HALF])
    return sealing.pair_of(sealing.derived(first, ticket.page[_HALF:]))


def _key(hub: Hub) -> bytes:
    return hub.ring.key_for(_ABOUT)
