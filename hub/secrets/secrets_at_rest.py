"""Encrypts secrets of staff before they reach the database, under keys derived from the hub's master key."""

import hashlib
import hmac

from hub.hub import Hub
from kiosk.crypto import sealing

_LOCKED = "staff secrets"


def lock(hub: Hub, clear: bytes, about: str) -> bytes:
    """Encrypt `clear`; only the hub's keys and the same `about` decrypt it."""
    return sealing.lock(hub.ring.key_for(_LOCKED), clear, about)


def unlock(hub: Hub, locked: bytes, about: str) -> bytes:
    """Decrypt what `lock` returned. Raises `Unreadable` for other keys, another `about` or changed bytes."""
    return sealing.unlock(hub.ring.key_for(_LOCKED), locked, about)


def keyed(hub: Hub, clear: str, about: str) -> str:
    """A keyed hash (HMAC-SHA-256, 64 hexadecimal digits), which cannot be guessed back without the hub's keys."""
    return hmac.new(hub.ring.key_for(about), clear.encode("utf-8", "surrogatepass"), hashlib.sha256).hexdigest()
