"""Reads the hub's keys from their folder: the signing key, the sealing keys, the master key of the database."""

import json
import threading
from contextlib import suppress
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

from msgspec import Struct
from sqlalchemy import select
from sqlalchemy.exc import IntegrityError

from hub.settings import HubSettings
from hub.store.opening import Store
from hub.store.schema import hub_key
from kiosk.clock import Clock
from kiosk.crypto import keys, sealing
from kiosk.domain.events.sealed import sealing_key_id
from kiosk.error_codes import HubRefusal, Refusal, Rejection
from kiosk.errors import Refused, Rejected

SIGNING = "signing.key"
"""File of the Ed25519 seed that signs acknowledgements, updates, and which sealing key is the newest."""
MASTER = "master.key"
"""File of the key that locks every case's key, the enrolment codes of sites, and the search by name."""
FIRST_SEALING = "sealing-1.key"
"""Sealing keys are numbered; the highest is what boxes seal to, the others only open."""
_SEALING = "sealing-*.key"


class SealingKey(Struct, frozen=True):
    """A key pair that boxes encrypt events to, and when it was made (ISO 8601, UTC)."""

    pair: sealing.KeyPair
    made_at: str

    @property
    def id(self) -> str:
        return sealing_key_id(self.pair.public)


class Ring:
    """All the keys of one folder; a sealing key that another process adds (a rotation) is read when it is needed."""

    def __init__(self, folder: Path) -> None:
        """Read the keys. Raises `Refused`: `no-secret` where one is missing, `not-a-hub-key`."""
        self.folder = folder
        self.seed = _random_key(folder / SIGNING)
        self.verify_key = keys.verify_key(self.seed)
        self._master = _random_key(folder / MASTER)
        self._derived: dict[str, bytes] = {}
        self._turn = threading.Lock()
        self._sealing: tuple[SealingKey, ...] = ()
        self._look()

    def key_for(self, purpose: str) -> bytes:
        """A key of 32 bytes derived from the master key; `purpose` has at most 16 characters."""
        if purpose not in self._derived:
            self._derived[purpose] = sealing.derive_key(self._master, purpose)
        return self._derived[purpose]

    def newest(self) -> SealingKey:
        self._look()
        return self._sealing[-1]

    def pair(self, named: str) -> sealing.KeyPair:
        """The sealing key with the id `named`, current or retired. Raises `Rejected`: `unknown-key`."""
        for again in (False, True):
            for key in self._sealing:
                if key.id == named:
                    return key.pair
            if not again:
                self._look()
        raise Rejected(Rejection.UNKNOWN_KEY, detail="key")

    def names(self) -> dict[str, str]:
        """For each key file its public half, or a fingerprint where it has none; neither opens anything."""
        self._look()
        pairs = {f"sealing-{number}.key": key.id for number, key in enumerate(self._sealing, 1)}
        return {SIGNING: self.verify_key, MASTER: self.key_for("fingerprint").hex(), **pairs}

    def _look(self) -> None:
        """Read the sealing keys again where there is a new one; a running hub keeps them when the folder is gone."""
        with self._turn:
            try:
                paths = sealing_files(self.folder)
            except Refused:
                if self._sealing:
                    return
                raise
            if len(paths) > len(self._sealing):
                self._sealing = tuple(_read_sealing_key(path) for path in paths)


def sealing_files(folder: Path) -> list[Path]:
    """The files of sealing keys, oldest first. Raises `Refused`: `no-secret` where one of their numbers is missing."""
    count = len(list(folder.glob(_SEALING))) or 1
    paths = [folder / f"sealing-{n}.key" for n in range(1, count + 1)]
    for path in paths:
        if not path.exists():
            raise Refused(Refusal.NO_SECRET, path=str(path))
    return paths


def sealing_secret(private: bytes, made_at: datetime) -> bytes:
    content = {"private": private.hex(), "made_at": made_at.isoformat(timespec="microseconds")}
    return json.dumps(content).encode()


def _random_key(path: Path) -> bytes:
    secret = keys.read_secret_file(path)
    if len(secret) != sealing.KEY_BYTES:
        raise Refused(HubRefusal.NOT_A_HUB_KEY, path=str(path))
    return secret


def _read_sealing_key(path: Path) -> SealingKey:
    try:
        content: Any = json.loads(keys.read_secret_file(path))
        private, made_at = bytes.fromhex(content["private"]), datetime.fromisoformat(content["made_at"])
        return SealingKey(sealing.pair_of_private(private), made_at.isoformat(timespec="microseconds"))
    except (ValueError, TypeError, KeyError):
        raise Refused(HubRefusal.NOT_A_HUB_KEY, path=str(path)) from None


def open_ring(settings: HubSettings, store: Store, clock: Clock) -> Ring:
    """Open the hub's keys, made where this database has never had any; workers that start at the same time agree.

    Raises `Refused`: `hub-key-lost` where a key that the database has recorded is missing or differs, `not-a-hub-key`.
    Boxes know the hub by such a key, or contents are locked with it, so a person must restore it
    (`kiosk hub keys restore`); it is never made anew.
    """
    folder = settings.keys_folder
    recorded = _recorded_keys(store)  # before the files: another worker writes a file first, then its name here
    if not recorded:
        folder.mkdir(parents=True, exist_ok=True, mode=0o700)
        secrets = {
            SIGNING: keys.new_signing_key(),
            MASTER: sealing.new_random_key(),
            FIRST_SEALING: sealing_secret(sealing.new_random_key(), clock.now()),
        }
        for name, secret in secrets.items():
            with suppress(Refused):  # another worker was faster, or a person brought it: it is the key
                keys.write_secret_file(folder / name, secret)
    for name in recorded:
        if not (folder / name).exists():
            raise Refused(HubRefusal.HUB_KEY_LOST, path=str(folder / name))
    ring = Ring(folder)
    for name, public in ring.names().items():
        if recorded.get(name, public) != public:
            raise Refused(HubRefusal.HUB_KEY_LOST, path=str(folder / name))
    record_keys(store, ring, clock)
    return ring


def rotate_sealing_key(store: Store, ring: Ring, clock: Clock) -> SealingKey:
    """A new sealing key, which every box learns of at its next talk; what was sealed to the old ones still opens.

    Raises `Refused` (`secret-exists`) where somebody else did it at the same moment.
    """
    made_at = datetime.fromisoformat(ring.newest().made_at)
    at = max(clock.now(), made_at + timedelta(microseconds=1))  # boxes follow the newest, whatever the watch says
    path = ring.folder / f"sealing-{len(sealing_files(ring.folder)) + 1}.key"
    keys.write_secret_file(path, sealing_secret(sealing.new_random_key(), at))
    record_keys(store, ring, clock)
    return ring.newest()


def record_keys(store: Store, ring: Ring, clock: Clock) -> None:
    recorded = _recorded_keys(store)
    for name, public in ring.names().items():
        if name not in recorded:
            with suppress(IntegrityError), store.writing() as connection:  # another worker was faster
                connection.execute(hub_key.insert().values(name=name, public=public, noticed_at=clock.now()))


def _recorded_keys(store: Store) -> dict[str, str]:
    with store.reading() as connection:
        return {row.name: row.public for row in connection.execute(select(hub_key)).all()}
