"""What the hub of this box understands: the version of the wire, and the dictionaries that bodies are packed with.

It says so itself, signed, with each answer (`hub_standing`). One that says nothing is of an earlier version.
"""

from kiosk.connectors.hub.hub import version_of
from kiosk.crypto.packing import DICTIONARIES
from kiosk.domain.events.wire.values import VERSION
from kiosk.domain.proofs import hub_standing
from kiosk.errors import Unreachable
from kiosk.frozen import Frozen
from kiosk.store.database import Database
from kiosk.store.events import hub_standing as kept_standing


class Spoken(Frozen):
    """The newest `wire` version that hub and box both know, and the newest `dictionary`, 0 for none."""

    wire: int = VERSION
    dictionary: int = 0


def spoken(db: Database, verify_key: str) -> Spoken:
    """What the hub with this key (hexadecimal) understood when it answered last."""
    signed = kept_standing.kept(db)
    if signed is None:
        return Spoken()
    try:
        standing = hub_standing.read(signed, verify_key)
    except Unreachable:  # it is another hub's
        return Spoken()
    both = set(standing.dictionaries or ()) & set(DICTIONARIES)
    return Spoken(version_of(standing), max(both, default=0))
