"""Makes the hub's keys: once, never replaced in silence; a new sealing key is added, and the old ones stay."""

from contextlib import suppress
from datetime import timedelta
from pathlib import Path

from sqlalchemy import select
from sqlalchemy.exc import IntegrityError

from kiosk.clock import Clock
from kiosk.crypto import keys, sealing
from kiosk.errors import Refused
from kiosk.hub.keys.keyring import FIRST_SEALING, MASTER, SIGNING, Ring, SealingKey, sealing_files, sealing_secret
from kiosk.hub.settings import HubSettings
from kiosk.hub.store.opening import Store
from kiosk.hub.store.schema import hub_key


def open_ring(settings: HubSettings, store: Store, clock: Clock) -> Ring:
    """The hub's keys, made where this database has never had any; workers that start at once agree on them.

    Raises `Refused("hub-key-lost")` where the database knows a key that is gone or is another one: boxes pinned it, or
    contents are locked with it, so a person must bring it back (`kiosk hub keys restore`). Also `not-a-hub-key`.
    """
    folder = settings.keys_folder
    known = _known(store)  # looked up before the files: another worker writes a file first, and then its name here
    if not known:
        _make(folder, clock)
    for name in known:
        if not (folder / name).exists():
            raise Refused("hub-key-lost", path=str(folder / name))
    ring = Ring(folder)
    for name, public in ring.names().items():
        if known.get(name, public) != public:
            raise Refused("hub-key-lost", path=str(folder / name))
    remember(store, ring, clock)
    return ring


def rotate(store: Store, ring: Ring, clock: Clock) -> SealingKey:
    """A new sealing key, which every box learns of at its next talk; what was sealed to the old ones still opens.

    Raises `Refused("secret-exists")` where somebody else did it at the same moment.
    """
    newest = ring.newest()
    at = max(clock.now(), newest.made + timedelta(microseconds=1))  # boxes follow the newest, whatever the watch says
    path = ring.folder / f"sealing-{len(sealing_files(ring.folder)) + 1}.key"
    keys.write_secret(path, sealing_secret(sealing.new_key(), at))
    remember(store, ring, clock)
    return ring.newest()


def remember(store: Store, ring: Ring, clock: Clock) -> None:
    """Keep the names of the keys in the database, so that a lost one is noticed."""
    missing = {name: public for name, public in ring.names().items() if name not in _known(store)}
    rows = [{"name": name, "public": public, "noticed_at": clock.now()} for name, public in missing.items()]
    for row in rows:
        with suppress(IntegrityError), store.writing() as connection:  # another worker was faster
            connection.execute(hub_key.insert().values(row))


def _known(store: Store) -> dict[str, str]:
    with store.reading() as connection:
        return {row.name: row.public for row in connection.execute(select(hub_key)).all()}


def _make(folder: Path, clock: Clock) -> None:
    folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    secrets = {
        SIGNING: keys.new_signing_key(),
        MASTER: sealing.new_key(),
        FIRST_SEALING: sealing_secret(sealing.new_key(), clock.now()),
    }
    for name, secret in secrets.items():
        with suppress(Refused):  # another worker was faster, or a person brought it: it is the key
            keys.write_secret(folder / name, secret)
