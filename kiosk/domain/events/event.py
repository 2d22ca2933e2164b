"""An event: a fact about a case as the hub reads it, versioned, immutable and ordered within its stream."""

import hashlib
from datetime import datetime
from enum import StrEnum

from msgspec import Struct

from kiosk.domain.events.wire import reading
from kiosk.domain.events.wire.reading import Message


class EventType(StrEnum):
    """What an event says. `ERASURE`, `ACCESS`: the citizen asks that the contents be erased, or for a copy of them.
    `NOTICES`: how they wish to be told of news, from now on. `NEW_CODE`: a receipt is lost, and another is given."""

    SUBMITTED = "submitted"
    SUPPLEMENT = "supplement"
    CORRECTION = "correction"
    WITHDRAWAL = "withdrawal"
    ERASURE = "erasure"
    ACCESS = "access"
    NOTICES = "notices"
    NEW_CODE = "new_code"


class UpdateKind(StrEnum):
    """What an update of the hub is: a new state of the case, the service's « accusé de réception », the answer to a
    person's request, word that something was added elsewhere, or which papers the service has ticked off. A newer hub
    may say another word, which equals none of these."""

    STATE = "state"
    ACCUSE = "accuse"
    RIGHTS = "rights"
    ADDED = "added"
    SETTLED = "settled"


UNSAID = (UpdateKind.ADDED, UpdateKind.SETTLED)
"""Updates that are no answer of the service: nobody is told of them, and nothing of them is printed."""
STATELESS = (UpdateKind.RIGHTS, *UNSAID)
"""Updates by which the service gives the case no new state: they only repeat the one that it has."""


class AddedFrom(StrEnum):
    """Where something was added to a case that another site holds: by a person alone from their telephone or at a
    terminal, or at a desk. A newer hub may say another word, which equals none of these."""

    TELEPHONE = "telephone"
    TERMINAL = "terminal"
    DESK = "desk"


class RequestOutcome(StrEnum):
    """What the hub answers to a person's request."""

    ERASED = "erased"
    REFUSED = "refused"
    GIVEN = "given"


class Event(Struct, frozen=True):
    """One fact. `id` is the idempotency key; `body` is canonical JSON (UTF-8), whose bytes never change.

    `stream` orders: within it `sequence` counts from 1. It is the case's id at the site that opened the case, and a
    new id for a supplement that another site adds by reference. A mended event takes the `sequence` of the one it
    `replaces`.
    """

    id: str
    stream: str
    sequence: int
    type: EventType
    reference: str
    body: bytes
    recorded_at: datetime
    replaces: str = ""

    @property
    def sha256(self) -> str:
        """Hexadecimal digest of the body, named by the hub's acknowledgement."""
        return digest(self.body)


def encode_canonical_body(body: Message) -> bytes:
    """Canonical JSON: keys sorted, no white space, UTF-8, so that equal contents give equal bytes."""
    return reading.encode_canonical(body)


def digest(body: bytes) -> str:
    return hashlib.sha256(body).hexdigest()
