"""What the hub of this box understands: the version of the wire, and the dictionaries that bodies are packed with.

It says so itself, signed, with each answer (`hub_standing`).
"""

from msgspec import Struct

from kiosk.connectors.hub.hub import version_of
from kiosk.crypto.packing import DICTIONARIES
from kiosk.domain.events.wire.statements import HubStanding
from kiosk.domain.events.wire.values import VERSION
from kiosk.domain.proofs import hub_standing
from kiosk.errors import Unreachable
from kiosk.store.database import Database
from kiosk.store.events import hub_standing as kept_standing


class Spoken(Struct, frozen=True):
    """The newest `wire` version that hub and box both know, and the newest `dictionary`, 0 for none."""

    wire: int = VERSION
    dictionary: int = 0


def spoken(db: Database, verify_key: str) -> Spoken:
    """What the hub with this key (hexadecimal) understood when it answered last."""
    standing = _last(db, verify_key)
    if standing is None:
        return Spoken()
    both = set(standing.dictionaries or ()) & set(DICTIONARIES)
    return Spoken(version_of(standing), max(both, default=0))


def channels(db: Database, verify_key: str) -> tuple[str, ...]:
    """By which ways this hub told persons of news when it answered last; none for one that has never said."""
    standing = _last(db, verify_key)
    return (standing.notices or ()) if standing else ()


def _last(db: Database, verify_key: str) -> HubStanding | None:
    signed = kept_standing.kept(db)
    try:
        return hub_standing.read(signed, verify_key) if signed else None
    except Unreachable:  # it is another hub's
        return None
