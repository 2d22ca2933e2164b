"""What must not lie readable in the database: locked under keys that follow from the hub's master key."""

import hashlib
import hmac

from kiosk.crypto import sealing
from kiosk.hub.hub import Hub

_LOCKED = "staff secrets"


def lock(hub: Hub, clear: bytes, about: str) -> bytes:
    """What opens only with the hub's keys, and only under the same `about`."""
    return sealing.lock(hub.ring.key_for(_LOCKED), clear, about)


def unlock(hub: Hub, locked: bytes, about: str) -> bytes:
    """What `lock` was given. Raises `Unreadable`."""
    return sealing.unlock(hub.ring.key_for(_LOCKED), locked, about)


def keyed(hub: Hub, clear: str, about: str) -> str:
    """A fingerprint of 64 hexadecimal digits that nobody can guess back without the hub's keys."""
    return hmac.new(hub.ring.key_for(about), clear.encode("utf-8", "surrogatepass"), hashlib.sha256).hexdigest()
