"""The hub's signing key: made once, never replaced in silence."""

from contextlib import suppress

from sqlalchemy import select

from kiosk import keys
from kiosk.errors import Refused
from kiosk.hub.settings import HubSettings
from kiosk.hub.store.opening import Store
from kiosk.hub.store.schema import event


def signing_key(settings: HubSettings, store: Store) -> bytes:
    """The Ed25519 seed, made where there is none yet; workers that start at once agree on one.

    Raises `Refused("signing-key-lost")` where events were acknowledged and the key is gone: with another one, every
    box would stop believing this hub, so a person must bring the key back.
    """
    path = settings.signing_key_path
    if not path.exists():
        with store.reading() as connection:
            if connection.execute(select(event.c.id).limit(1)).first() is not None:
                raise Refused("signing-key-lost", path=str(path))
        path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        with suppress(Refused):  # another worker was faster: its key is the key
            keys.write_secret(path, keys.new_signing_key())
    seed = keys.read_secret(path)
    if len(seed) != keys.SEED_BYTES:
        raise Refused("not-a-signing-key", path=str(path))
    return seed
