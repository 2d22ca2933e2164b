"""What must not lie readable in the database: locked under a key in a file beside the signing key."""

import hashlib
import hmac
from contextlib import suppress
from pathlib import Path

from sqlalchemy import select

from kiosk import keys, sealing
from kiosk.errors import Refused
from kiosk.hub.hub import Hub
from kiosk.hub.store.schema import second_factor


def lock(hub: Hub, clear: bytes, about: str) -> bytes:
    """What opens only with the hub's key file, and only under the same `about`."""
    return sealing.lock(_key(hub, "locked"), clear, about)


def unlock(hub: Hub, locked: bytes, about: str) -> bytes:
    """What `lock` was given. Raises `Refused("unreadable")`."""
    return sealing.unlock(_key(hub, "locked"), locked, about)


def keyed(hub: Hub, clear: str, about: str) -> str:
    """A fingerprint of 64 hexadecimal digits that nobody can guess back without the hub's key file."""
    return hmac.new(_key(hub, about), clear.encode("utf-8", "surrogatepass"), hashlib.sha256).hexdigest()


def _key(hub: Hub, purpose: str) -> bytes:
    """Derived from the file, which is made where there is none yet; workers that start at once agree on one.

    Raises `Refused("secrets-key-lost")` where something was locked already: a new key would open none of it.
    """
    path = _path(hub)
    if not path.exists():
        with hub.store.reading() as connection:
            if connection.execute(select(second_factor.c.staff_id).limit(1)).first() is not None:
                raise Refused("secrets-key-lost", path=str(path))
        path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        with suppress(Refused):  # another worker was faster: its key is the key
            keys.write_secret(path, sealing.new_key())
    return sealing.derived(keys.read_secret(path), purpose)


def _path(hub: Hub) -> Path:
    return hub.settings.signing_key_path.with_name("hub_secrets.key")
