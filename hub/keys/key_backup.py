"""Backs up all of the hub's keys to one file locked with a passphrase, and restores them."""

import base64
import json
import unicodedata
from collections.abc import Mapping
from pathlib import Path

from hub.keys.keyring import MASTER, SIGNING, Ring, sealing_files
from kiosk.crypto import keys, sealing
from kiosk.error_codes import HubRefusal, Refusal
from kiosk.errors import Refused, Unreadable

SHORTEST_PASSPHRASE = 16
"""Characters: whoever finds the file may guess for years."""
CONNECTORS = "*.secret"
"""Files of the secrets that connectors share with other systems."""
_MARK = b"PARVIS HUB KEYS 1\n"
_ABOUT = "hub keys"


def back_up(folder: Path, file: Path, passphrase: str) -> None:
    """Write every key of the folder to a new file, locked with the passphrase (Argon2id), readable by its owner only.

    Raises `Refused`: `passphrase-too-short`, `secret-exists` where the file exists, `no-secret` where a key is missing,
    `not-a-hub-key`.
    """
    if len(passphrase) < SHORTEST_PASSPHRASE:
        raise Refused(HubRefusal.PASSPHRASE_TOO_SHORT, least=SHORTEST_PASSPHRASE)
    secrets = {name: base64.b64encode(secret).decode() for name, secret in secrets_of(folder).items()}
    salt = sealing.new_salt()
    locked = sealing.lock(stretched(passphrase, salt), json.dumps(secrets).encode(), _ABOUT)
    keys.write_secret(file, _MARK + salt + locked)


def restore(folder: Path, file: Path, passphrase: str) -> None:
    """Write the keys of a backup into the folder; keys that are there already, and the same, stay.

    Raises `Refused`: `not-a-keys-copy`, `wrong-keys-passphrase` (also for a damaged file), `secret-exists` where the
    folder holds a different key, before anything is written.
    """
    put_back(folder, _read(file, passphrase))


def secrets_of(folder: Path) -> dict[str, bytes]:
    """The content of every key's file, by its name. Raises `Refused`: `no-secret`, `not-a-hub-key`."""
    Ring(folder)  # a copy of what opens nothing is no copy
    paths = [folder / SIGNING, folder / MASTER, *sealing_files(folder), *sorted(folder.glob(CONNECTORS))]
    return {path.name: keys.read_secret(path) for path in paths}


def put_back(folder: Path, secrets: Mapping[str, bytes]) -> None:
    """Write keys into the folder; those that are there already, and the same, stay.

    Raises `Refused`: `secret-exists` where another key of that name is there, before anything is written.
    """
    missing = {}
    for name, secret in secrets.items():
        path = folder / name
        if not path.exists():
            missing[path] = secret
        elif keys.read_secret(path) != secret:
            raise Refused(Refusal.SECRET_EXISTS, path=str(path))
    folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    for path, secret in missing.items():
        keys.write_secret(path, secret)
    Ring(folder)


def _read(file: Path, passphrase: str) -> dict[str, bytes]:
    data = keys.read_secret(file)
    if not data.startswith(_MARK):
        raise Refused(HubRefusal.NOT_A_KEYS_COPY, path=str(file))
    salt, locked = data[len(_MARK) :][: sealing.SALT_BYTES], data[len(_MARK) + sealing.SALT_BYTES :]
    if len(salt) != sealing.SALT_BYTES:
        raise Refused(HubRefusal.NOT_A_KEYS_COPY, path=str(file))
    try:
        clear = sealing.unlock(stretched(passphrase, salt), locked, _ABOUT)
    except Unreadable:
        raise Refused(HubRefusal.WRONG_KEYS_PASSPHRASE) from None
    return {name: base64.b64decode(secret) for name, secret in json.loads(clear).items()}


def stretched(passphrase: str, salt: bytes) -> bytes:
    """The key of a copy: its passphrase in Unicode form NFC, because a keyboard may type « é » as two characters."""
    return sealing.stretched(unicodedata.normalize("NFC", passphrase), salt)
