"""What the hub of this box understands, such as the dictionaries that bodies are packed with.

It says so itself, signed, with each answer (`HubStanding`); before the first one it has said nothing.
"""

from kiosk.crypto.packing import DICTIONARIES
from kiosk.domain.events.wire.statements import HubStanding
from kiosk.domain.proofs import signed_statement
from kiosk.errors import Unreachable
from kiosk.store.database import Database
from kiosk.store.events import counters


def dictionary(db: Database, verify_key: str) -> int:
    """The newest dictionary that the hub with this key (hexadecimal) and this box both have, 0 for none."""
    standing = _last(db, verify_key)
    both = set((standing.dictionaries if standing else None) or ()) & set(DICTIONARIES)
    return max(both, default=0)


def channels(db: Database, verify_key: str) -> tuple[str, ...]:
    """By which ways this hub told persons of news when it answered last; none for one that has never said."""
    standing = _last(db, verify_key)
    return (standing.notices or ()) if standing else ()


def _last(db: Database, verify_key: str) -> HubStanding | None:
    signed = counters.last_standing(db)
    try:
        return signed_statement.read_standing(signed, verify_key) if signed else None
    except Unreachable:  # it is another hub's
        return None
