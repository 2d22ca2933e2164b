"""Each event of a batch: opened, and what became of it."""

from msgspec import Struct

from hub.wire import Incoming
from kiosk.domain.events.reference import Alias
from kiosk.error_codes import Rejection


class OpenedEvent(Struct, frozen=True):
    """An event whose signature, seal, hash and shape were checked: it waits for nothing but the database.

    `site` is the sender's code and `incoming` has the id, the hash (`sha256`) and the clear body. `revoked`: the key
    that signed it is revoked, so that it is only `KnownEvent`, or refused (`revoked-site`). `telephone`: a person sent
    it from their own to the hub, which made it in the name of the site, whose box has no such event.
    """

    site: str
    incoming: Incoming
    alias: Alias | None = None
    revoked: bool = False
    telephone: bool = False


class TakenEvent(Struct, frozen=True):
    """The event was stored now and is committed. `statement` is the acknowledgement (canonical JSON), kept with it."""

    statement: str


class KnownEvent(Struct, frozen=True):
    """The event, with this hash, has been stored since before. `statement` is the acknowledgement kept then."""

    statement: str


class RefusedEvent(Struct, frozen=True):
    code: Rejection
    detail: str = ""


class Conflict(Struct, frozen=True):
    """The id is stored with another hash, `sha256`: the hub keeps that content, the box its own; both tell staff."""

    sha256: str


class OutOfOrder(Struct, frozen=True):
    """An earlier event of the stream is not there yet: the box sends this one again."""


class Busy(Struct, frozen=True):
    """Nothing was stored, nothing is wrong with the event: the box sends it again after this many `seconds`."""

    seconds: int


Outcome = TakenEvent | KnownEvent | RefusedEvent | Conflict | OutOfOrder | Busy
"""What becomes of one event."""
