"""Makes the hub's keys at its first start, notices a lost one, and adds new sealing keys."""

from contextlib import suppress
from datetime import timedelta
from pathlib import Path

from sqlalchemy import select
from sqlalchemy.exc import IntegrityError

from hub.keys.keyring import FIRST_SEALING, MASTER, SIGNING, Ring, SealingKey, sealing_files, sealing_secret
from hub.settings import HubSettings
from hub.store.opening import Store
from hub.store.schema import hub_key
from kiosk.clock import Clock
from kiosk.crypto import keys, sealing
from kiosk.error_codes import HubRefusal
from kiosk.errors import Refused


def open_ring(settings: HubSettings, store: Store, clock: Clock) -> Ring:
    """Open the hub's keys, made where this database has never had any; workers that start at the same time agree.

    Raises `Refused`: `hub-key-lost` where a key that the database has recorded is missing or differs, `not-a-hub-key`.
    Boxes know the hub by such a key, or contents are locked with it, so a person must restore it
    (`kiosk hub keys restore`); it is never made anew.
    """
    folder = settings.keys_folder
    recorded = _recorded_keys(
        store
    )  # looked up before the files: another worker writes a file first, and then its name here
    if not recorded:
        _make_first_keys(folder, clock)
    for name in recorded:
        if not (folder / name).exists():
            raise Refused(HubRefusal.HUB_KEY_LOST, path=str(folder / name))
    ring = Ring(folder)
    for name, public in ring.names().items():
        if recorded.get(name, public) != public:
            raise Refused(HubRefusal.HUB_KEY_LOST, path=str(folder / name))
    record_keys(store, ring, clock)
    return ring


def rotate(store: Store, ring: Ring, clock: Clock) -> SealingKey:
    """A new sealing key, which every box learns of at its next talk; what was sealed to the old ones still opens.

    Raises `Refused` (`secret-exists`) where somebody else did it at the same moment.
    """
    newest = ring.newest()
    at = max(clock.now(), newest.made + timedelta(microseconds=1))  # boxes follow the newest, whatever the watch says
    path = ring.folder / f"sealing-{len(sealing_files(ring.folder)) + 1}.key"
    keys.write_secret(path, sealing_secret(sealing.new_key(), at))
    record_keys(store, ring, clock)
    return ring.newest()


def record_keys(store: Store, ring: Ring, clock: Clock) -> None:
    """Record the public halves of the keys in the database, so that a lost key is noticed."""
    missing = {name: public for name, public in ring.names().items() if name not in _recorded_keys(store)}
    rows = [{"name": name, "public": public, "noticed_at": clock.now()} for name, public in missing.items()]
    for row in rows:
        with suppress(IntegrityError), store.writing() as connection:  # another worker was faster
            connection.execute(hub_key.insert().values(row))


def _recorded_keys(store: Store) -> dict[str, str]:
    with store.reading() as connection:
        return {row.name: row.public for row in connection.execute(select(hub_key)).all()}


def _make_first_keys(folder: Path, clock: Clock) -> None:
    folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    secrets = {
        SIGNING: keys.new_signing_key(),
        MASTER: sealing.new_key(),
        FIRST_SEALING: sealing_secret(sealing.new_key(), clock.now()),
    }
    for name, secret in secrets.items():
        with suppress(Refused):  # another worker was faster, or a person brought it: it is the key
            keys.write_secret(folder / name, secret)
